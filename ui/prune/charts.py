"""Charts of the Prune page's experimental controls."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from orgnet_core.fixpoints import Kind
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.numbers import format_number, format_power
from ui.shared.charts import INK, add_level, laid_out


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
    epsilons = [format_number(epsilon) for epsilon in (10.0**exponents).tolist()]
    look = KIND_STYLES[Kind.SELF_REPLICATOR]
    for row, values, name in ((1, count, "self-replicators"), (2, after, metric)):
        line = go.Scatter(x=exponents, y=values, mode="lines+markers", customdata=epsilons)
        line.update(line_color=look.colour, marker_symbol=look.symbol, name=name)
        hover = f"ε = %{{customdata}}: %{{y:.4~g}} {name}<extra></extra>"
        figure.add_trace(line.update(hovertemplate=hover), row, 1)
        figure.update_yaxes(rangemode="tozero", row=row, col=1)
    add_level(figure, whole, row=2)
    figure.add_vline(chosen, line={"color": INK, "width": 2})
    ticks = np.arange(np.ceil(exponents[0]), np.floor(exponents[-1]) + 1)
    labels = [format_power(int(exponent)) for exponent in ticks]
    figure.update_xaxes(tickvals=ticks, ticktext=labels)
    figure.update_xaxes(title="ε", row=2, col=1)
    figure.update_annotations(font_size=13, x=0, xanchor="left")
    return laid_out(figure).update_layout(margin_t=24)
