# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# matplotlib's types are partly unknown.
"""Panels as pictures, for the report; the dashboard draws them itself."""

from io import BytesIO
from typing import Any

from orgnet_core.paper.panels import Line, Panel

# Okabe & Ito's colours (design of the dashboard): ours, the paper's, and two kinds of particle.
COLOURS = {
    "here": "#56B4E9",
    "paper": "#000000",
    "self_replicator": "#E69F00",
    "other": "#0072B2",
}
SEVERAL = ("#56B4E9", "#CC79A7", "#009E73", "#D55E00", "#0072B2")  # lines of one role
SHAPES = "o^sDv"


def png(panel: Panel) -> bytes:
    from matplotlib.figure import Figure  # takes a second to import

    figure = Figure(figsize=(6, 4), dpi=100)
    # Laid out by hand: to have it done takes as long again.
    axes = figure.subplots(gridspec_kw={"left": 0.14, "right": 0.97, "bottom": 0.13, "top": 0.8})
    for line in panel.lines:
        _draw(axes, line, *_look(line, panel.place(line)))
    axes.set(xlabel=panel.x, ylabel=panel.y)
    figure.suptitle(f"Fig. {panel.figure}: {panel.title}", fontsize=11)
    if panel.logarithmic:
        axes.set_yscale("log")
    if panel.logarithmic_x:
        axes.set_xscale("log")
    axes.minorticks_off()
    handles, labels = axes.get_legend_handles_labels()
    named = dict(zip(labels, handles, strict=True))  # once each
    figure.legend(
        named.values(),
        named.keys(),
        loc="upper center",
        ncols=3,
        frameon=False,
        fontsize=8,
        bbox_to_anchor=(0.5, 0.93),
    )
    axes.spines[["top", "right"]].set_visible(False)
    buffer = BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})  # the same bytes each time
    return buffer.getvalue()


def _look(line: Line, place: int | None) -> tuple[str, str]:
    """Colour and shape of a line: its role's, unless several different ones share it."""
    colour = COLOURS[line.role] if place is None else SEVERAL[place % len(SEVERAL)]
    return colour, "x" if line.role == "paper" else SHAPES[(place or 0) % len(SHAPES)]


def _draw(axes: Any, line: Line, colour: str, shape: str) -> None:
    for run in line.runs:
        axes.plot(line.x, run, color=colour, alpha=0.3, linewidth=0.7)
    if line.low:
        axes.fill_between(line.x, line.low, line.high, color=colour, alpha=0.25, linewidth=0)
    style = {"linestyle": "--" if line.role == "paper" else "-", "linewidth": 1.5}
    if line.marks:
        style = {"linestyle": "none", "marker": shape, "markersize": 4}
    axes.plot(line.x, line.y, color=colour, label=line.name, **style)
