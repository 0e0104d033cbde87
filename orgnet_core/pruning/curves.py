"""What cuts of growing size cost, criterion by criterion (paper, Fig. 8), over runs too."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from orgnet_core.config import RunConfig
from orgnet_core.pruning.criteria import criteria_of, ranking
from orgnet_core.pruning.evaluation import cut_first, evaluate
from orgnet_core.pruning.specimen import Specimen

KEPT_AS = "curves/"  # and the step: the name under which a run's store has those of all criteria
SHARES = tuple(percent / 100 for percent in range(0, 100, 5))  # of all particles


class Point(NamedTuple):
    """A cut of so many particles, and the organism's score on the test set after it."""

    pruned: int
    share: float
    metric: float
    task_loss: float


@dataclass(frozen=True)
class Curve:
    """One criterion's points, at SHARES rounded to whole particles. Plain values, for JSON."""

    criterion: str
    points: tuple[Point, ...]
    operating: Point  # as many cut as there are self-replicators


class Spread(NamedTuple):
    """Median and range: costs have a long tail, which a mean would hide. NaN where any is NaN."""

    median: float
    least: float
    largest: float


class Across(NamedTuple):
    """A point over several runs."""

    share: Spread
    metric: Spread
    task_loss: Spread


@dataclass(frozen=True)
class Band:
    """One criterion's curves over sibling runs."""

    criterion: str
    runs: int
    points: tuple[Across, ...]
    operating: Across


def curves_of(
    specimen: Specimen, criteria: Iterable[str] | None = None, seed: int = 0
) -> Iterator[Curve]:
    """A curve for each criterion, or for each that can rank this organism.

    They come one by one, so that a caller can show progress and stop in between.
    """
    for criterion in criteria_of(specimen) if criteria is None else criteria:
        yield curve_of(specimen, criterion, seed)


def curve_of(specimen: Specimen, criterion: str, seed: int = 0) -> Curve:
    """Scores along the ranking of one criterion. Raises InputError as `ranking` does."""
    order = ranking(specimen, criterion, seed)

    def point(count: int) -> Point:
        score = evaluate(specimen, cut_first(order, count))
        return Point(count, count / len(order), score.metric, score.task_loss)

    points = tuple(point(round(share * len(order))) for share in SHARES)
    return Curve(criterion, points, point(int(specimen.replicators.sum())))


def are_siblings(one: RunConfig, other: RunConfig) -> bool:
    """Whether two runs differ in their seed and in nothing else."""
    return one.seed != other.seed and one == other.model_copy(update={"seed": one.seed})


def band(siblings: Sequence[Curve]) -> Band:
    """The same criterion's curves of sibling runs, taken together."""
    (criterion,) = {curve.criterion for curve in siblings}
    points = zip(*(curve.points for curve in siblings), strict=True)
    return Band(
        criterion,
        len(siblings),
        tuple(map(_across, points)),
        _across([curve.operating for curve in siblings]),
    )


def spread(values: Sequence[float]) -> Spread:
    """Of one number, measured in several runs or draws."""
    return Spread(*(float(of(values)) for of in (np.median, np.min, np.max)))


def _across(points: Sequence[Point]) -> Across:
    return Across(*(spread([getattr(point, name) for point in points]) for name in Across._fields))
