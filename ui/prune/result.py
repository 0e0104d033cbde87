"""The effect of a cut: scores before and after it, what remains, and class by class."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from orgnet_core.pruning import Score, Specimen, evaluate, standard_error
from orgnet_core.tasks import Task
from orgnet_views.numbers import format_number
from ui.shared.charts import heat_map, show_chart
from ui.shared.formats import format_score, format_share, metric_delta
from ui.shared.palette import PALETTE
from ui.shared.texts import TEXTS

WORDS = TEXTS["pruning"]
MEASURE = 140  # pixels; two beside each other on a phone
BEFORE, AFTER = PALETTE["sky"], PALETTE["blue"]


@st.cache_data(max_entries=100, show_spinner=False)
def whole(run_id: str, step: int, _organism: Specimen) -> Score:
    """The organism's score at a step with nothing cut: the same for every move of a slider."""
    return evaluate(_organism)


def result(specimen: Specimen, cut: np.ndarray, before: Score, after: Score) -> None:
    """Sentence and numbers of a cut, bool [P], with the scores before and after it."""
    size, particles = int(cut.sum()), len(cut)
    gone = int((cut & specimen.replicators).sum())
    st.markdown(
        f"Cut **{size:,}** of {particles:,} particles ({format_share(size / particles)}): "
        f"{gone:,} self-replicators, {size - gone:,} others{_persistent(specimen, cut)}."
    )
    task = specimen.task
    with st.container(horizontal=True, gap="medium"):
        name = task.metric.capitalize()
        st.metric(f"{name} before", format_score(task, before.metric), width=MEASURE)
        after_score = format_score(task, after.metric)
        change = _change(before.metric, after.metric, task.higher_is_better)
        st.metric(f"{name} after", after_score, **change, width=MEASURE)
        st.metric("Loss before", format_number(before.task_loss), width=MEASURE)
        change = _change(before.task_loss, after.task_loss, higher_is_better=False)
        st.metric("Loss after", format_number(after.task_loss), **change, width=MEASURE)
    st.caption(
        f"{_drop(task, before, after)}Remaining: {after.particles:,} of {before.particles:,} "
        f"particles, {after.parameters:,} of {before.parameters:,} parameters, "
        f"{after.mult_adds:,} of {before.mult_adds:,} multiply-adds for one input."
    )


def _persistent(specimen: Specimen, cut: np.ndarray) -> str:
    if not specimen.has_history:
        return ""
    return f"; {int((cut & specimen.persistent).sum()):,} of them are persistent"


def by_class(task: Task, before: Score, after: Score) -> None:
    """Accuracy of every class before and after, and what is taken for what after the cut; nothing
    for a task without classes."""
    if before.confusion is None or after.confusion is None:
        return
    noun = task.class_noun
    st.caption(WORDS["by_class"].format(noun=noun))
    left, right = st.columns(2)
    alt = f"accuracy of each {noun} before and after the cut"
    with left:
        show_chart(_bars(task, before, after), alt, "prune_classes")
    alt = f"confusion matrix after the cut, {noun} by {noun}"
    with right:
        show_chart(_confusion(task, after.confusion), alt, "prune_confusion")


def _bars(task: Task, before: Score, after: Score) -> go.Figure:
    figure = go.Figure()
    for name, colour, of in (("before", BEFORE, before), ("after the cut", AFTER, after)):
        figure.add_bar(x=task.classes, y=of.class_accuracy, name=name, marker_color=colour)
    figure.update_xaxes(title=task.class_noun, type="category")
    figure.update_yaxes(title="accuracy", range=[0, 1])
    return _small(figure)


def _confusion(task: Task, counts: np.ndarray) -> go.Figure:
    names, shares = np.array(task.classes), counts / counts.sum(1, keepdims=True)
    row, column = np.indices(counts.shape).reshape(2, -1)
    figure = heat_map(
        shares,
        (0, 1),
        customdata=np.stack([counts.ravel(), names[row], names[column]], axis=1),
        hovertemplate="%{customdata[0]} images of %{customdata[1]} predicted as %{customdata[2]}"
        "<extra></extra>",
    )
    figure.update_traces(marker_showscale=True, marker_colorbar={"title": "share", "thickness": 12})
    ticks = {"tickvals": np.arange(len(names)), "ticktext": names}
    figure.update_xaxes(title="predicted as", **ticks)
    figure.update_yaxes(title=f"true {task.class_noun}", **ticks)
    return _small(figure)


def _small(figure: go.Figure) -> go.Figure:
    above = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
    return figure.update_layout(height=260, margin={"l": 8, "r": 8, "t": 8, "b": 8}, legend=above)


def _drop(task: Task, before: Score, after: Score) -> str:
    """With its standard error, of paired samples; empty where it has none or nothing changed."""
    error = standard_error(before, after)
    if not error > 0:
        return ""
    lost = before.metric - after.metric
    word = "gain" if lost < 0 else "drop"
    return f"{task.metric.capitalize()} {word} {abs(lost):.4f} ± {error:.4f} (standard error). "


def _change(before: float, after: float, higher_is_better: bool) -> dict[str, Any]:
    return metric_delta(after - before, f"{after - before:+.2g}", higher_is_better)
