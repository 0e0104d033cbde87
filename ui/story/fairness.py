"""Step seven: the same over seeds and steps, from the recorded trials, and where to go on."""

import plotly.graph_objects as go
import streamlit as st

from orgnet_core.trials.recorded import recorded_trial
from ui.shared.charts import laid_out, show_chart
from ui.shared.palette import PALETTE
from ui.shared.texts import TEXTS
from ui.story.facts import accuracy
from ui.story.texts import WORDS as STORY

WORDS = STORY["steps"]["fair"]
RULES = ("l1_global", "lamp", "l1_matched", "taylor", "activation", "dark_pixels")


def fairness(run: str) -> None:
    """The chart of intervals, when it was made, and links; `run` is the one to go on with."""
    found = recorded_trial("baselines")
    pairs = {TEXTS["criteria"][name]["name"]: found["pairs"][name]["last"] for name in RULES}
    alt = WORDS["chart"].format(runs=found["runs"], rows="; ".join(map(_spoken, pairs.items())))
    show_chart(_intervals(pairs), alt, "story_fairness")
    st.caption(WORDS["recorded"].format(**found["recorded"]))
    st.markdown(WORDS["on"])
    with st.container(horizontal=True, key="story_on"):
        questions = "pages/questions.py"
        st.page_link(questions, label=WORDS["questions"], icon=":material/quiz:")
        prune, query = "pages/prune.py", {"run": run}
        st.page_link(prune, label=WORDS["prune"], icon=":material/content_cut:", query_params=query)
        st.page_link("pages/sweeps.py", label=WORDS["sweeps"], icon=":material/grid_on:")


def _spoken(pair: tuple[str, dict[str, float]]) -> str:
    name, of = pair
    return f"{name} {accuracy(of['median'])} ({accuracy(of['low'])} to {accuracy(of['high'])})"


def _intervals(pairs: dict[str, dict[str, float]]) -> go.Figure:
    """A dot and its interval for each rule, the first at the top; at 0 it costs as much."""
    names, of = list(pairs)[::-1], list(pairs.values())[::-1]
    middle = [each["median"] for each in of]
    reach = {
        "array": [each["high"] - at for each, at in zip(of, middle, strict=True)],
        "arrayminus": [at - each["low"] for each, at in zip(of, middle, strict=True)],
    }
    dots = go.Scatter(
        x=middle,
        y=names,
        mode="markers",
        marker={"color": PALETTE["blue"], "size": 10, "symbol": "diamond"},
        error_x={"type": "data", "color": PALETTE["blue"], "thickness": 2, **reach},
        customdata=[_spoken(pair) for pair in list(pairs.items())[::-1]],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure = laid_out(go.Figure(dots))
    figure.add_vline(0, line={"color": PALETTE["orange"], "width": 2, "dash": "dash"})
    figure.update_xaxes(title=WORDS["axis"])
    return figure
