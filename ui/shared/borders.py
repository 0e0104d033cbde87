"""Where one phase gives way to the next, on a frozen chart over epochs."""

from collections.abc import Iterable

import plotly.graph_objects as go

from orgnet_core.config import RunConfig
from orgnet_core.phases import begins
from ui.shared.charts import INK

MOST = 12  # borders: of runs that differ in their schedules there may be more, which tell nothing


def add_borders(figure: go.Figure, configs: Iterable[RunConfig], last: float) -> None:
    """A thin line, with the name of the phase that begins, at each border of any run before
    epoch `last`, up to which the chart reaches."""
    borders = {border for config in configs for border in _borders(config) if border[0] < last}
    if len(borders) > MOST:
        return
    for epoch, words in sorted(borders):
        figure.add_vline(epoch, line={"color": INK, "width": 1, "dash": "dot"})
        figure.add_annotation(
            text=words, x=epoch, xanchor="left", yref="paper", y=1, yanchor="top", textangle=90,
            showarrow=False, font={"size": 10, "color": INK},
        )  # fmt: skip


def _borders(config: RunConfig) -> list[tuple[int, str]]:
    phases = zip(begins(config.phases), config.phases, strict=True)
    return [(epoch, phase.words) for epoch, phase in phases if epoch]
