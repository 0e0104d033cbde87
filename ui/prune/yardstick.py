"""What a cut costs, measured between the whole organism and one without any particle."""

from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np

from orgnet_core.pruning import Score, Specimen, evaluate, spread, standard_error
from orgnet_views.numbers import format_number
from ui.shared.formats import drop_name


@dataclass(frozen=True)
class Yardstick:
    """An organism with its scores whole and empty; all others are compared with these two."""

    specimen: Specimen
    whole: Score
    nothing: Score

    @classmethod
    def of(cls, specimen: Specimen) -> "Yardstick":
        everything = np.ones(len(specimen.weight), bool)
        return cls(specimen, evaluate(specimen), evaluate(specimen, everything))

    def cost(self, score: Score) -> float:
        """By how much the metric is worse than the whole organism's; below 0 it is better."""
        sign = 1 if self.specimen.task.higher_is_better else -1
        return sign * (self.whole.metric - score.metric)

    @property
    def margin(self) -> float:
        """By how much the whole organism is better than nothing; 0 or less before it has learned
        anything."""
        return self.cost(self.nothing)

    def reach(self, score: Score) -> float:
        """How far from nothing, 0, to the whole organism, 1; NaN where that is no way up."""
        return 1 - self.cost(score) / self.margin if self.margin > 0 else np.nan

    @property
    def noise(self) -> float:
        """Standard error of the whole organism's metric where it is a share of samples classified
        correctly; 0 for another metric."""
        right = self.whole.metric
        if not self.specimen.task.classes:
            return 0.0
        return sqrt(right * (1 - right) / self.specimen.task.test_size)

    @property
    def in_words(self) -> str:
        """What all scores are compared with, and on what they were measured."""
        task, whole = self.specimen.task, self.whole
        says = (
            f"All scores are exact, on all {task.test_size:,} test samples; the whole organism has "
            f"{task.metric} {self.amount(whole.metric)} and loss {format_number(whole.task_loss)}."
        )
        if self.noise:
            says += f" The standard error of this {task.metric} is {self.amount(self.noise)}."
        return says

    def amount(self, value: float) -> str:
        """A metric or a difference of two: an accuracy to one image in 10,000."""
        if self.specimen.task.classes and isfinite(value):
            return f"{value:.4f}".replace("-", "−")
        return format_number(value)

    def costs(self, *scores: Score) -> str:
        """accuracy drop 0.0110, accuracy gain 0.0003, no change in accuracy; of several the median
        drop and the range; of one with its standard error where it has one."""
        task = self.specimen.task
        median, least, largest = spread([self.cost(score) for score in scores])
        if least == largest == 0:
            return f"no change in {task.metric}"
        if len(scores) != 1:
            ends = self.amount(least), self.amount(largest)
            return f"{drop_name(task)} {self.amount(median)} ({ends[0]} to {ends[1]})"
        gain = f"{task.metric} {'gain' if task.higher_is_better else 'decrease'}"
        error = standard_error(self.whole, scores[0])
        sure = f" ± {self.amount(error)}" if isfinite(error) else ""
        return f"{gain if median < 0 else drop_name(task)} {self.amount(abs(median))}{sure}"

    def compared(self, score: Score, other: Score) -> str:
        """better than, worse than, or the same as; differences within one standard error count as
        none."""
        difference = self.cost(score) - self.cost(other)
        if difference == 0:
            return "the same as"
        if abs(difference) <= self.noise:
            return "about the same as"
        return "better than" if difference < 0 else "worse than"
