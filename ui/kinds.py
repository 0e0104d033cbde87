"""How kinds of particle look in Python's charts: as in ui/live/theme.js, by colour and by shape."""

from typing import NamedTuple

from orgnet_core.fixpoints import Kind


class Look(NamedTuple):
    name: str
    colour: str
    symbol: str  # Plotly's name of the shape
    mark: str  # the shape as a character


LOOKS = {
    Kind.SELF_REPLICATOR: Look("self-replicator", "#E69F00", "circle", "●"),
    Kind.OTHER: Look("other", "#0072B2", "diamond", "◆"),
    Kind.ZERO: Look("zero", "#7F7F7F", "square", "■"),
    Kind.SECONDARY: Look("secondary", "#009E73", "triangle-up", "▲"),
    Kind.DIVERGENT: Look("divergent", "#D55E00", "x", "✕"),
}
