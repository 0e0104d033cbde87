"""A sweep to take along: every run as a row of a file, and all charts as one."""

import io
from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

import plotly.graph_objects as go
import pyarrow as pa
import streamlit as st
from pyarrow import csv
from pyarrow import parquet as pq

from orgnet_core.runs.store.kinds import Kinds
from orgnet_core.sweeps.differences import finished
from orgnet_core.sweeps.places import Kept
from orgnet_views import organism_map
from orgnet_views.assets import JS
from ui.shared.charts import LOOK
from ui.shared.registry import registry
from ui.shared.texts import TEXTS
from ui.sweeps.curves import curve_charts, what_curves_show
from ui.sweeps.maps import MOST_IN_FILE, maps_html
from ui.sweeps.shown import Shown
from ui.sweeps.strips import said_differences, strips, what_strips_show
from ui.sweeps.table import rows

WORDS, MAPS = TEXTS["sweeps"]["files"], TEXTS["sweeps"]["maps"]
STYLE = """
body { font: 16px/1.45 sans-serif; max-width: 68em; margin: auto; padding: 1em }
.legend span { margin-right: 1em }
.maps { display: flex; flex-wrap: wrap; gap: 12px 20px }
figure { width: 200px; margin: 0; font-size: 13px; line-height: 1.35 }
figure svg { margin: 0 5px 3px 0; outline: 1px solid #D5DCE5 }
"""
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{style}</style>
<script>{plotly}</script>
<h1>{title}</h1>
{figures}
</html>
"""


def show_files(
    title: str, name: str, runs: Sequence[Kept], names: Sequence[str], shown: Shown
) -> None:
    """Buttons; each file is made when it is asked for."""
    made = {
        "csv": (lambda: as_csv(rows(runs, names)), "text/csv"),
        "parquet": (lambda: as_parquet(rows(runs, names)), "application/vnd.apache.parquet"),
        "html": (partial(as_html, title, runs, names, shown, registry().store.kinds), "text/html"),
    }
    with st.container(horizontal=True):
        for kind, (make, mime) in made.items():
            label, help_text = WORDS[kind]
            st.download_button(
                label,
                make,
                f"{name}.{kind}",
                mime,
                key=f"sweeps_{kind}",
                help=help_text,
                icon=":material/download:",
                on_click="ignore",
            )


def as_csv(found: list[dict[str, Any]]) -> bytes:
    buffer = io.BytesIO()
    csv.write_csv(pa.Table.from_pylist(found), buffer)
    return buffer.getvalue()


def as_parquet(found: list[dict[str, Any]]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(found), buffer)
    return buffer.getvalue()


def as_html(
    title: str, kept: Sequence[Kept], names: Sequence[str], shown: Shown, kinds: Kinds
) -> bytes:
    """The charts as they are shown and a map of each run at its end, in one file that needs nothing
    else."""
    runs = finished(kept)
    by_run, over_training = TEXTS["sweeps"]["strips"], TEXTS["sweeps"]["curves_over_training"]
    parts = [_words(by_run["title"], what_strips_show(shown)), _chart(strips(runs, shown))]
    parts += [f"<p>{escape(each)}</p>" for each in said_differences(runs, shown)]
    parts.append(_words(over_training["title"], what_curves_show(runs, shown)))
    for head, figure in curve_charts(runs, shown):
        parts += [f"<h3>{escape(head)}</h3>", _chart(figure)]
    parts.append(_words(MAPS["title"], MAPS["in_file"].format(most=MOST_IN_FILE)))
    parts.append(maps_html(kept, names, kinds))
    plotly = (JS / "vendor" / "plotly-basic.min.js").read_text(encoding="utf-8")
    style = STYLE + organism_map.STYLE
    figures = "\n".join(parts)
    return PAGE.format(title=escape(title), style=style, plotly=plotly, figures=figures).encode()


def _words(title: str, said: str) -> str:
    return f"<h2>{escape(title)}</h2>\n<p>{escape(said)}</p>"


def _chart(figure: go.Figure) -> str:
    figure.update_layout(template=LOOK)
    config = {"displaylogo": False, "responsive": True}
    return figure.to_html(config, full_html=False, include_plotlyjs=False)
