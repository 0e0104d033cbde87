"""Frozen charts, described with Plotly and drawn in the page, alike everywhere."""

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from orgnet_views.numbers import format_number, format_power
from ui.shared.modules import ModuleComponent

INK = "#7A8CA0"  # of what is no kind: readable on light and on dark
FAINT = "rgba(122, 140, 160, 0.25)"
LOWEST, HIGHEST = 1e-16, 1e4  # of logarithmic axes; what is smaller is drawn at the bottom
AXIS = {"automargin": True, "showline": False, "zeroline": False}
LOOK = go.layout.Template(
    layout={
        "xaxis": AXIS | {"showgrid": False, "title": {"standoff": 16}},
        "yaxis": AXIS | {"title": {"standoff": 20}},
        "margin": {"pad": 8},
    }
)

_component = ModuleComponent(
    "organism_chart",
    "figure.js",
    "orgnet-figure",
    """
.orgnet-figure { position: relative; }
.orgnet-figure .fill { position: absolute; inset: 0; }
.orgnet-figure.pointed .nsewdrag { cursor: pointer; }
""",
)


class Described(NamedTuple):
    """A figure as the page takes it."""

    figure: str  # JSON
    height: int  # pixels


def described(figure: go.Figure) -> Described:
    untyped: Any = figure
    untyped.layout.template = LOOK
    return Described(untyped.to_json(), untyped.layout.height)


def show_chart(chart: go.Figure | Described, alt: str, key: str) -> str | None:
    """Show `chart`, as wide as there is room; `alt` says what is on it. Where its points have ids,
    of runs, the id of the one that the visitor has just clicked; else None.

    The page draws it with the Plotly that the views load, which knows scatter and bar traces alone:
    Streamlit's own is four times as large. Colours and fonts of its words are the page's.
    """
    figure, height = chart if isinstance(chart, Described) else described(chart)
    return _component.show(key, {"alt": alt, "figure": figure}, height)


def line(steps: np.ndarray, values: np.ndarray, name: str, dash: str = "solid") -> go.Scatter:
    drawn = np.where(np.isfinite(values), np.maximum(values, LOWEST), np.nan)
    return go.Scatter(
        x=steps,
        y=drawn,
        name=name,
        mode="lines+markers" if len(steps) < 60 else "lines",
        line={"color": INK, "dash": dash},
        customdata=[format_number(value) for value in values.tolist()],
        hovertemplate=f"step %{{x}}: {name} %{{customdata}}<extra></extra>",
    )


def logarithmic(figure: go.Figure, *lines: np.ndarray) -> None:
    """The first y axis, with ε on it, as far as the finite ones of the values reach."""
    values = np.concatenate(lines)
    values = values[np.isfinite(values)].astype(np.float64)
    low, high = np.log10(
        np.clip([values.min(initial=1e-6), values.max(initial=1e-4)], LOWEST, HIGHEST)
    )
    decades = np.arange(np.floor(low), np.ceil(high) + 1)
    labels = [format_power(int(decade)) for decade in decades]
    every = -(-len(decades) // 7)
    axis = {"type": "log", "range": [low - 0.3, high + 0.3]}
    ticks = {"tickvals": 10.0 ** decades[::every], "ticktext": labels[::every]}
    figure.update_layout(yaxis=axis | ticks)


def add_level(figure: go.Figure, y: float, row: int | None = None) -> None:
    """A dashed line across, at `y` of the chart in that row of several."""
    where: dict[str, Any] = {} if row is None else {"row": row, "col": 1}
    figure.add_hline(y, line={"color": INK, "width": 1, "dash": "dash"}, **where)


def laid_out(figure: go.Figure, legend: bool = False) -> go.Figure:
    """Small margins, no toolbar's room, the legend on top."""
    above = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
    figure.update_layout(
        height=280, margin={"l": 8, "r": 8, "t": 8, "b": 8}, showlegend=legend, legend=above
    )
    figure.update_layout(yaxis={"exponentformat": "power"})
    return figure


def heat_map(values: np.ndarray, scale: tuple[float, float], **trace: Any) -> go.Figure:
    """A square for each of `values` [rows, columns], from dark blue to yellow between the ends of
    the `scale`: row 0 at the top, and both axes counted from 0. `trace` says more of the squares.

    They are bars, as the Plotly in the page has no heat map.
    """
    rows, columns = values.shape
    row, column = np.indices(values.shape).reshape(2, -1)
    low, high = scale
    marker = {"color": values.ravel(), "colorscale": "Cividis", "cmin": low, "cmax": high}
    bars = go.Bar(x=column, base=row - 0.5, y=np.ones(values.size), width=1, marker=marker)
    figure = go.Figure(bars.update(marker_line_width=0, **trace))
    figure.update_xaxes(range=[-0.5, columns - 0.5], showgrid=False)
    figure.update_yaxes(range=[rows - 0.5, -0.5], showgrid=False)
    return figure.update_layout(bargap=0)  # so that they touch
