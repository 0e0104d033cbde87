"""Panels of the paper's figures, drawn with Plotly."""

import plotly.graph_objects as go

from orgnet_core.fixpoints import Kind
from orgnet_core.paper.panels import Line, Panel
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.numbers import format_number
from ui.shared.charts import INK, LOWEST, laid_out
from ui.shared.palette import PALETTE

SEVERAL = tuple(PALETTE[name] for name in ("sky", "pink", "green", "vermilion", "blue"))
SYMBOLS = ("circle", "triangle-up", "square", "diamond", "triangle-down")
PAPERS = "x-thin"
KINDS = {Kind(kind).name.lower(): style.colour for kind, style in KIND_STYLES.items()}


def chart_of(panel: Panel) -> go.Figure:
    figure, named = go.Figure(), set[str]()
    for line in panel.lines:
        colour, symbol = _look(line, panel.place(line))
        for run in line.runs if len(line.runs) > 1 else []:
            figure.add_trace(_thin(line.x, run, colour))
        if line.low and len(line.runs) > 1:
            figure.add_trace(_band(line, colour))
        figure.add_trace(_drawn(line, colour, symbol, panel, line.name not in named))
        named.add(line.name)
    figure.update_xaxes(title_text=panel.x, type="log" if panel.logarithmic_x else "linear")
    figure.update_yaxes(title_text=panel.y, type="log" if panel.logarithmic else "linear")
    if panel.logarithmic_x or panel.logarithmic:
        figure.update_layout(xaxis={"exponentformat": "power"})
    return laid_out(figure, legend=True)


def _look(line: Line, place: int | None) -> tuple[str, str]:
    """Colour and symbol of a line: its role's, unless several different ones share it."""
    if place is not None:
        return SEVERAL[place % len(SEVERAL)], SYMBOLS[place % len(SYMBOLS)]
    if line.role == "paper":
        return INK, PAPERS
    return KINDS.get(line.role, SEVERAL[0]), SYMBOLS[0]


def _drawn(line: Line, colour: str, symbol: str, panel: Panel, is_first: bool) -> go.Scatter:
    mark = {"symbol": symbol, "size": 8, "color": colour, "line": {"color": colour, "width": 2}}
    return go.Scatter(
        x=line.x,
        y=[max(value, LOWEST) for value in line.y] if panel.logarithmic else line.y,
        name=line.name,
        legendgroup=line.name,
        showlegend=is_first,
        mode="markers" if line.marks else "lines",
        line={"color": colour, "width": 2.5, "dash": "dash" if line.role == "paper" else "solid"},
        marker=mark if line.marks else {},
        customdata=[format_number(value) for value in line.y],
        hovertemplate=f"{line.name}<br>{panel.x} %{{x:.3~g}}<br>"
        f"{panel.y} %{{customdata}}<extra></extra>",
    )


def _thin(x: list[float], y: list[float], colour: str) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": colour, "width": 1},
        opacity=0.35,
        showlegend=False,
        hoverinfo="skip",
    )


def _band(line: Line, colour: str) -> go.Scatter:
    """The interval of the median, as one closed shape."""
    return go.Scatter(
        x=[*line.x, *line.x[::-1]],
        y=[*line.high, *line.low[::-1]],
        fill="toself",
        fillcolor=colour,
        opacity=0.22,
        mode="lines",
        line={"width": 0},
        showlegend=False,
        hoverinfo="skip",
    )
