"""What many runs of the trial of baselines come to: medians, ranges, and differences in pairs.

Costs have a long tail, which a mean would hide. A difference is a cut's cost minus that of cutting
the self-replicators of the same run; its interval is that of the median over runs, by bootstrap.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from orgnet_core.pruning import SHARES
from orgnet_core.trials.baselines import OURS, RunBaselines
from orgnet_core.trials.statistics import paired, value_range

# Of a run's costs [E], what is compared.
ESTIMATES: dict[str, Callable[[list[float]], float]] = {
    "last": lambda costs: costs[-1],
    "median": lambda costs: float(np.median(costs)),
    "largest": max,
}


def comparison(runs: Sequence[RunBaselines]) -> dict[str, Any]:
    """Plain values, of at least one run with at least one end of an epoch."""
    cuts = list(runs[0].costs)
    return {
        "runs": len(runs),
        "ends": sum(len(run.epoch) for run in runs),
        "epochs": runs[0].epoch,
        "accuracy": value_range([run.accuracy[-1] for run in runs]),
        "self_replicators": value_range([run.self_replicators[-1] for run in runs]),
        "first_layer_share": value_range(_first_layer_shares(runs)),
        "cuts": {name: _over_runs(runs, name) for name in cuts},
        "pairs": {name: _pairs(runs, name) for name in cuts if name != OURS},
        "curves": _curves(runs),
        "alone": value_range([run.alone for run in runs]),
        "frozen": _frozen(runs),
        "small_net": _small_nets(runs),
        "by_seed": [_of_seed(run) for run in runs],
    }


def _first_layer_shares(runs: Sequence[RunBaselines]) -> list[float]:
    """Of a run's last self-replicators, where there are any."""
    ends = [(run.in_first_layer[-1], run.self_replicators[-1]) for run in runs]
    return [round(some / all_of_them, 4) for some, all_of_them in ends if all_of_them] or [0.0]


def _over_runs(runs: Sequence[RunBaselines], cut: str) -> dict[str, Any]:
    return {
        name: value_range([estimate(run.costs[cut]) for run in runs])
        for name, estimate in ESTIMATES.items()
    }


def _pairs(runs: Sequence[RunBaselines], cut: str) -> dict[str, Any]:
    """The interval of each estimate's difference; and at how many ends of all runs the cut cost
    less than that of the self-replicators, as much, and more."""
    found: dict[str, Any] = {
        name: paired([estimate(run.costs[cut]) - estimate(run.costs[OURS]) for run in runs])
        for name, estimate in ESTIMATES.items()
    }
    ends = [
        np.sign(theirs - ours)
        for run in runs
        for theirs, ours in zip(run.costs[cut], run.costs[OURS], strict=True)
    ]
    found["ends"] = {"less": ends.count(-1), "equal": ends.count(0), "more": ends.count(1)}
    return found


def _curves(runs: Sequence[RunBaselines]) -> dict[str, Any]:
    """Of each criterion at each of SHARES, at the last step: the cost's median and range, and the
    paired differences."""
    found: dict[str, Any] = {"share": list(SHARES), "costs": {}, "pairs": {}}
    for name in runs[0].curves:
        costs = np.array([run.curves[name] for run in runs])
        found["costs"][name] = {
            "median": np.median(costs, axis=0).round(6).tolist(),
            "least": costs.min(0).tolist(),
            "largest": costs.max(0).tolist(),
        }
        if name != OURS:
            with np.errstate(invalid="ignore"):  # where neither cut leaves an accuracy
                apart = costs - np.array([run.curves[OURS] for run in runs])
            found["pairs"][name] = [paired(column.tolist()) for column in apart.T]
    return found


def _frozen(runs: Sequence[RunBaselines]) -> dict[str, Any] | None:
    """Of replication alone: the self-replicators then, what it changes in accuracy, and what is
    left without them; None where a run's particles were not recorded."""
    pairs = [(run.accuracy[-1], run.frozen) for run in runs if run.frozen]
    if len(pairs) < len(runs):
        return None
    return {
        "self_replicators": value_range([frozen.self_replicators for _, frozen in pairs]),
        "change": value_range([round(frozen.accuracy - before, 6) for before, frozen in pairs]),
        "without": value_range([frozen.without for _, frozen in pairs]),
    }


def _small_nets(runs: Sequence[RunBaselines]) -> dict[str, Any]:
    """Accuracies of the small nets and of the organisms cut to their size, and the organism's
    minus the net's."""
    nets = [run.small_net for run in runs]
    cut = [round(run.accuracy[-1] - run.costs[OURS][-1], 6) for run in runs]
    return {
        "hidden": value_range([net.hidden for net in nets]),
        "mult_adds": value_range([net.mult_adds for net in nets]),
        "left": value_range([run.left for run in runs]),
        "rates": {f"{rate:g}": n for rate, n in sorted(Counter(n.rate for n in nets).items())},
        "accuracy": value_range([net.metric for net in nets]),
        "organism": value_range(cut),
        "pair": paired([mine - net.metric for mine, net in zip(cut, nets, strict=True)]),
    }


def _of_seed(run: RunBaselines) -> dict[str, Any]:
    return {
        "seed": run.seed,
        "accuracy": run.accuracy[-1],
        "self_replicators": run.self_replicators[-1],
        "in_first_layer": run.in_first_layer[-1],
        "last": {name: costs[-1] for name, costs in run.costs.items()},
        "largest": {name: max(costs) for name, costs in run.costs.items()},
        "alone": run.alone,
        "small_net": run.small_net.metric,
    }
