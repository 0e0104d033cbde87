"""Cutting particles out of an organism, and what the cut costs (paper, Def. 9).

A criterion gives every particle a score; the lowest are cut first, ties broken by seed. One more
criterion is one more function in `CRITERIA`. A particle that is cut acts as the zero network.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import Kind
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS


def self_replicator(snapshot: Snapshot, _generator) -> np.ndarray:
    """Self-replicators first, best replica first; then the rest, likewise (paper, section IV)."""
    rank = np.unique(snapshot.replication_error, return_inverse=True)[1]
    others = snapshot.kind != Kind.SELF_REPLICATOR
    return rank + others * len(rank)


def l1_global(snapshot: Snapshot, _generator) -> np.ndarray:
    """Smallest task weight first, over all layers at once (the paper's baseline, Fig. 8)."""
    return np.abs(snapshot.weight)


def random(snapshot: Snapshot, generator: np.random.Generator) -> np.ndarray:
    """In random order: what a cut of this size costs by itself."""
    return generator.random(len(snapshot.weight))


CRITERIA: dict[str, Callable[[Snapshot, np.random.Generator], np.ndarray]] = {
    criterion.__name__: criterion for criterion in (self_replicator, l1_global, random)
}


def ranking(snapshot: Snapshot, criterion: str, seed: int = 0) -> np.ndarray:
    """Particle numbers in the order in which `criterion` cuts them, a permutation of 0..P−1."""
    generator = np.random.default_rng(seed)
    scores = CRITERIA[criterion](snapshot, generator)
    return np.lexsort((generator.random(len(scores)), scores))


@dataclass(frozen=True)
class Score:
    """How well an organism does its task on the test set."""

    metric: float
    task_loss: float


def evaluate(config: RunConfig, snapshot: Snapshot, cut: np.ndarray = ()) -> Score:
    """Score on the whole test set with the particles numbered in `cut` replaced by zero."""
    task, organism = TASKS[config.task], config.organism
    weight = snapshot.weight.copy()
    weight[np.asarray(cut, dtype=np.int64)] = 0
    x, y = task.test(config.torch_dtype)
    with torch.no_grad():
        output = organism.forward(x, torch.from_numpy(weight))
    return Score(task.score(output, y).item(), task.loss(output, y).item())
