"""Who is to blame where cutting all self-replicators is dear: the few whose sparing makes it cheap.

Mostly it is one particle of an upper layer with a very large weight, whose gradient was small for a
moment. They are chosen on training samples and judged on the test set.
"""

from typing import NamedTuple

import numpy as np

from orgnet_core.config import RunConfig
from orgnet_core.pruning.criteria import ranking, training_sample
from orgnet_core.pruning.evaluation import metrics
from orgnet_core.pruning.over_time import cost
from orgnet_core.pruning.specimen import Specimen
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import Batch

TRIED = 20  # self-replicators whose sparing is tried: those that send on the strongest signals
MOST = 5  # that are named
GONE = 0.1  # a cost is gone once at most this share of it is left


class Suspect(NamedTuple):
    """A self-replicator that is to blame; numbers count from 0."""

    particle: int
    layer: int
    cell: int
    edge: int
    weight: float  # its task weight, r[4]
    gradient: float  # |∂L/∂w|, as recorded …
    layer_gradient: float  # … and the median of that over its layer
    left: float  # what the cut costs once it and those before it are spared


class Blame(NamedTuple):
    """Costs are on the test set, in the task's metric."""

    cost: float  # of cutting all self-replicators
    suspects: tuple[Suspect, ...]  # as they were found; none where sparing any one mends nothing

    @property
    def is_settled(self) -> bool:
        """Whether sparing them takes the cost away."""
        return bool(self.suspects) and self.suspects[-1].left <= GONE * self.cost


def blame_at(config: RunConfig, snapshot: Snapshot) -> Blame:
    """Of the organism at a recorded step. Again and again that self-replicator is spared whose
    sparing leaves the smallest cost on training samples, until that is gone."""
    specimen = Specimen.of(config, snapshot)
    spared = _chosen(specimen)
    cuts = [_without(specimen, spared[:count]) for count in range(len(spared) + 1)]
    all_cut, *left = _costs(specimen, cuts)
    suspects = zip(spared, left, strict=True)
    return Blame(all_cut, tuple(_suspect(specimen, snapshot, *each) for each in suspects))


def _chosen(specimen: Specimen) -> list[int]:
    """On training samples."""
    sample = training_sample(specimen.config)
    order = ranking(specimen, "activation")[::-1]
    tried = order[specimen.replicators[order]][:TRIED].tolist()
    spared: list[int] = []
    (now,) = _costs(specimen, [specimen.replicators], sample)
    limit = GONE * now
    while tried and now > max(0, limit) and len(spared) < MOST:
        left = _costs(specimen, [_without(specimen, [*spared, each]) for each in tried], sample)
        best = int(np.argmin(left))
        if not left[best] < now:
            break
        now = left[best]
        spared.append(tried.pop(best))
    return spared


def _without(specimen: Specimen, spared: list[int]) -> np.ndarray:
    """The cut of all self-replicators but those."""
    return specimen.replicators & ~np.isin(np.arange(len(specimen.kind)), spared)


def _costs(specimen: Specimen, cuts: list[np.ndarray], on: Batch | None = None) -> list[float]:
    """On the test set, or on other samples."""
    nothing = np.zeros(len(specimen.kind), bool)
    whole, *after = metrics([(specimen, cut) for cut in (nothing, *cuts)], on)
    return [cost(specimen.config.task, whole, each) for each in after]


def _suspect(specimen: Specimen, snapshot: Snapshot, particle: int, left: float) -> Suspect:
    layers, cells, edges = specimen.organism.positions()
    gradient = np.abs(snapshot.gradient)
    return Suspect(
        particle=particle,
        layer=int(layers[particle]),
        cell=int(cells[particle]),
        edge=int(edges[particle]),
        weight=float(specimen.weight[particle]),
        gradient=float(gradient[particle]),
        layer_gradient=float(np.median(gradient[layers == layers[particle]])),
        left=left,
    )
