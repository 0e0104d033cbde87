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

from orgnet_core.sweeps.differences import finished
from orgnet_core.sweeps.places import Kept
from orgnet_views.assets import JS
from ui.shared.charts import LOOK
from ui.shared.texts import TEXTS
from ui.sweeps.curves import curve_charts, what_curves_show
from ui.sweeps.shown import Shown
from ui.sweeps.strips import said_differences, strips, what_strips_show
from ui.sweeps.table import rows

WORDS = TEXTS["sweeps"]["files"]
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ font: 16px/1.45 sans-serif; max-width: 68em; margin: auto; padding: 1em }}</style>
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
        "html": (partial(as_html, title, finished(runs), shown), "text/html"),
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


def as_html(title: str, runs: Sequence[Kept], shown: Shown) -> bytes:
    """The charts as they are shown, in one file that needs nothing else."""
    by_run, over_training = TEXTS["sweeps"]["strips"], TEXTS["sweeps"]["curves_over_training"]
    parts = [_words(by_run["title"], what_strips_show(shown)), _chart(strips(runs, shown))]
    parts += [f"<p>{escape(each)}</p>" for each in said_differences(runs, shown)]
    parts.append(_words(over_training["title"], what_curves_show(runs, shown)))
    for head, figure in curve_charts(runs, shown):
        parts += [f"<h3>{escape(head)}</h3>", _chart(figure)]
    plotly = (JS / "vendor" / "plotly-basic.min.js").read_text(encoding="utf-8")
    return PAGE.format(title=escape(title), plotly=plotly, figures="\n".join(parts)).encode()


def _words(title: str, said: str) -> str:
    return f"<h2>{escape(title)}</h2>\n<p>{escape(said)}</p>"


def _chart(figure: go.Figure) -> str:
    figure.update_layout(template=LOOK)
    config = {"displaylogo": False, "responsive": True}
    return figure.to_html(config, full_html=False, include_plotlyjs=False)
