"""In which order to cut particles out of an organism: the criteria of pruning research.

A criterion gives every particle a score; the lowest are cut first, ties broken by seed. One more
criterion is one more function in `CRITERIA`; all that it may look at is in the specimen, the run's
history included, where that was given. What is measured on data is measured on a fixed
sample of the training set. The baselines are those that Blalock et al. ask for in "What is the
State of Neural Network Pruning?" (2020, arXiv 2003.03033), and the paper's.
"""

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from numpy.random import Generator
from torch import Tensor

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.measures import first_order
from orgnet_core.organism import Organism
from orgnet_core.pruning.specimen import Specimen
from orgnet_core.tasks import TASKS, Batch

SAMPLES = 5_000  # training samples at most, the same ones for every run


def self_replicator(specimen: Specimen, _generator: Generator) -> np.ndarray:
    """Self-replicators first, best replica first; then the rest, likewise (paper, section IV)."""
    rank = np.unique(specimen.replication_error, return_inverse=True)[1]
    return rank + ~specimen.replicators * len(rank)


def persistent_replicator(specimen: Specimen, _generator: Generator) -> np.ndarray:
    """Whoever was a self-replicator at most ends of the last epochs first, of those alike the best
    replica: persistent ones, then the rest (ours; the paper looks at one step).

    Raises InputError where the history is too short.
    """
    times, ends = specimen.history.times_replicating(specimen.persistence.epochs)
    rank = np.unique(specimen.replication_error, return_inverse=True)[1]
    return rank + (ends - times) * len(rank)


def first_layer_replicator(specimen: Specimen, generator: Generator) -> np.ndarray:
    """Self-replicators of the first layer first, then the rest of it, best replica first; then the
    other layers likewise (ours; the paper cuts self-replicators of any layer)."""
    scores = self_replicator(specimen, generator)
    return scores + (specimen.organism.positions()[0] > 0) * (scores.max() + 1)


def replication_error(specimen: Specimen, _generator: Generator) -> np.ndarray:
    """Best replica first, of whatever kind: what Def. 3 of the paper compares with ε."""
    return specimen.replication_error


def l1_global(specimen: Specimen, _generator: Generator) -> np.ndarray:
    """Smallest |task weight| first, over all layers at once (the paper's baseline, Fig. 8;
    Han et al. 2015, arXiv 1506.02626)."""
    return np.abs(specimen.weight)


def l1_layerwise(specimen: Specimen, generator: Generator) -> np.ndarray:
    """Smallest |task weight| first, in every layer the same share (arXiv 1506.02626)."""
    return rank_in_layer(specimen.organism, np.abs(specimen.weight), generator)


def l1_matched(specimen: Specimen, generator: Generator) -> np.ndarray:
    """Smallest |task weight| first, at any count as many of each layer as `self_replicator` cuts:
    what differs is which particles of a layer go, not how many (ours, after arXiv 1506.02626)."""
    layer = specimen.organism.positions()[0]
    theirs = _ascending(self_replicator(specimen, generator), generator)
    smallest = _ascending(l1_global(specimen, generator), generator)
    scores = np.empty(len(layer))
    for number in range(len(specimen.organism.shapes)):
        scores[smallest[layer[smallest] == number]] = np.flatnonzero(layer[theirs] == number)
    return scores


def lamp(specimen: Specimen, _generator: Generator) -> np.ndarray:
    """w² over the sum of w² of all weights of the layer that are not smaller, over all layers at
    once: what the cut of a weight takes from what is left of its layer (Lee et al. 2021, arXiv
    2010.07611)."""
    squares = np.square(specimen.weight, dtype=np.float64)
    scores, layer = np.zeros_like(squares), specimen.organism.positions()[0]
    for number in range(len(specimen.organism.shapes)):
        members = layer == number
        values, place, times = np.unique(squares[members], return_inverse=True, return_counts=True)
        not_smaller = np.nancumsum((values * times)[::-1])[::-1]
        zero = np.zeros_like(values)  # a layer may be all zero
        with np.errstate(invalid="ignore", divide="ignore"):
            scores[members] = np.divide(values, not_smaller, out=zero, where=values != 0)[place]
    return scores


def activation(specimen: Specimen, _generator: Generator) -> np.ndarray:
    """|w| · rms of the particle's input: the strength of what it sends on, over all layers at once
    (Wanda: Sun et al. 2023, arXiv 2306.11695)."""
    x, organism = training_sample(specimen.config).x, specimen.organism
    strengths: list[Tensor] = []
    for layer, matrix in enumerate(organism.matrices(torch.tensor(specimen.weight))):
        strengths.append((matrix.abs() * x.square().mean(0).sqrt()).flatten())
        x = organism.activate(F.linear(x, matrix), layer)
    return torch.cat(strengths).numpy()


