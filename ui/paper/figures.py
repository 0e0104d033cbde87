"""The paper's figures one by one: charts, and what was found beside what it says."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from orgnet_core.paper.panels import from_json
from orgnet_core.paper.variants import Variant
from orgnet_core.paper.words import here_in_words, verdict_in_words
from ui.paper.charts import chart_of
from ui.paper.reasons import say_why
from ui.shared.charts import show_chart
from ui.shared.explain import explain
from ui.shared.texts import TEXTS

WORDS = TEXTS["paper"]
MARKS = {  # said by shape and word, and by colour
    "inside": ":green[:material/check_circle:]",
    "partly": ":orange[:material/contrast:]",
    "outside": ":red[:material/cancel:]",
    "shown": ":gray[:material/remove:]",
}


def show_figures(variant: Variant, found: Mapping[str, Any]) -> None:
    for figure in dict.fromkeys(panel["figure"] for panel in found["panels"]):
        panels = [panel for panel in found["panels"] if panel["figure"] == figure]
        rows = [row for row in found["rows"] if row["figure"] == figure]
        with st.container(border=True, key=f"paper_figure_{figure}"):
            st.markdown(f"##### Fig. {figure}")
            explain(WORDS["figures"][figure])
            columns = st.columns(2, gap="medium")
            for place, panel in enumerate(panels):
                with columns[place % 2]:
                    _show(panel, f"paper_chart_{figure}_{place}")
            with columns[1] if len(panels) == 1 else st.container():
                for row in rows:
                    _say(row, variant, found["seeds"])


def _show(panel: Mapping[str, Any], key: str) -> None:
    st.markdown(f"**{panel['title']}**")
    show_chart(chart_of(from_json({**panel})), f"{panel['title']}: {panel['y']}", key)


def _say(row: Mapping[str, Any], variant: Variant, seeds: Sequence[int]) -> None:
    """A row in words; of one that is not inside, why, and how to see for oneself."""
    said = [f"{row['quantity'][0].upper()}{row['quantity'][1:]}: **{here_in_words(row)}**"]
    if row["paper"]:
        said.append(f"the paper: {row['paper']}")
    if row["accepted"]:
        said.append(f"accepted: {row['accepted']}. **{verdict_in_words(row).capitalize()}**")
    st.markdown(f"{MARKS[row['verdict']]} {'; '.join(said)}")
    if row["verdict"] in ("partly", "outside"):
        say_why(row, variant, seeds)
