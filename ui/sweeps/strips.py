"""A sweep as strips of points: a strip for each value of a setting, a point for each run."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from orgnet_core.runs.archive.readme import flat
from orgnet_core.sweeps.differences import MEASURES
from orgnet_core.sweeps.places import Kept
from orgnet_views.numbers import format_number
from ui.shared.charts import INK, laid_out
from ui.shared.palette import PALETTE

WIDTH = 0.5  # of a strip, where strips are 1 apart


def strips(runs: Sequence[Kept], name: str | None, measure: str, axis: str) -> go.Figure:
    """The `measure` of each run over the values of the setting `name`, with a bar at the median;
    `axis` says what it is. Without a setting all are in one strip."""
    by_value: dict[str, list[Kept]] = {}
    for kept in runs:
        by_value.setdefault(value_of(kept, name), []).append(kept)
    figure = go.Figure()
    for place, there in enumerate(by_value.values()):
        values = [MEASURES[measure](kept.outcome) for kept in there]
        figure.add_trace(_points(there, values, place))
        figure.add_trace(_median(values, place))
    ticks = {"tickvals": list(range(len(by_value))), "ticktext": list(by_value)}
    figure.update_xaxes(title_text=name or "", range=[-0.6, len(by_value) - 0.4], **ticks)
    return laid_out(figure.update_yaxes(title_text=axis))


def value_of(kept: Kept, name: str | None) -> str:
    """As a chart or a table has it."""
    if name is None:
        return ""
    value = flat(kept.record.config)[name]
    return ", ".join(map(str, value)) if isinstance(value, tuple) else f"{value}"


def _points(runs: list[Kept], values: list[float], place: int) -> go.Scatter:
    """Side by side in the order of the runs, so that none hides another."""
    offsets = np.linspace(-WIDTH / 2, WIDTH / 2, len(runs)) if len(runs) > 1 else np.zeros(1)
    about = [f"seed {kept.record.config.seed}, run {kept.record.id}" for kept in runs]
    return go.Scatter(
        x=place + offsets,
        y=values,
        mode="markers",
        marker={"color": PALETTE["blue"], "size": 7, "opacity": 0.8},
        customdata=[[each, format_number(v)] for each, v in zip(about, values, strict=True)],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
    )


def _median(values: list[float], place: int) -> go.Scatter:
    middle = float(np.median(values))
    return go.Scatter(
        x=[place - WIDTH / 2 - 0.05, place + WIDTH / 2 + 0.05],
        y=[middle, middle],
        mode="lines",
        line={"color": INK, "width": 2},
        hovertemplate=f"median {format_number(middle)}<extra></extra>",
    )
