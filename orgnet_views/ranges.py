"""Particles as short text in addresses, and back: 0-44_90 means 0 to 44 and 90."""

import re

import numpy as np

LONGEST = 6000  # characters: many servers take no address longer than 8,000
# As in js/core/ranges.js; commas are read because addresses once had them.
RANGES = "[0-9]{1,9}(-[0-9]{1,9})?([_,][0-9]{1,9}(-[0-9]{1,9})?)*"


def to_ranges(mask: np.ndarray) -> str:
    """The particles in a mask, bool [P], as text such as 0-44_90."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    ranges = [(first, last - 1) for first, last in edges.reshape(-1, 2).tolist()]
    return "_".join(f"{first}" if first == last else f"{first}-{last}" for first, last in ranges)


def from_ranges(text: str, particles: int) -> np.ndarray:
    """The mask, bool [particles], that `to_ranges` writes so. Commas may stand for underscores.

    Raises ValueError for any other text, and for particles that there are not.
    """
    mask = np.zeros(particles, bool)
    if not text:
        return mask
    if len(text) > LONGEST or not re.fullmatch(RANGES, text):
        raise ValueError
    for part in re.split("[_,]", text):
        first, last = int(part.split("-")[0]), int(part.split("-")[-1])
        if not first <= last < particles:
            raise ValueError
        mask[first : last + 1] = True
    return mask
