"""Frozen charts: plain arrays in, Plotly figures out."""

from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from orgnet_core.fixpoints import EPSILON, Kind
from orgnet_core.particles import layer_shapes
from ui.kinds import LOOKS
from ui.readable import power, readable

INK = "#7A8CA0"  # of what is no kind: readable on light and on dark
FAINT = "rgba(122, 140, 160, 0.25)"
LOWEST, HIGHEST = 1e-16, 1e4  # of logarithmic axes; what is smaller is drawn at the bottom
POINTS = 400  # of a line over many steps
BINS = 40


def histogram(values: np.ndarray, label: str) -> go.Figure:
    """How often which of `values` [N], by height."""
    counts, edges = np.histogram(values, BINS)
    figure = go.Figure(go.Bar(x=(edges[1:] + edges[:-1]) / 2, y=counts, marker_color=INK))
    figure.update_xaxes(title=label)
    figure.update_yaxes(title="samples")
    return _plain(figure.update_layout(bargap=0))


def class_bars(means: np.ndarray, label: str) -> go.Figure:
    """A bar for each digit class."""
    figure = go.Figure(go.Bar(x=np.arange(len(means)), y=means, marker_color=INK))
    figure.update_xaxes(title="digit", dtick=1)
    figure.update_yaxes(title=label)
    return _plain(figure)


def image_with_mark(image: np.ndarray, row: int, column: int) -> go.Figure:
    """An image [rows, columns] from dark blue to yellow, one of its pixels (from 0) framed."""
    rows, columns = image.shape
    figure = go.Figure(
        go.Heatmap(
            z=image,
            x=np.arange(columns) + 1,
            y=np.arange(rows) + 1,
            colorscale="Cividis",
            showscale=False,
            hovertemplate="row %{y}, column %{x}: %{z:.3f}<extra></extra>",
        )
    )
    frame = {"x0": column + 0.5, "x1": column + 1.5, "y0": row + 0.5, "y1": row + 1.5}
    figure.add_shape(type="rect", **frame, line={"color": "#000000", "width": 5})
    figure.add_shape(type="rect", **frame, line={"color": "#FFFFFF", "width": 2})
    figure.update_yaxes(autorange="reversed", scaleanchor="x", constrain="domain", visible=False)
    figure.update_xaxes(constrain="domain", visible=False)
    return _plain(figure)


def life(error: np.ndarray, distance: np.ndarray, kind: np.ndarray, shown: int) -> go.Figure:
    """Replication error and distance over steps, [T] each, above a strip of kinds [T]."""
    figure = make_subplots(2, 1, shared_xaxes=True, row_heights=[0.86, 0.14], vertical_spacing=0.04)
    steps = np.arange(len(kind))
    figure.add_trace(_line(steps, error, "replication error"), 1, 1)
    figure.add_trace(_line(steps, distance, "distance", dash="dot"), 1, 1)
    figure.add_hline(EPSILON, line={"color": INK, "width": 1, "dash": "dash"}, row=1, col=1)
    for each, look in LOOKS.items():
        at = steps[kind == each]
        if len(at):
            marker = {"color": look.colour, "symbol": look.symbol, "size": _size(len(kind))}
            hover = f"step %{{x}}: {look.name}<extra></extra>"
            strip = go.Scatter(x=at, y=0 * at, mode="markers", marker=marker, name=look.name)
            figure.add_trace(strip.update(hovertemplate=hover), 2, 1)
    figure.add_vline(shown, line={"color": INK, "width": 2})
    _logarithmic(figure, error, distance)
    figure.update_yaxes(visible=False, range=[-1, 1], row=2, col=1)
    figure.update_xaxes(title="self-applications", row=2, col=1)
    figure.update_xaxes(range=[-0.5, len(kind) - 0.5])
    return _plain(figure, legend=True)


def weights(now: np.ndarray, before: np.ndarray, kind: int, hidden: int) -> go.Figure:
    """A particle's weights [n] at one step, with those before the kick, layer beside layer."""
    look, number = LOOKS[kind], np.arange(len(now))
    figure = go.Figure()
    ring = {"symbol": "circle-open", "color": INK, "size": 10}
    figure.add_trace(
        go.Scatter(x=number, y=before, mode="markers", marker=ring, name="before the kick")
    )
    dot = {"symbol": look.symbol, "color": look.colour, "size": 7}
    figure.add_trace(go.Scatter(x=number, y=now, mode="markers", marker=dot, name="now"))
    sizes = [outputs * inputs for outputs, inputs in layer_shapes(hidden)]
    for layer, (first, end) in enumerate(pairwise(np.cumsum([0, *sizes]) - 0.5), start=1):
        figure.add_vrect(
            first,
            end,
            fillcolor=FAINT if layer == 2 else "rgba(0,0,0,0)",
            line_width=0,
            layer="below",
            annotation={"text": f"W{layer}", "font": {"color": INK}},
            annotation_position="top left",
        )
    figure.update_xaxes(title="weight, in the order layer, cell, edge", showgrid=False)
    figure.update_yaxes(title="value")
    return _plain(figure, legend=True)


