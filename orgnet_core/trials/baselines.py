"""Self-replicators against the baselines of pruning research: as many cut by each criterion.

Of one run: at several ends of epochs the accuracy on the test set that each cut takes, at its last
step what cuts of growing size take, and a small dense net that needs as many multiplications as
the cut organism. Which criteria, and why: criteria.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orgnet_core.config import RunConfig
from orgnet_core.pruning import (
    SHARES,
    Persistence,
    SmallNet,
    Specimen,
    criteria_of,
    cut_first,
    evaluate,
    metrics,
    ranking,
    replicated,
    small_net,
)
from orgnet_core.snapshot import Snapshot
from orgnet_core.trials.ends import cost

OURS = "self_replicator"
FIRST_LAYER_ALONE = "first_layer_alone"  # its self-replicators, and so fewer than the others cut

FROZEN_STEPS = 1_000  # of replication, the task frozen


@dataclass(frozen=True)
class Frozen:
    """An organism after FROZEN_STEPS of replication alone."""

    self_replicators: int
    accuracy: float
    without: float  # accuracy, all of them cut


@dataclass(frozen=True)
class RunBaselines:
    """Of one run, at E ends of epochs, [E] each. Plain values, for JSON."""

    seed: int
    epoch: list[int]
    accuracy: list[float]  # of the whole organism, from 0 to 1
    self_replicators: list[int]
    in_first_layer: list[int]  # of these
    costs: dict[str, list[float]]  # of each cut; infinite where no accuracy is left
    curves: dict[str, list[float]]  # costs at SHARES by each criterion, at the last end
    alone: float  # accuracy, at the last end, of the self-replicators and nothing else
    frozen: Frozen | None  # from the last end on; None where its particles were not recorded
    left: int  # multiply-adds after all self-replicators are cut, at the last end
    small_net: SmallNet  # with about as many


def baselines_of(
    config: RunConfig, recorded: Sequence[Snapshot], rule: Persistence, ends: Sequence[Snapshot]
) -> RunBaselines:
    """What the cuts cost at those ends. What is drawn is drawn anew in each run."""
    organisms = [Specimen.of(config, end, recorded, rule) for end in ends]
    accuracy, last = [end.metric for end in ends], organisms[-1]
    by_end = [_costs(*pair) for pair in zip(organisms, accuracy, strict=True)]
    left, alone = (evaluate(last, cut) for cut in (last.replicators, ~last.replicators))
    return RunBaselines(
        seed=config.seed,
        epoch=[end.step // config.batches for end in ends],
        accuracy=accuracy,
        self_replicators=[int(each.replicators.sum()) for each in organisms],
        in_first_layer=[int(_in_first_layer(each).sum()) for each in organisms],
        costs={name: [each[name] for each in by_end] for name in by_end[0]},
        curves={by: _curve(last, by, accuracy[-1]) for by in criteria_of(last)},
        alone=alone.metric,
        frozen=frozen_after(config, ends[-1]),
        left=left.mult_adds,
        small_net=small_net(config, left.mult_adds),
    )


def _costs(organism: Specimen, accuracy: float) -> dict[str, float]:
    """Of as many as there are self-replicators by each criterion, and of those in layer 1."""
    count, seed = int(organism.replicators.sum()), organism.config.seed
    cuts = {by: cut_first(ranking(organism, by, seed), count) for by in criteria_of(organism)}
    cuts[FIRST_LAYER_ALONE] = _in_first_layer(organism)
    after = metrics([(organism, cut) for cut in cuts.values()])
    return {name: cost(accuracy, left) for name, left in zip(cuts, after, strict=True)}


def _curve(organism: Specimen, criterion: str, accuracy: float) -> list[float]:
    order = ranking(organism, criterion, organism.config.seed)
    cuts = [cut_first(order, round(share * len(order))) for share in SHARES]
    return [cost(accuracy, after) for after in metrics([(organism, cut) for cut in cuts])]


def frozen_after(config: RunConfig, end: Snapshot) -> Frozen | None:
    """The organism of that step after FROZEN_STEPS; None where its particles were not recorded."""
    if end.particle_weights is None:
        return None
    phase = config.phase_before(end.step)
    organism = replicated(config, end.particle_weights, FROZEN_STEPS, phase)
    marked = organism.replicators
    whole, without = metrics([(organism, marked & False), (organism, marked)])
    return Frozen(int(marked.sum()), whole, without)


def _in_first_layer(organism: Specimen) -> np.ndarray:
    """bool [P], its self-replicators."""
    return organism.replicators & (organism.organism.positions()[0] == 0)
