"""Frozen Plotly charts, alike everywhere, their words readable in each theme."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from orgnet_views.numbers import format_number, format_power

INK = "#7A8CA0"  # of what is no kind: readable on light and on dark
FAINT = "rgba(122, 140, 160, 0.25)"
LOWEST, HIGHEST = 1e-16, 1e4  # of logarithmic axes; what is smaller is drawn at the bottom
TEXT_COLOURS = {"light": "#4A5563", "dark": "#B4BECA"}  # at least 4.5 : 1 on the background


def show_chart(where, figure: go.Figure, alt: str, key: str | None = None) -> None:
    """Show `figure` in `where` (st, a column, …); `alt` says what is on it."""
    words = TEXT_COLOURS["dark" if st.context.theme.type == "dark" else "light"]
    for axes in (figure.update_xaxes, figure.update_yaxes):
        axes(tickfont_color=words, title_font_color=words)
    figure.update_annotations(font_color=words)
    scale = {"tickfont": {"color": words}, "title": {"font": {"color": words}}}
    figure.update_traces(colorbar=scale, selector={"type": "heatmap"})
    figure.update_layout(legend_font_color=words)
    where.plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False})


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
