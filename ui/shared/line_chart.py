"""A chart of lines told apart by colour, dash and marker."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from orgnet_views.numbers import format_number
from ui.shared.charts import INK, LOWEST


class LineStyle(NamedTuple):
    colour: str
    dash: str  # Plotly's names
    symbol: str
    width: float = 1.5


class Line(NamedTuple):
    name: str
    style: LineStyle
    x: Sequence[float]
    y: Sequence[float]
    band: tuple[Sequence[float], Sequence[float]] | None = None  # from, to
    mark: tuple[float, float] | None = None  # a point that stands out


def line_chart(lines: list[Line], x: str, y: str, logarithmic: bool = False) -> go.Figure:
    """The lines over one another, thick ones on top; `x` and `y` say what the axes show."""
    figure = go.Figure()
    upwards = sorted(lines, key=lambda line: line.style.width)
    for line in upwards:
        if line.band is not None:
            figure.add_trace(_band(line, *line.band, logarithmic))
    for line in upwards:
        figure.add_trace(_drawn(line, x, y).update(legendrank=lines.index(line)))
    for line in upwards:
        if line.mark is not None:
            figure.add_trace(_mark(line, *line.mark, x, y))
    figure.update_xaxes(title=x)
    figure.update_yaxes(title=y, type="log" if logarithmic else "linear", exponentformat="power")
    return _laid_out(figure, {line.name for line in lines})


def _drawn(line: Line, x: str, y: str) -> go.Scatter:
    colour, dash, symbol, width = line.style
    few = len(line.x) <= 40
    return go.Scatter(
        x=line.x,
        y=[value if np.isfinite(value) else None for value in line.y],
        name=line.name,
        legendgroup=line.name,
        mode="lines+markers" if few else "lines",
        line={"color": colour, "dash": dash, "width": width},
        marker={"symbol": symbol, "size": 4 + width},
        customdata=[format_number(float(value)) for value in line.y],
        hovertemplate=f"{line.name}<br>{x} %{{x:.3~g}}<br>{y} %{{customdata}}<extra></extra>",
    )


def _band(line: Line, low: Sequence[float], high: Sequence[float], logarithmic: bool) -> go.Scatter:
    """What lies between two lines, as one closed shape."""
    if logarithmic:
        low = [max(value, LOWEST) for value in low]
    return go.Scatter(
        x=[*line.x, *line.x[::-1]],
        y=[*high, *low[::-1]],
        fill="toself",
        fillcolor=line.style.colour,
        opacity=0.06 * line.style.width,
        line={"width": 0},
        mode="lines",
        legendgroup=line.name,
        showlegend=False,
        hoverinfo="skip",
    )


def _mark(line: Line, at: float, value: float, x: str, y: str) -> go.Scatter:
    return go.Scatter(
        x=[at],
        y=[value],
        mode="markers",
        marker={
            "symbol": line.style.symbol.removesuffix("-open"),
            "size": 9 + line.style.width,
            "color": line.style.colour,
            "line": {"color": INK, "width": 1.5},
        },
        legendgroup=line.name,
        showlegend=False,
        customdata=[format_number(float(value))],
        hovertemplate=f"{line.name}, as many as self-replicators<br>{x} %{{x:.3~g}}<br>"
        f"{y} %{{customdata}}<extra></extra>",
    )


def _laid_out(figure: go.Figure, names: set[str]) -> go.Figure:
    """The legend below, in columns: two of short names even on a phone."""
    place = {"xref": "container", "x": 0, "yref": "container", "y": 0, "yanchor": "bottom"}
    width = {"entrywidth": 5.3 * max(map(len, names)), "entrywidthmode": "pixels"}
    return figure.update_layout(
        height=360 + 12 * len(names),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "maxheight": 400} | place | width,
        showlegend=True,
    )
