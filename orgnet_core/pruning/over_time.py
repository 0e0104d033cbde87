"""The claim over time: what cutting all self-replicators costs at every recorded step.

The paper cuts at the end of a run. Both scores, of the whole organism and of it without its
self-replicators, are taken whenever a step is recorded, so reading what it costs takes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from orgnet_core.tasks import TASKS

DEAR = (0.025, 0.1)  # costs in the metric, above which a cut counts as dear and as very dear


def cost(task: str, before: float, after: float) -> float:
    """By how much the metric of a task is worse after a cut than before; below 0 it is better."""
    return before - after if TASKS[task].higher_is_better else after - before


def costs(task: str, recorded: Iterable[Mapping[str, Any]]) -> list[float]:
    """Of cutting all self-replicators, in the task's metric, at each step of a run; `recorded` are
    its scalars (`Snapshot.scalars`). Not finite where a score is not, or where an early version did
    not take it."""
    return [cost(task, each["metric"], each["metric_without_replicators"]) for each in recorded]


class CostOverTime(NamedTuple):
    """Of one run at its T recorded steps."""

    seed: int
    epoch: Sequence[float]  # [T]
    cost: Sequence[float]  # [T]

    @classmethod
    def of(
        cls, task: str, seed: int, recorded: Sequence[Mapping[str, Any]], since: float = 0
    ) -> "CostOverTime":
        """Of a run's `recorded` scalars, from the epoch `since` on."""
        counted = [each for each in recorded if each["epoch"] >= since]
        return cls(seed, [each["epoch"] for each in counted], costs(task, counted))

    @property
    def finite(self) -> "CostOverTime":
        """Its steps whose cost is a number."""
        kept = np.isfinite(np.array(self.cost, np.float64))
        epoch, cost = (np.array(of_all)[kept].tolist() for of_all in (self.epoch, self.cost))
        return CostOverTime(self.seed, epoch, cost)


class Distribution(NamedTuple):
    """Of the costs at all steps of one run or more. They have a long tail, which a mean hides."""

    runs: int
    steps: int  # whose cost is finite, of all runs together
    median: float
    high: float  # 95 % of the steps cost this or less
    largest: float
    seed: int  # of the run where it was the largest …
    epoch: float  # … and when
    dear: tuple[int, ...]  # at how many steps it was above each of DEAR
    runs_dear: tuple[int, ...]  # in how many runs it was so at any step


def distribution(runs: Sequence[CostOverTime]) -> Distribution | None:
    """Over steps and seeds of runs of one task; every step counts alike. None where no cost is
    finite."""
    known = [run.finite for run in runs]
    together = np.array([value for run in known for value in run.cost])
    if not together.size:
        return None
    worst = max(known, key=lambda run: max(run.cost, default=-np.inf))
    at = int(np.argmax(worst.cost))
    highest = [max(run.cost, default=-np.inf) for run in known]
    return Distribution(
        runs=len(runs),
        steps=len(together),
        median=float(np.median(together)),
        high=float(np.quantile(together, 0.95, method="nearest")),
        largest=worst.cost[at],
        seed=worst.seed,
        epoch=worst.epoch[at],
        dear=tuple(int((together > limit).sum()) for limit in DEAR),
        runs_dear=tuple(sum(each > limit for each in highest) for limit in DEAR),
    )
