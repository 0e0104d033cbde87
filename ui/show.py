"""Puts a frozen Plotly chart on a page, alike everywhere, its words readable in each theme."""

import plotly.graph_objects as go
import streamlit as st

WORDS = {"light": "#4A5563", "dark": "#B4BECA"}  # at least 4.5 : 1 on the theme's background


def show_chart(where, figure: go.Figure, alt: str, key: str | None = None) -> None:
    """Show `figure` in `where` (st, a column, …); `alt` says what is on it."""
    words = WORDS["dark" if st.context.theme.type == "dark" else "light"]
    for axes in (figure.update_xaxes, figure.update_yaxes):
        axes(tickfont_color=words, title_font_color=words)
    figure.update_annotations(font_color=words)
    scale = {"tickfont": {"color": words}, "title": {"font": {"color": words}}}
    figure.update_traces(colorbar=scale, selector={"type": "heatmap"})
    figure.update_layout(legend_font_color=words)
    where.plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False})
