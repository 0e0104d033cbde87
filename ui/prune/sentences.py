"""What the Prune page's sections say of their results, in sentences with numbers."""

from collections.abc import Sequence
from math import isnan, nan

import numpy as np

from orgnet_core.pruning import Curve, spread
from orgnet_core.sweeps.differences import LEVEL, median_with_interval
from orgnet_core.tasks import TASKS
from orgnet_core.trials.statistics import FEWEST
from orgnet_views.numbers import format_number
from ui.prune.criteria import CRITERIA
from ui.shared.formats import drop_name, format_share
from ui.shared.texts import TEXTS

SETTLED = TEXTS["prune"]["curves"]["settled"]  # by what `settled` says
PAPERS = ("self_replicator", "l1_global")  # its claim, and what it compares with (Fig. 8)


def in_words(criterion: str) -> str:
    """A criterion as it is called inside a sentence."""
    return CRITERIA[criterion].in_sentence


def cost(curve: Curve, task: str) -> float:
    """How much worse the metric is with as many particles cut as there are self-replicators;
    negative where the cut helps, NaN where a score is no number."""
    lost = curve.points[0].metric - curve.operating.metric
    lost = lost if TASKS[task].higher_is_better else -lost
    return lost if abs(lost) < float("inf") else nan


def amount(value: float, task: str) -> str:
    """A test metric, or a difference of two: accuracies with the four digits that 10,000 images
    tell apart."""
    if not abs(value) < 1000 or not TASKS[task].classes:
        return format_number(value)
    return f"{value:z.4f}".replace("-", "−")


def changed(lost: float, task: str) -> str:
    """What a cut does to the metric, `lost` as `cost` has it: the accuracy drops by 0.0011."""
    metric, worse = TASKS[task].metric, TASKS[task].higher_is_better == (lost > 0)
    if lost == 0:
        return f"the {metric} stays the same"
    return f"the {metric} {'drops' if worse else 'rises'} by **{amount(abs(lost), task)}**"


def claim(curves: Sequence[Curve], task: str) -> str:
    """What the curves say where as many are cut as there are self-replicators."""
    costs = {curve.criterion: cost(curve, task) for curve in curves}
    count, share = curves[0].operating.pruned, curves[0].operating.share
    if count == 0:
        return "There are no self-replicators at this step: no cut to compare the criteria at."
    if share == 1:
        return "Every particle is a self-replicator at this step: cut as many, and nothing is left."
    drop = drop_name(TASKS[task])
    return (
        f"With as many particles cut as there are self-replicators ({count:,}, "
        f"{format_share(share)} of all) the {drop} is "
        f"**{amount(costs[PAPERS[0]], task)}** for those and "
        f"**{amount(costs[PAPERS[1]], task)}** for the smallest weights (global l1): "
        f"{_verdict(*(costs[name] for name in PAPERS))}. {_ranked(costs, task)}"
    )


def across(siblings: Sequence[Sequence[Curve]], task: str) -> str:
    """The same over runs that differ in their seed, the curves of each given."""
    costs = [{curve.criterion: cost(curve, task) for curve in run} for run in siblings]
    said: list[str] = []
    for name in PAPERS:
        values = [amount(value, task) for value in spread([of_run[name] for of_run in costs])]
        said.append(f"{in_words(name)} {values[0]} ({values[1]} to {values[2]})")
    apart = np.array([of_run[PAPERS[1]] - of_run[PAPERS[0]] for of_run in costs])
    smaller = int((apart > 0).sum())
    return (
        f"Over {len(costs)} seeds, {drop_name(TASKS[task])}, median (smallest to largest): "
        f"{', '.join(said)}. In {smaller} of {len(costs)} seeds it is smaller for "
        f"self-replicators. {_in_pairs(apart, task)}"
    )


def _in_pairs(apart: np.ndarray, task: str) -> str:
    """What is settled by global l1's cost minus that of self-replicators, one a seed."""
    if len(apart) < FEWEST:
        return f"Fewer than {FEWEST} seeds decide nothing."
    if not np.isfinite(apart).all():
        return "Where a score is not a number, nothing is decided."
    interval = median_with_interval(apart)
    median, low, high = (amount(value, task) for value in interval)
    return (
        f"Seed by seed, that of global l1 is {median} larger (median; {100 * LEVEL:.0f} % "
        f"bootstrap interval {low} to {high}): {SETTLED[settled(*interval[1:])]}."
    )


def settled(low: float, high: float) -> str:
    """What an interval of a baseline's cost minus that of self-replicators settles, if anything."""
    if low > 0:
        return "more"
    return "less" if high < 0 else "open"


def _verdict(ours: float, baseline: float) -> str:
    if isnan(ours) or isnan(baseline):
        return "where a score is not a number, the paper's claim cannot be tested"
    if ours == baseline:
        return "one run, one step, and here neither is the better cut"
    which = (
        "the better cut, as it claims" if ours < baseline else "the worse cut, against its claim"
    )
    return f"one run, one step, and here the paper's is {which}"


def _ranked(costs: dict[str, float], task: str) -> str:
    """The others, the smallest drop first, and which of all has the smallest."""
    known = {name: value for name, value in costs.items() if not isnan(value)}
    if not known:
        return "With no criterion the score is a number."
    best = [in_words(name) for name, value in known.items() if value == min(known.values())]
    others = sorted((value, name) for name, value in known.items() if name not in PAPERS)
    listed = ", ".join(f"{in_words(name)} {amount(value, task)}" for value, name in others)
    failed = [in_words(name) for name in costs if name not in known]
    broken = f" The score is not a number with: {', '.join(failed)}." if failed else ""
    return f"The others: {listed}. Smallest here: **{' and '.join(best)}**.{broken}"
