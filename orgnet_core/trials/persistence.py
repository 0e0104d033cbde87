"""The label over time: what it costs to cut all self-replicators, and what to cut those that stay.

Of one run, at the end of every epoch: the accuracy on the test set that each of CUTS takes. Of the
two labels each is compared with cuts of its own size, since who cuts less wins easily.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from orgnet_core.config import RunConfig
from orgnet_core.pruning import Persistence, Specimen, cut_first, metrics, ranking
from orgnet_core.snapshot import Snapshot
from orgnet_core.trials.ends import cost

ALL, PERSISTENT = "self_replicator", "persistent_replicator"
# As many as there are persistent ones, in the order of each of these criteria …
AS_MANY = {
    "best_replicas": "self_replicator",
    "l1_global": "l1_global",
    "activation": "activation",
}
MOST_PERSISTENT = "most_persistent"  # … and as many as self-replicators, in that of persistence
CUTS = (ALL, PERSISTENT, *AS_MANY, MOST_PERSISTENT)


@dataclass(frozen=True)
class RunCosts:
    """Of one run, at E ends of epochs, [E] each. Plain values, for JSON."""

    seed: int
    epoch: list[int]
    accuracy: list[float]  # of the whole organism, from 0 to 1
    self_replicators: list[int]
    persistent: list[int]
    costs: dict[str, list[float]]  # of each of CUTS; infinite where no accuracy is left


def costs_of(
    config: RunConfig, recorded: Sequence[Snapshot], rule: Persistence, ends: Sequence[Snapshot]
) -> RunCosts:
    """What the cuts cost at those ends of epochs."""
    organisms = [Specimen.of(config, end, recorded, rule) for end in ends]
    cuts = [(organism, cut) for organism in organisms for cut in _cuts(organism)]
    after = np.reshape(metrics(cuts), (len(ends), -1)).T.tolist()
    accuracy = [end.metric for end in ends]
    left = {ALL: [end.metric_without_replicators for end in ends]}
    left |= dict(zip(CUTS[1:], after, strict=True))
    return RunCosts(
        seed=config.seed,
        epoch=[end.step // config.batches for end in ends],
        accuracy=accuracy,
        self_replicators=[int(each.replicators.sum()) for each in organisms],
        persistent=[int(each.persistent.sum()) for each in organisms],
        costs={name: list(map(cost, accuracy, values)) for name, values in left.items()},
    )


def _cuts(organism: Specimen) -> Iterator[np.ndarray]:
    """CUTS but the first, which was measured as the organism was recorded."""
    persistent = organism.persistent
    yield persistent
    for criterion in AS_MANY.values():
        yield cut_first(ranking(organism, criterion), int(persistent.sum()))
    yield cut_first(ranking(organism, PERSISTENT), int(organism.replicators.sum()))