def learning(loss: np.ndarray, error: np.ndarray) -> go.Figure:
    """Replication loss and error [k + 1] over SR steps."""
    chosen = np.unique(np.linspace(0, len(loss) - 1, POINTS).round().astype(int))
    figure = go.Figure()
    figure.add_trace(_line(chosen, error[chosen], "replication error"))
    figure.add_trace(_line(chosen, loss[chosen], "replication loss", dash="dot"))
    figure.add_hline(EPSILON, line={"color": INK, "width": 1, "dash": "dash"})
    figure.update_xaxes(title="SR steps")
    _logarithmic(figure, loss, error)
    return _plain(figure, legend=True)


def over_epsilon(
    exponents: np.ndarray,
    count: np.ndarray,
    after: np.ndarray,
    whole: float,
    chosen: float,
    metric: str,
) -> go.Figure:
    """Self-replicators by ε = 10^exponent [N], above the metric without them and of the whole."""
    titles = ("self-replicators", f"{metric} without them")
    figure = make_subplots(2, 1, shared_xaxes=True, vertical_spacing=0.16, subplot_titles=titles)
    epsilons = [readable(epsilon) for epsilon in (10.0**exponents).tolist()]
    look = LOOKS[Kind.SELF_REPLICATOR]
    for row, values, name in ((1, count, "self-replicators"), (2, after, metric)):
        line = go.Scatter(x=exponents, y=values, mode="lines+markers", customdata=epsilons)
        line.update(line_color=look.colour, marker_symbol=look.symbol, name=name)
        hover = f"ε = %{{customdata}}: %{{y:.4~g}} {name}<extra></extra>"
        figure.add_trace(line.update(hovertemplate=hover), row, 1)
        figure.update_yaxes(rangemode="tozero", row=row, col=1)
    figure.add_hline(whole, line={"color": INK, "dash": "dash", "width": 1}, row=2, col=1)
    figure.add_vline(chosen, line={"color": INK, "width": 2})
    ticks = np.arange(np.ceil(exponents[0]), np.floor(exponents[-1]) + 1)
    labels = [power(int(exponent)) for exponent in ticks]
    figure.update_xaxes(tickvals=ticks, ticktext=labels)
    figure.update_xaxes(title="ε", row=2, col=1)
    figure.update_annotations(font={"size": 13, "color": INK}, x=0, xanchor="left")
    return _plain(figure).update_layout(margin_t=24)


def _line(steps: np.ndarray, values: np.ndarray, name: str, dash: str = "solid") -> go.Scatter:
    drawn = np.where(np.isfinite(values), np.maximum(values, LOWEST), np.nan)
    return go.Scatter(
        x=steps,
        y=drawn,
        name=name,
        mode="lines+markers" if len(steps) < 60 else "lines",
        line={"color": INK, "dash": dash},
        customdata=[readable(value) for value in values.tolist()],
        hovertemplate=f"step %{{x}}: {name} %{{customdata}}<extra></extra>",
    )


def _logarithmic(figure: go.Figure, *lines: np.ndarray) -> None:
    """The first y axis, with ε on it, as far as the finite ones of the values reach."""
    values = np.concatenate(lines)
    values = values[np.isfinite(values)].astype(np.float64)
    low, high = np.log10(
        np.clip([values.min(initial=1e-6), values.max(initial=1e-4)], LOWEST, HIGHEST)
    )
    decades = np.arange(np.floor(low), np.ceil(high) + 1)
    labels = [power(int(decade)) for decade in decades]
    every = -(-len(decades) // 7)
    axis = {"type": "log", "range": [low - 0.3, high + 0.3]}
    ticks = {"tickvals": 10.0 ** decades[::every], "ticktext": labels[::every]}
    figure.update_layout(yaxis=axis | ticks)


def _size(steps: int) -> float:
    return max(4, min(12, 300 / steps))


def _plain(figure: go.Figure, legend: bool = False) -> go.Figure:
    """Small margins, no toolbar's room, the legend on top."""
    above = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
    figure.update_layout(
        height=280, margin={"l": 8, "r": 8, "t": 8, "b": 8}, showlegend=legend, legend=above
    )
    figure.update_layout(yaxis={"exponentformat": "power"})
    return figure
