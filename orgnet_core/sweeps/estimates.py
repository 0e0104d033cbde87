"""One number of a run from one of its curves: at the last recorded step, or over all of them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from orgnet_core.sweeps.outcome import Outcome

CURVES = ("metric", "task_loss", "self_replicators", "cut_cost")  # of an Outcome
ESTIMATES: dict[str, Callable[[list[float]], float]] = {
    "last": lambda values: values[-1],
    "median": lambda values: float(np.median(values)),
    "highest": lambda values: float(np.max(values)),
}


class Measure(NamedTuple):
    """NaN where a value that counts is no number."""

    curve: str  # of CURVES
    estimate: str = "last"  # of ESTIMATES

    def of(self, outcome: Outcome) -> float:
        return ESTIMATES[self.estimate](getattr(outcome, self.curve))


# What a row for each run says of it.
MEASURES = {
    "metric": Measure("metric"),
    "task_loss": Measure("task_loss"),
    "self_replicators": Measure("self_replicators"),
    "cut_cost": Measure("cut_cost"),
    "median_cut_cost": Measure("cut_cost", "median"),
    "worst_cut_cost": Measure("cut_cost", "highest"),
}
