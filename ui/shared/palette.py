"""Colours that the colour-blind can tell apart, by name (Okabe & Ito 2008).

Kinds of particle have theirs from orgnet_views.kinds, which a test holds to these.
"""

PALETTE = {
    "orange": "#E69F00",
    "blue": "#0072B2",
    "grey": "#7F7F7F",
    "green": "#009E73",
    "vermilion": "#D55E00",
    "sky": "#56B4E9",
    "pink": "#CC79A7",
}
