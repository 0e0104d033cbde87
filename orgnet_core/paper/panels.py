"""Figures as lines over an axis, for whoever draws them: plain values, no colours."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from orgnet_core.endurance import LEVELS
from orgnet_core.paper.endurance import Lives
from orgnet_core.sweeps.differences import LEVEL, RESAMPLES


@dataclass(frozen=True)
class Line:
    """One quantity along X points, [X] each."""

    name: str
    x: list[float]
    y: list[float]
    role: str = "here"  # here, paper, or a kind of particle
    marks: bool = False  # points, not a line
    low: list[float] = field(default_factory=list)  # the interval of the median, where there is one
    high: list[float] = field(default_factory=list)
    runs: list[list[float]] = field(default_factory=list)  # each run by itself, [X] each


@dataclass(frozen=True)
class Panel:
    """One chart."""

    figure: str  # of the paper
    title: str
    x: str  # what the axis says
    y: str
    lines: list[Line]
    logarithmic: bool = False  # of the y axis
    logarithmic_x: bool = False

    def place(self, line: Line) -> int | None:
        """Which one it is of those that share its role, by name; None if it is the only one."""
        names = list(dict.fromkeys(each.name for each in self.lines if each.role == line.role))
        return names.index(line.name) if len(names) > 1 else None


def over_runs(name: str, x: Sequence[float], runs: Sequence[Sequence[float]]) -> Line:
    """The median of the runs, [R, X], with each of them and a bootstrap interval of the median."""
    values = np.asarray(runs, np.float64)
    chosen = np.random.default_rng(0).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.empty((2, values.shape[1]))
    for point, column in enumerate(values.T):  # one at a time: the draws of all are much memory
        medians = np.median(column[chosen], axis=1)
        low[point], high[point] = np.quantile(medians, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Line(
        name,
        list(map(float, x)),
        np.median(values, 0).tolist(),
        low=low.tolist(),
        high=high.tolist(),
        runs=values.tolist(),
    )


def of_paper(x: Sequence[float], y: Sequence[float]) -> Line:
    return Line("the paper", list(map(float, x)), list(map(float, y)), "paper", marks=True)


def from_json(values: dict[str, Any]) -> Panel:
    """The panel that `dataclasses.asdict` took apart."""
    return replace(Panel(**values), lines=[Line(**line) for line in values["lines"]])


def lives_panel(figure: str, runs: Sequence[Lives], papers: Sequence[float]) -> Panel:
    """Fig. 4 and 7: how long kicked particles last, by the size of the kick."""
    lived = [each for each in runs if each.by_life]
    lines = list[Line]()
    if lived:
        lines = [
            over_runs("each life by itself", LEVELS, [each.by_life for each in lived]),
            replace(
                over_runs("counters running on", LEVELS, [each.running for each in lived]),
                role="other",
            ),
        ]
    title = "How long kicked self-replicators last"
    axes = "size of the kick", "self-applications"
    return Panel(figure, title, *axes, [*lines, of_paper(LEVELS, papers)], logarithmic_x=True)
