"""Every number of the paper beside what fresh organisms come to, and a verdict.

A row looks at each run by itself, since a median can hide half of them: what is accepted is
accepted of every run, or of the share of runs that the row asks for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Any

import numpy as np

from orgnet_core.endurance import EIGENVALUE
from orgnet_core.sweeps.differences import median_with_interval
from orgnet_core.trials.statistics import FEWEST


class Verdict(StrEnum):
    INSIDE = "inside"  # in as many runs as the row asks for
    PARTLY = "partly"  # the median is, but not so many runs
    OUTSIDE = "outside"
    SHOWN = "shown"  # the paper gives nothing to be held to


@dataclass(frozen=True)
class Row:
    """One quantity of a figure. `of` gives it for one run; what is no number counts as outside."""

    id: str
    figure: str
    quantity: str
    paper: str
    of: Callable[[Any], float]
    accepted: str = ""  # in words; empty where the paper gives nothing to be held to
    low: float = -inf
    high: float = inf
    share: float = 1.0  # of the runs that have to be inside

    def judged(self, facts: Sequence[object]) -> dict[str, Any]:
        """Plain values, of at least one run."""
        values = np.array([self.of(each) for each in facts], np.float64)
        inside = np.isfinite(values) & (values >= self.low) & (values <= self.high)
        return {
            "id": self.id,
            "figure": self.figure,
            "quantity": self.quantity,
            "paper": self.paper,
            "accepted": self.accepted,
            "here": spread(values),
            "by_run": values.tolist(),
            "inside": int(inside.sum()),
            "runs": len(values),
            "verdict": self._verdict(values, inside),
        }

    def _verdict(self, values: np.ndarray, inside: np.ndarray) -> Verdict:
        if not self.accepted:
            return Verdict.SHOWN
        if inside.mean() >= self.share:
            return Verdict.INSIDE
        middle = float(np.median(values))
        return Verdict.PARTLY if self.low <= middle <= self.high else Verdict.OUTSIDE


def spread(values: np.ndarray) -> dict[str, float | list[float] | None]:
    """Median, least and largest of the runs, and the interval of the median where there is one."""
    interval = None
    if len(values) >= FEWEST and np.isfinite(values).all():
        interval = [*median_with_interval(values)[1:]]
    return {
        "median": float(np.median(values)),
        "least": float(values.min()),
        "largest": float(values.max()),
        "interval": interval,
    }


def furthest(found: Sequence[float], papers: Sequence[float]) -> float:
    """By how much a curve is off the paper's where it is most; infinite where there is none."""
    return float(np.abs(np.subtract(found, papers)).max()) if len(found) else inf


def growth_row(id: str, figure: str) -> Row:
    """How fast a small error grows around a replicator: of both organisms."""
    return Row(
        id,
        figure,
        "growth of a small error in one self-application",
        f"{EIGENVALUE}, by the algebra",
        lambda facts: facts.lives.growth,
        "3.9 to 4.1",
        3.9,
        4.1,
    )
