"""The result of a reproduction as files: one page to read, a picture of each panel, all numbers."""

import base64
import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from orgnet_core.json_values import finite
from orgnet_core.out_folder import make_folder, write_whole
from orgnet_core.paper.drawing import png
from orgnet_core.paper.panels import from_json
from orgnet_core.paper.words import here_in_words, verdict_in_words
from orgnet_core.sweeps import Here

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The paper on trial</title>
<style>
body {{ font: 16px/1.45 sans-serif; max-width: 70em; margin: auto; padding: 1em }}
table {{ border-collapse: collapse; font-size: 14px }}
th, td {{ text-align: left; padding: .25em .8em .25em 0; border-bottom: 1px solid #D5DCE5 }}
img {{ max-width: 100% }}
</style>
<h1>The paper on trial</h1>
<p>Illium et al., “Constructing Organism Networks from Collaborative Self-Replicators”, arXiv
2212.10078, beside fresh organisms. Thin lines are runs, the thick one their median, the band its
95 % interval by bootstrap.</p>
{parts}
</html>
"""
HEADS = ("Fig.", "Quantity", "Paper", "Here, median (smallest to largest)", "Accepted", "Verdict")


def write_report(folder: Path, result: dict[str, Any], backend: Here) -> list[Path]:
    """The files: reproduction.json, report.html, then the pictures, drawn side by side. Raises
    InputError, LabError."""
    pictures = dict(sorted(backend.map(_drawn, [*_panels(result)])))
    contents = {
        "reproduction.json": (json.dumps(finite(result)) + "\n").encode(),
        "report.html": _page(result, pictures).encode(),
        **pictures,
    }
    make_folder(folder)
    for name, content in contents.items():
        write_whole(folder / name, content)
    return [folder / name for name in contents]


def _drawn(named: tuple[str, dict[str, Any]]) -> tuple[str, bytes]:
    name, panel = named
    return name, png(from_json(panel))


def _panels(result: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name of its picture, panel) of each."""
    for variant in result["variants"]:
        for number, panel in enumerate(variant["panels"], 1):
            yield f"{variant['name']}-{number:02}-fig-{panel['figure']}.png", panel


def _page(result: dict[str, Any], pictures: dict[str, bytes]) -> str:
    parts = list[str]()
    for variant in result["variants"]:
        parts.append(f"<h2>{escape(variant['label'])}</h2>\n{_table(variant['rows'])}")
        for name, picture in pictures.items():
            if name.startswith(f"{variant['name']}-"):
                data = base64.b64encode(picture).decode()
                parts.append(f'<img alt="{name}" src="data:image/png;base64,{data}">')
    return PAGE.format(parts="\n".join(parts))


def _table(rows: list[dict[str, Any]]) -> str:
    lines = [_line("th", HEADS)]
    for row in rows:
        cells = (row["figure"], row["quantity"], row["paper"], here_in_words(row))
        lines.append(_line("td", (*cells, row["accepted"], verdict_in_words(row))))
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def _line(tag: str, cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