def taylor(specimen: Specimen, _generator: Generator) -> np.ndarray:
    """|w · ∂L/∂w|: how much the loss would change to first order, over all layers at once
    (Molchanov et al. 2019, arXiv 1906.10771)."""
    return _first_order(specimen, specimen.weight)


def snip(specimen: Specimen, _generator: Generator) -> np.ndarray:
    """|w · ∂L/∂w| with the task weights of the run's start: what training would change first, told
    before it began (SNIP: Lee et al. 2019, arXiv 1810.02340). Raises InputError where the start is
    not known."""
    if specimen.start is None:
        raise InputError("snip needs the start of a run, and this organism has none recorded.")
    return _first_order(specimen, specimen.start)


def random(specimen: Specimen, generator: Generator) -> np.ndarray:
    """In random order: what a cut of this size costs by itself (arXiv 2003.03033)."""
    return generator.random(len(specimen.weight))


def random_layerwise(specimen: Specimen, generator: Generator) -> np.ndarray:
    """In random order, in every layer the same share (Liu et al. 2022, arXiv 2202.02643)."""
    return rank_in_layer(specimen.organism, random(specimen, generator), generator)


def dark_pixels(specimen: Specimen, _generator: Generator) -> np.ndarray:
    """First-layer particles first, the darkest pixel of the mean training image before brighter
    ones; then the other layers: what the picture alone tells (paper, Fig. 10)."""
    picture = specimen.task.picture
    assert picture is not None  # `ranking` sees to that
    brightness = np.asarray(picture.mean)
    layer, _, pixel = specimen.organism.positions()
    scores = np.full(len(layer), np.inf)
    scores[layer == 0] = brightness[pixel[layer == 0]]
    return scores


Criterion = Callable[[Specimen, Generator], np.ndarray]
CRITERIA: dict[str, Criterion] = {
    criterion.__name__: criterion
    for criterion in (
        *(self_replicator, persistent_replicator, first_layer_replicator, replication_error),
        *(l1_global, l1_layerwise, l1_matched, lamp, activation, taylor, snip),
        *(random, random_layerwise, dark_pixels),
    )
}
NEED_A_PICTURE = {dark_pixels.__name__}
NEED_A_HISTORY = {persistent_replicator.__name__}
NEED_A_START = {snip.__name__}


def criteria_for(config: RunConfig) -> tuple[str, ...]:
    """Names of the criteria that can rank such an organism: without a picture, not all of them."""
    has_picture = TASKS[config.task].picture is not None
    return tuple(name for name in CRITERIA if has_picture or name not in NEED_A_PICTURE)


def criteria_of(specimen: Specimen) -> tuple[str, ...]:
    """Of those the ones that can rank this very organism: without a history or a start, not all."""
    missing = set[str]() if specimen.has_history else NEED_A_HISTORY
    missing = missing if specimen.start is not None else missing | NEED_A_START
    return tuple(name for name in criteria_for(specimen.config) if name not in missing)


def ranking(specimen: Specimen, criterion: str, seed: int = 0) -> np.ndarray:
    """Particle numbers in the order in which `criterion` cuts them, a permutation of 0..P−1.

    A particle whose score is no number comes last. Raises InputError for a criterion that
    there is not, or not for this task, and for one that looks back further than the history.
    """
    allowed = criteria_for(specimen.config)
    if criterion not in allowed:
        reason = "needs pictures" if criterion in CRITERIA else "is no criterion"
        problem = f"{criterion} {reason}; {specimen.config.task} takes {', '.join(allowed)}."
        raise InputError(problem)
    generator = np.random.default_rng(seed)
    return _ascending(CRITERIA[criterion](specimen, generator), generator)


def rank_in_layer(organism: Organism, scores: np.ndarray, generator: Generator) -> np.ndarray:
    """Where each particle stands among those of its layer, (rank + ½) / particles, in 0..1.

    Ordered by this, any share of all particles is the same share of every layer, to within half
    a particle.
    """
    rank, layer = np.empty(len(scores)), organism.positions()[0]
    for number in range(len(organism.shapes)):
        members = np.flatnonzero(layer == number)
        order = members[_ascending(scores[members], generator)]
        rank[order] = (np.arange(len(members)) + 0.5) / len(members)
    return rank


def training_sample(config: RunConfig) -> Batch:
    """SAMPLES of the training set, drawn at random, without noise: the same for every run."""
    return TASKS[config.task].sample(SAMPLES, config.torch_dtype)


def _first_order(specimen: Specimen, weight: np.ndarray) -> np.ndarray:
    """|w · ∂L/∂w| of these task weights, [P], the loss a mean over the training sample."""
    weights, sample = torch.tensor(weight), training_sample(specimen.config)
    total, _ = first_order(specimen.organism, specimen.task, weights, sample)
    return (total / len(sample.x)).abs().to(weights.dtype).numpy()


def _ascending(scores: np.ndarray, generator: Generator) -> np.ndarray:
    """Indices by rising score, ties in random order, NaN last."""
    return np.lexsort((generator.random(len(scores)), scores))
