"""What the Prune page's sections say of their results, in sentences with numbers."""

from collections.abc import Sequence
from math import isnan, nan

from orgnet_core.pruning import Curve, spread
from orgnet_core.tasks import TASKS
from orgnet_views.numbers import format_number
from ui.prune.criteria import CRITERIA

PAPERS = ("self_replicator", "l1_global")  # its claim, and what it compares with (Fig. 8)


def in_words(criterion: str) -> str:
    """A criterion as it is called inside a sentence."""
    return CRITERIA[criterion].in_sentence


def cost(curve: Curve, task: str) -> float:
    """What a cut of as many particles as there are self-replicators takes from the metric, the
    better the metric before; negative where the cut helps, NaN where a score is no number."""
    lost = curve.points[0].metric - curve.operating.metric
    lost = lost if TASKS[task].higher_is_better else -lost
    return lost if abs(lost) < float("inf") else nan


def amount(value: float, task: str) -> str:
    """A test metric, or a difference of two: accuracies with the four digits that 10,000 images
    tell apart."""
    if not abs(value) < 1000 or not TASKS[task].classes:
        return format_number(value)
    return f"{value:z.4f}".replace("-", "−")


def claim(curves: Sequence[Curve], task: str) -> str:
    """What the curves say where as many are cut as there are self-replicators."""
    costs = {curve.criterion: cost(curve, task) for curve in curves}
    count, share = curves[0].operating.pruned, curves[0].operating.share
    if count == 0:
        return "There are no self-replicators at this step: no cut to compare the criteria at."
    if share == 1:
        return "Every particle is a self-replicator at this step: cut as many, and nothing is left."
    metric = TASKS[task].metric
    return (
        f"With as many particles cut as there are self-replicators ({count:,}, {share:.1%} of "
        f"all), cutting those costs **{amount(costs[PAPERS[0]], task)}** {metric}, cutting the "
        f"smallest weights (global l1) **{amount(costs[PAPERS[1]], task)}**: "
        f"{_verdict(*(costs[name] for name in PAPERS))}. {_ranked(costs, task)}"
    )


def across(siblings: Sequence[Sequence[Curve]], task: str) -> str:
    """The same over runs that differ in their seed, the curves of each given."""
    costs = [{curve.criterion: cost(curve, task) for curve in run} for run in siblings]
    said = []
    for name in PAPERS:
        mean, sd = spread([of_run[name] for of_run in costs])
        said.append(f"{in_words(name)} {amount(mean, task)} ± {amount(sd, task)}")
    cheaper = sum(of_run[PAPERS[0]] < of_run[PAPERS[1]] for of_run in costs)
    return (
        f"Over {len(costs)} seeds (mean ± 1 sd): {', '.join(said)}. In {cheaper} of {len(costs)} "
        "seeds cutting self-replicators costs less."
    )


def _verdict(ours: float, baseline: float) -> str:
    if isnan(ours) or isnan(baseline):
        return "where a score is no number, nothing can be said of the paper's claim"
    if ours == baseline:
        return "a draw, so the paper's claim that its own cut is the better one does not hold here"
    holds = "holds" if ours < baseline else "does not hold"
    return f"the paper's claim that its own cut is the better one {holds} here"


def _ranked(costs: dict[str, float], task: str) -> str:
    """The others, cheapest first, and which of all is cheapest."""
    known = {name: value for name, value in costs.items() if not isnan(value)}
    if not known:
        return "No criterion leaves a score that is a number."
    best = [in_words(name) for name, value in known.items() if value == min(known.values())]
    others = sorted((value, name) for name, value in known.items() if name not in PAPERS)
    listed = ", ".join(f"{in_words(name)} {amount(value, task)}" for value, name in others)
    failed = [in_words(name) for name in costs if name not in known]
    broken = f" No number is left by: {', '.join(failed)}." if failed else ""
    return f"The others: {listed}. Cheapest of all: **{' and '.join(best)}**.{broken}"
