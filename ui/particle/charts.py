"""Charts of the Particle page: plain arrays in, Plotly figures out."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from orgnet_core.endurance import Counting, Endurance
from orgnet_core.fixpoints import EPSILON
from orgnet_core.particles import layer_shapes
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.numbers import format_power
from ui.shared.charts import FAINT, INK, add_level, heat_map, laid_out, line, logarithmic
from ui.shared.line_chart import Line, LineStyle, line_chart

POINTS = 400  # of a line over many steps
BINS = 40
QUARTILES = (0.25, 0.5, 0.75)


def histogram(values: np.ndarray, label: str) -> go.Figure:
    """How often which of `values` [N], by height."""
    counts, edges = np.histogram(values, BINS)
    figure = go.Figure(go.Bar(x=(edges[1:] + edges[:-1]) / 2, y=counts, marker_color=INK))
    figure.update_xaxes(title=label)
    figure.update_yaxes(title="samples")
    return laid_out(figure.update_layout(bargap=0))


def class_bars(names: Sequence[str], noun: str, means: np.ndarray, label: str) -> go.Figure:
    """A bar for each class, named by `names`; `noun` is what one of them is called."""
    figure = go.Figure(go.Bar(x=list(names), y=means, marker_color=INK))
    figure.update_xaxes(title=noun, type="category")
    figure.update_yaxes(title=label)
    return laid_out(figure)


def image_with_mark(image: np.ndarray, row: int, column: int) -> go.Figure:
    """An image [rows, columns] from dark blue to yellow, one of its pixels (from 0) framed."""
    rows, columns = np.indices(image.shape).reshape(2, -1) + 1
    figure = heat_map(
        image,
        (image.min(), image.max()),
        customdata=np.stack([rows, columns, image.ravel()], axis=1),
        hovertemplate="row %{customdata[0]}, column %{customdata[1]}: %{customdata[2]:.3f}"
        "<extra></extra>",
    )
    frame = {"x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
    figure.add_shape(type="rect", **frame, line={"color": "#000000", "width": 5})
    figure.add_shape(type="rect", **frame, line={"color": "#FFFFFF", "width": 2})
    figure.update_yaxes(scaleanchor="x", constrain="domain", visible=False)
    figure.update_xaxes(constrain="domain", visible=False)
    return laid_out(figure)


def life(error: np.ndarray, distance: np.ndarray, kind: np.ndarray, shown: int) -> go.Figure:
    """Replication error and distance over steps, [T] each, above a strip of kinds [T]."""
    figure = make_subplots(2, 1, shared_xaxes=True, row_heights=[0.86, 0.14], vertical_spacing=0.04)
    steps = np.arange(len(kind))
    figure.add_trace(line(steps, error, "replication error"), 1, 1)
    figure.add_trace(line(steps, distance, "distance", dash="dot"), 1, 1)
    add_level(figure, EPSILON, row=1)
    for each, style in KIND_STYLES.items():
        at = steps[kind == each]
        if len(at):
            marker = {"color": style.colour, "symbol": style.symbol, "size": _size(len(kind))}
            hover = f"step %{{x}}: {style.name}<extra></extra>"
            strip = go.Scatter(x=at, y=0 * at, mode="markers", marker=marker, name=style.name)
            figure.add_trace(strip.update(hovertemplate=hover), 2, 1)
    figure.add_vline(shown, line={"color": INK, "width": 2})
    logarithmic(figure, error, distance)
    figure.update_yaxes(visible=False, range=[-1, 1], row=2, col=1)
    figure.update_xaxes(title="self-applications", row=2, col=1)
    figure.update_xaxes(range=[-0.5, len(kind) - 0.5])
    return laid_out(figure, legend=True)


def weights(now: np.ndarray, before: np.ndarray, kind: int, hidden: int) -> go.Figure:
    """A particle's weights [n] at one step, with those before the kick, layer beside layer."""
    style, number = KIND_STYLES[kind], np.arange(len(now))
    figure = go.Figure()
    ring = {"symbol": "circle-open", "color": INK, "size": 10}
    figure.add_trace(
        go.Scatter(x=number, y=before, mode="markers", marker=ring, name="before the kick")
    )
    dot = {"symbol": style.symbol, "color": style.colour, "size": 7}
    figure.add_trace(go.Scatter(x=number, y=now, mode="markers", marker=dot, name="now"))
    sizes = [outputs * inputs for outputs, inputs in layer_shapes(hidden)]
    for layer, (first, end) in enumerate(pairwise(np.cumsum([0, *sizes]) - 0.5), start=1):
        figure.add_vrect(
            first,
            end,
            fillcolor=FAINT if layer == 2 else "rgba(0,0,0,0)",
            line_width=0,
            layer="below",
            annotation={"text": f"W{layer}"},
            annotation_position="top left",
        )
    figure.update_xaxes(title="weight, in the order layer, cell, edge", showgrid=False)
    figure.update_yaxes(title="value")
    return laid_out(figure, legend=True)


def lives(levels: Sequence[Endurance], counting: Counting) -> go.Figure:
    """Self-applications until the end, and those as a fixpoint, for each size of noise: medians
    over the draws, and from the first to the third quartile for the former."""
    sizes = [level.size for level in levels]
    counts = [level.counted(counting) for level in levels]
    low, middle, high = np.transpose([np.quantile(each.steps, QUARTILES) for each in counts])
    kept = [float(np.median(each.fixpoint_steps)) for each in counts]
    whole, faint = LineStyle(INK, "solid", "circle", 2.5), LineStyle(INK, "dot", "circle-open")
    figure = line_chart(
        [
            Line("until zero or divergent", whole, sizes, middle, band=(low, high)),
            Line("as a fixpoint", faint, sizes, kept),
        ],
        "noise size",
        "self-applications",
    )
    ticks = [format_power(round(np.log10(size))) for size in sizes]
    return figure.update_xaxes(type="log", tickvals=sizes, ticktext=ticks)


def learning(loss: np.ndarray, error: np.ndarray) -> go.Figure:
    """Replication loss and error [k + 1] over SR steps."""
    chosen = np.unique(np.linspace(0, len(loss) - 1, POINTS).round().astype(int))
    figure = go.Figure()
    figure.add_trace(line(chosen, error[chosen], "replication error"))
    figure.add_trace(line(chosen, loss[chosen], "replication loss", dash="dot"))
    add_level(figure, EPSILON)
    figure.update_xaxes(title="SR steps")
    logarithmic(figure, loss, error)
    return laid_out(figure, legend=True)


def _size(steps: int) -> float:
    return max(4, min(12, 300 / steps))
