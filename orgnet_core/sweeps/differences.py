"""What a setting changes: runs that differ in it alone, seed by seed, with a bootstrap interval.

Bootstrap: Efron & Tibshirani, "An Introduction to the Bootstrap", 1993; by percentiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from orgnet_core.runs.state import State
from orgnet_core.sweeps.axes import others, value_of
from orgnet_core.sweeps.estimates import Measure
from orgnet_core.sweeps.places import Kept

RESAMPLES = 2_000
LEVEL = 0.95


@dataclass(frozen=True)
class Difference:
    """A measure with `value` of a setting minus that with its `reference`, over pairs of runs."""

    reference: Any
    value: Any
    pairs: int
    median: float
    low: float  # the interval of the median
    high: float


def finished(runs: Sequence[Kept]) -> list[Kept]:
    """Those whose last numbers are of an organism grown to its end."""
    return [kept for kept in runs if kept.record.state is State.FINISHED]


def differences(runs: Sequence[Kept], name: str, measure: Measure) -> list[Difference]:
    """Of each value of the setting `name` to the first one, where there are at least two pairs."""
    by_value: dict[Any, dict[tuple[Any, ...], float]] = {}
    for kept in finished(runs):
        config = kept.record.config
        values = by_value.setdefault(value_of(config, name), {})
        values[others(config, name)] = measure.of(kept.outcome)
    if not by_value:
        return []
    reference, *rest = by_value
    return [
        Difference(reference, value, len(found), *median_with_interval(found))
        for value in rest
        if len(found := _paired(by_value[reference], by_value[value])) >= 2
    ]


def _paired(
    before: dict[tuple[Any, ...], float], after: dict[tuple[Any, ...], float]
) -> np.ndarray:
    """[pairs]; what is no finite number is left out."""
    found = np.array([after[key] - before[key] for key in before if key in after], np.float64)
    return found[np.isfinite(found)]


def median_with_interval(values: np.ndarray) -> tuple[float, float, float]:
    """The median of [pairs] values and the ends of its interval."""
    chosen = np.random.default_rng(0).integers(0, len(values), (RESAMPLES, len(values)))
    ends = np.quantile(np.median(values[chosen], axis=1), ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return float(np.median(values)), float(ends[0]), float(ends[1])
