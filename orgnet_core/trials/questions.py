"""What ten questions need and no other trial records, from the same seeds: of the organism asked
about, of its twins on other pictures and with shuffled labels, of `addition` in both precisions.

Which numbers answer which question, and how they are compared seed by seed: answers.py.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from orgnet_core.config import RunConfig
from orgnet_core.endurance import LEVELS, endure_sizes, growth, medians
from orgnet_core.errors import InputError
from orgnet_core.fixpoints import Kind
from orgnet_core.presets import PRESETS
from orgnet_core.pruning import Persistence, on_dark_pixels
from orgnet_core.pruning.specimen import particle_tensor
from orgnet_core.ranks import rank_correlation
from orgnet_core.snapshot import Snapshot
from orgnet_core.trials.baselines import frozen_after
from orgnet_core.trials.ends import cost
from orgnet_core.trials.statistics import tidied
from orgnet_core.validation import must_be

DRAWS = 3  # of each kick: with hundreds of replicators that is enough for a median
# Each is made of the organism asked about, from the same seed.
ORGANISMS: dict[str, Callable[[RunConfig], RunConfig]] = {
    "asked": lambda config: config,
    "clothes": lambda config: config.changed({"task": "fashion15"}),
    "shuffled": lambda config: config.changed({"task": f"{config.task}-random"}),
    "float32": lambda config: _addition(config, "float32"),
    "float64": lambda config: _addition(config, "float64"),
}


@dataclass(frozen=True)
class RunNumbers:
    """Of one run. Plain values, for JSON."""

    seed: int
    numbers: dict[str, float]  # by the names in answers.py


def _addition(config: RunConfig, dtype: str) -> RunConfig:
    return PRESETS["addition"].config.changed({"dtype": dtype, "seed": config.seed})


def organisms_of(config: RunConfig) -> list[RunConfig]:
    """All that are grown from a seed, in the order of ORGANISMS. Raises InputError for an organism
    that does not read digits at 15×15, for which the other pictures would be no twins."""
    if config.task != "mnist15":
        raise InputError(must_be("task", "mnist15 for the trial of questions", config.task))
    return [make(config) for make in ORGANISMS.values()]


def numbers_of(
    config: RunConfig,
    recorded: Sequence[Snapshot],
    _rule: Persistence,
    _ends: Sequence[Snapshot],
) -> RunNumbers:
    """What a run of one of ORGANISMS says at its last step."""
    last, name = recorded[-1], config.task
    share = _share(last.kind == Kind.SELF_REPLICATOR)
    if name == "addition":
        numbers = {f"loss_{config.dtype}": last.task_loss}
    elif name.endswith("-random"):
        numbers = {"share_shuffled": share}
    elif name == "fashion15":
        numbers = {"share_clothes": share}
    else:
        numbers = {"share": share} | _of_the_asked(config, last)
    return RunNumbers(config.seed, {key: tidied(value) for key, value in numbers.items()})


def _of_the_asked(config: RunConfig, last: Snapshot) -> dict[str, float]:
    return _freezing(config, last) | _places(config, last) | _label(last) | _lives(config, last)


def _freezing(config: RunConfig, last: Snapshot) -> dict[str, float]:
    """Accuracies lost to the cut of all self-replicators, before and after replication alone."""
    frozen = frozen_after(config, last)
    assert frozen is not None, "the last step of a run has its particles"
    return {
        "cost": cost(last.metric, last.metric_without_replicators),
        "cost_frozen": cost(frozen.accuracy, frozen.without),
        "frozen_change": frozen.accuracy - last.metric,
    }


def _places(config: RunConfig, last: Snapshot) -> dict[str, float]:
    """Which share of the particles on dark pixels copy themselves, and of the others that read."""
    replicates, dark = last.kind == Kind.SELF_REPLICATOR, on_dark_pixels(config)
    lit = (config.organism.positions()[0] == 0) & ~dark
    return {"share_dark": _share(replicates[dark]), "share_lit": _share(replicates[lit])}


def _label(last: Snapshot) -> dict[str, float]:
    """How the replication error goes with what the task does; and what the responses hold."""
    error, replicates = last.replication_error, last.kind == Kind.SELF_REPLICATOR
    others = last.kind == Kind.OTHER
    apart = np.maximum(np.abs(last.copy - 1), np.abs(last.leaks).max(0))  # from (1, 0, 0, 0)
    return {
        "with_gradient": rank_correlation(error, np.abs(last.gradient)),
        "with_weight": rank_correlation(error, np.abs(last.weight)),
        "apart": _median(apart[replicates]),
        "apart_others": _median(apart[others]),
        "weight": _median(np.abs(last.weight[replicates])),
    }


def _lives(config: RunConfig, last: Snapshot) -> dict[str, float]:
    """How many self-applications kicked self-replicators stand, and by what factor errors grow."""
    assert last.particle_weights is not None, "the last step of a run has them"
    weights, hidden = particle_tensor(config, last.particle_weights), config.particle_hidden
    weights = weights[:, torch.tensor(last.kind == Kind.SELF_REPLICATOR)]
    steps = medians(endure_sizes(weights, hidden, draws=DRAWS)).steps
    lives = {f"life_{decade}": steps[decade] for decade in range(len(LEVELS))}
    return lives | {"growth": _median(growth(weights, hidden))}


def _share(marked: np.ndarray) -> float:
    return float(marked.mean()) if marked.size else float("nan")


def _median(values: np.ndarray) -> float:
    return float(np.median(values)) if values.size else float("nan")


def by_seed(runs: Iterable[RunNumbers]) -> dict[int, dict[str, float]]:
    """The numbers of all organisms of each seed together, in order."""
    found = dict[int, dict[str, float]]()
    for run in sorted(runs, key=lambda each: each.seed):
        found.setdefault(run.seed, {}).update(run.numbers)
    return found


def numbers_summary(runs: Sequence[RunNumbers]) -> dict[str, Any]:
    """Plain values: every number, seed by seed."""
    rows = [{"seed": seed, **numbers} for seed, numbers in by_seed(runs).items()]
    return {"runs": len(rows), "by_seed": rows}
