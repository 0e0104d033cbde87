"""A curve of many runs at once: their median and their range, epoch by epoch."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from orgnet_core.sweeps.outcome import Outcome


class Spread(NamedTuple):
    """Over E epochs at which any of the runs was recorded, [E] each."""

    epoch: np.ndarray
    median: np.ndarray
    low: np.ndarray
    high: np.ndarray


def spread(outcomes: Sequence[Outcome], curve: str) -> Spread:
    """Of the runs that reach an epoch, where one was not recorded just then as on the straight line
    between its steps; what is no finite number is left out."""
    epochs = np.unique(np.concatenate([each.epoch for each in outcomes]))
    values = np.stack([_along(epochs, each.epoch, getattr(each, curve)) for each in outcomes])
    known = np.isfinite(values).any(axis=0)
    epochs, values = epochs[known], values[:, known]
    if not epochs.size:
        return Spread(epochs, epochs, epochs, epochs)
    values[~np.isfinite(values)] = np.nan
    statistics = (np.nanmedian, np.nanmin, np.nanmax)
    return Spread(epochs, *(each(values, axis=0) for each in statistics))


def _along(epochs: np.ndarray, own: list[float], values: list[float]) -> np.ndarray:
    """A run's curve at `epochs`; NaN beyond its end."""
    return np.interp(epochs, own, values, right=np.nan)
