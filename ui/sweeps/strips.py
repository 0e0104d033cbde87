"""A sweep as strips of points: a strip for each value of a setting, a point for each run."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from orgnet_core.sweeps.differences import differences
from orgnet_core.sweeps.places import Kept
from orgnet_views.numbers import format_number
from ui.shared.charts import INK, Described, described, laid_out, show_chart
from ui.shared.explain import explain
from ui.shared.palette import PALETTE
from ui.shared.settings_words import setting_label
from ui.shared.texts import TEXTS
from ui.sweeps.sentences import difference_sentence
from ui.sweeps.shown import Shown, made_once

WORDS = TEXTS["sweeps"]
WIDTH = 0.5  # of a strip, where strips are 1 apart
MARGIN = 0.05  # by which the bar at the median is wider


def show_strips(runs: Sequence[Kept], shown: Shown) -> str | None:
    """With what the setting changes below; the id of a run that was just clicked, if any."""
    st.subheader(WORDS["strips"]["title"], anchor=False)
    explain(f"{what_strips_show(shown)} {WORDS['strips']['click']}")
    chart, said = _chart_and_differences(runs, shown)
    opened = show_chart(chart, what_strips_show(shown), "sweeps_strips")
    if said:
        st.markdown(
            "\n".join([WORDS["strips"]["differences"], "", *(f"- {each}" for each in said)])
        )
        st.caption(WORDS["strips"]["interval"])
    return opened


@made_once
def _chart_and_differences(runs: Sequence[Kept], shown: Shown) -> tuple[Described, list[str]]:
    return described(strips(runs, shown)), said_differences(runs, shown)


def said_differences(runs: Sequence[Kept], shown: Shown) -> list[str]:
    """What the setting changes, a sentence for each of its values after the first."""
    if shown.setting is None or not shown.is_one_scale:
        return []
    label = setting_label(shown.setting)
    found = differences(runs, shown.setting, shown.measure)
    return [f"{label} {difference_sentence(each)}" for each in found]


def what_strips_show(shown: Shown) -> str:
    words = WORDS["strips"]
    _, estimate = WORDS["estimates"][shown.measure.estimate]
    what = words["what"].format(quantity=shown.quantity, estimate=estimate)
    return what if shown.measure.estimate == "last" else f"{what} {words['whiskers']}"


def strips(runs: Sequence[Kept], shown: Shown) -> go.Figure:
    """What is shown of each run over the values of the setting, with a bar at the median; over all
    steps, a line to the run's lowest and highest. A point's id is its run's."""
    groups = shown.groups(runs)
    figure = go.Figure()
    for place, (value, there) in enumerate(groups.items()):
        figure.add_trace(_points(there, value, place, shown))
        figure.add_trace(_median(there, place, shown))
    ticks = {"tickvals": list(range(len(groups))), "ticktext": list(groups)}
    title = shown.setting and setting_label(shown.setting)
    figure.update_xaxes(title_text=title, range=[-0.6, len(groups) - 0.4], **ticks)
    figure.update_yaxes(title_text=shown.quantity, type=shown.scale)
    return laid_out(figure)


def _points(runs: list[Kept], value: str, place: int, shown: Shown) -> go.Scatter:
    """Side by side in the order of the runs, so that none hides another."""
    offsets = np.linspace(-WIDTH / 2, WIDTH / 2, len(runs)) if len(runs) > 1 else np.zeros(1)
    values = [shown.measure.of(kept.outcome) for kept in runs]
    return go.Scatter(
        x=place + offsets,
        y=shown.drawn(values),
        error_y=_whiskers(runs, values, shown),
        name=value or "all",
        mode="markers",
        ids=[kept.record.id for kept in runs],
        marker={"color": PALETTE["blue"], "size": 8, "opacity": 0.8},
        customdata=[
            [kept.record.config.seed, format_number(each)]
            for kept, each in zip(runs, values, strict=True)
        ],
        hovertemplate="seed %{customdata[0]}: %{customdata[1]}<extra></extra>",
    )


def _whiskers(runs: list[Kept], values: list[float], shown: Shown) -> dict | None:
    if shown.measure.estimate == "last":
        return None
    curves = [shown.curve(kept) for kept in runs]
    middle = shown.drawn(values)
    return {
        "array": np.array([np.max(curve) for curve in curves]) - middle,
        "arrayminus": middle - np.array([np.min(curve) for curve in curves]),
        "color": PALETTE["sky"],
        "thickness": 1,
        "width": 0,
    }


def _median(runs: list[Kept], place: int, shown: Shown) -> go.Scatter:
    middle = float(np.median([shown.measure.of(kept.outcome) for kept in runs]))
    half = WIDTH / 2 + MARGIN
    return go.Scatter(
        x=[place - half, place + half],
        y=shown.drawn([middle, middle]),
        mode="lines",
        line={"color": INK, "width": 3},
        hovertemplate=f"median of {len(runs):,}: {format_number(middle)}<extra></extra>",
    )
