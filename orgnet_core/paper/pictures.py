"""The organism that reads digits, grown and measured for Fig. 6–12."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from orgnet_core.cadence import evenly
from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import Kind
from orgnet_core.paper.endurance import Lives, lives_of
from orgnet_core.particles import Particles
from orgnet_core.pruning import Specimen, cut_first, metrics, on_dark_pixels, ranking
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from orgnet_core.trajectories import by_layer, by_particle

PATHS = 12  # of particles of each kind that are drawn
POINTS = 50  # recorded steps of a path


@dataclass(frozen=True)
class Cuts:
    """Accuracies at the end (Fig. 8)."""

    whole: float
    without_replicators: float
    without_smallest: float  # as many by global l1
    replicators_alone: float


@dataclass(frozen=True)
class Pixels:
    """First-layer self-replicators by the pixel that they read (Fig. 10)."""

    replicators: list[int]  # of each pixel's particles, row by row
    on_dark: float  # their share on dark pixels
    correlation: float  # of their number with the mean image, NaN where one of them is constant


@dataclass(frozen=True)
class Paths:
    """Along the first principal axis that the particles of the first layer share (Fig. 12)."""

    epoch: list[float]  # [T]
    replicators: list[list[float]]  # of some, [T] each
    others: list[list[float]]
    # What share of the way of each particle in the whole space one axis explains, medians.
    along_one_axis: dict[str, float]  # by kind


@dataclass(frozen=True)
class ReadingFacts:
    """Of one run, at its start and the E ends of its epochs, [1 + E] each. Plain, for JSON."""

    seed: int
    epoch: list[int]
    accuracy: list[float]  # on the test set, as the losses
    task_loss: list[float]
    without_replicators: list[float]  # accuracy
    self_replicators: list[int]
    cuts: Cuts
    pixels: Pixels
    leaving: dict[str, list[int]]  # by kind: particles that leave the input, then each layer
    paths: Paths
    lives: Lives  # of its self-replicators

    @property
    def cut_costs(self) -> list[float]:
        """[1 + E], in accuracy, of cutting all self-replicators."""
        both = zip(self.accuracy, self.without_replicators, strict=True)
        return [whole - without for whole, without in both]


def reading_facts(config: RunConfig, recorded: Sequence[Snapshot]) -> ReadingFacts:
    """Of a run that was grown to its end."""
    ends = [each for each in recorded if each.step % config.batches == 0]
    last = ends[-1]
    assert last.particle_weights is not None  # a run's end always has them
    replicators = torch.tensor(last.particle_weights[:, last.kind == Kind.SELF_REPLICATOR])
    return ReadingFacts(
        seed=config.seed,
        epoch=[each.step // config.batches for each in ends],
        accuracy=[each.metric for each in ends],
        task_loss=[each.task_loss for each in ends],
        without_replicators=[each.metric_without_replicators for each in ends],
        self_replicators=[each.kinds["self_replicator"] for each in ends],
        cuts=_cuts(Specimen.of(config, last)),
        pixels=_pixels(config, last.kind == Kind.SELF_REPLICATOR),
        leaving=_leaving(config, last.kind),
        paths=_paths(config, ends),
        lives=lives_of(Particles(replicators, config.particle_hidden)),
    )


def _cuts(organism: Specimen) -> Cuts:
    replicators = organism.replicators
    smallest = cut_first(ranking(organism, "l1_global"), int(replicators.sum()))
    cuts = (np.zeros_like(replicators), replicators, smallest, ~replicators)
    return Cuts(*metrics([(organism, cut) for cut in cuts]))


def _pixels(config: RunConfig, replicators: np.ndarray) -> Pixels:
    picture = TASKS[config.task].picture
    assert picture is not None
    cells, edges = config.organism.shapes[0]
    first = np.arange(len(replicators)) < cells * edges
    counts = replicators[first].reshape(cells, edges).sum(0)
    dark = replicators & on_dark_pixels(config)
    varies = np.ptp(counts) > 0
    return Pixels(
        replicators=counts.tolist(),
        on_dark=float(dark.sum() / max(1, replicators[first].sum())),
        correlation=float(np.corrcoef(counts, picture.mean)[0, 1]) if varies else float("nan"),
    )


def _leaving(config: RunConfig, kind: np.ndarray) -> dict[str, list[int]]:
    layer, layers = config.organism.positions()[0], len(config.organism.shapes)
    return {
        each.name.lower(): np.bincount(layer[kind == each], minlength=layers).tolist()
        for each in (Kind.SELF_REPLICATOR, Kind.OTHER)
    }


def _paths(config: RunConfig, ends: Sequence[Snapshot]) -> Paths:
    having = [(each, w) for each in ends if (w := each.particle_weights) is not None]
    kept, particles = zip(*evenly(having, POINTS), strict=True)
    weights = np.stack(particles)  # [T, n, P]
    axis = by_layer(weights, config.organism.shapes).coordinates[:, :, 0]
    share = by_particle(weights).explained[:, 0]
    kinds = {"self_replicator": Kind.SELF_REPLICATOR, "other": Kind.OTHER}
    cells, edges = config.organism.shapes[0]
    members = {name: np.flatnonzero(kept[-1].kind == kind) for name, kind in kinds.items()}
    drawn = {
        name: axis[:, found[found < cells * edges][:PATHS]].T.tolist()
        for name, found in members.items()
    }
    return Paths(
        epoch=[each.epoch for each in kept],
        replicators=drawn["self_replicator"],
        others=drawn["other"],
        along_one_axis={
            name: float(np.median(share[found])) for name, found in members.items() if found.size
        },
    )
