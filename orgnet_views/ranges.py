"""Particles as short text in addresses, and back: 0-44_90 means 0 to 44 and 90."""

import numpy as np

from orgnet_core.ranges import ranges_in


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
    for part in ranges_in(text):
        if part.stop > particles:
            raise ValueError
        mask[part.start : part.stop] = True
    return mask
