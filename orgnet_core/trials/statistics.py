"""What many runs of a trial come to, in all, seed by seed and in pairs; here, of persistence."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from orgnet_core.pruning.over_time import DEAR
from orgnet_core.sweeps.differences import median_with_interval
from orgnet_core.trials.persistence import CUTS, PERSISTENT, RunCosts

FEWEST = 6  # runs, of whose median there is a 95 % interval: of five, chance alone spans all in 6 %
# Of a run's costs [E], what is compared in pairs.
COMPARED: dict[str, Callable[[np.ndarray], float]] = {
    "share_dear": lambda costs: float(np.mean(costs > DEAR[0])),
    "largest": lambda costs: float(costs.max()),
}


def summary(runs: Sequence[RunCosts]) -> dict[str, Any]:
    """Plain values, of at least one run with at least one end of an epoch."""
    return {
        "runs": len(runs),
        "ends": sum(len(run.epoch) for run in runs),
        "dear": list(DEAR),
        "accuracy": value_range([run.accuracy[-1] for run in runs]),
        "self_replicators": value_range([n for run in runs for n in run.self_replicators]),
        "persistent": value_range([n for run in runs for n in run.persistent]),
        "cuts": {name: _in_all([_costs(run, name) for run in runs]) for name in CUTS},
        "pairs": {name: _pairs(runs, name) for name in CUTS if name != PERSISTENT},
        "by_seed": [_of_seed(run) for run in runs],
    }


def _costs(run: RunCosts, cut: str) -> np.ndarray:
    return np.array(run.costs[cut])


def _in_all(costs: Sequence[np.ndarray]) -> dict[str, Any]:
    """Of one cut, over all ends of all runs; and in how many runs it was dear at any."""
    all_ends = np.concatenate(costs)
    return {
        "dear": [int((all_ends > limit).sum()) for limit in DEAR],
        "runs_dear": [sum(bool((each > limit).any()) for each in costs) for limit in DEAR],
        **value_range(all_ends.tolist()),
    }


def _of_seed(run: RunCosts) -> dict[str, Any]:
    return {
        "seed": run.seed,
        "ends": len(run.epoch),
        "self_replicators": value_range(run.self_replicators),
        "persistent": value_range(run.persistent),
        "cuts": {name: _in_run(_costs(run, name)) for name in CUTS},
    }


def _in_run(costs: np.ndarray) -> dict[str, Any]:
    return {
        "dear": [int((costs > limit).sum()) for limit in DEAR],
        "median": float(np.median(costs)),
        "largest": float(costs.max()),
    }


def _pairs(runs: Sequence[RunCosts], cut: str) -> dict[str, Any]:
    """A cut minus that of the persistent ones, run by run, of each of COMPARED."""
    found: dict[str, Any] = {}
    for name, compared in COMPARED.items():
        both = (cut, PERSISTENT)
        pairs = np.array([[compared(_costs(run, each)) for each in both] for run in runs])
        found[name] = paired((pairs[:, 0] - pairs[:, 1]).tolist())
    return found


def paired(differences: Sequence[float]) -> dict[str, float] | None:
    """The median of differences, one a run, with its interval; None of fewer than FEWEST, and where
    one is no finite number."""
    if len(differences) < FEWEST or not np.isfinite(differences).all():
        return None
    median, low, high = median_with_interval(np.array(differences))
    return {"median": tidied(median), "low": tidied(low), "high": tidied(high)}


def tidied(value: float) -> float:
    """Without the noise of a subtraction, whatever the size: errors are as small as 1e-7."""
    return float(f"{value:.9g}")


def value_range(values: Sequence[float]) -> dict[str, float]:
    """The middle, nine in ten, and the ends: costs have a long tail, which a mean would hide. Of
    counts the middle one, or the upper of two."""
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95), method="nearest").tolist()
    if not isinstance(middle, int):
        middle = tidied(float(np.median(values)))
    return {
        "least": min(values),
        "low": low,
        "median": middle,
        "high": high,
        "largest": max(values),
    }
