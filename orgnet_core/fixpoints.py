"""What kind of particle each one is (paper, Def. 3 and section II)."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from orgnet_core.particles import Particles

EPSILON = 1e-5


class Kind(IntEnum):
    """Kinds of particle; the paper's figures show the first two."""

    SELF_REPLICATOR = 0
    OTHER = 1
    ZERO = 2
    SECONDARY = 3
    DIVERGENT = 4


class Census(NamedTuple):
    """What each particle is by itself."""

    response: Tensor  # [5, P], as of `Particles.response`
    error: Tensor  # [P], replication error
    loss: Tensor  # [P], replication loss
    kind: Tensor  # uint8 [P], Kind


def census(particles: Particles, epsilon: float = EPSILON) -> Census:
    """All that a particle's own weights say of it; in plain torch, on any device."""
    return Census(
        particles.response(),
        particles.replication_error(),
        particles.replication_loss(),
        classify(particles, epsilon),
    )


def classify(particles: Particles, epsilon: float = EPSILON) -> Tensor:
    """Kind of every particle, uint8 [P].

    Tested in this order, in the max-norm: divergent (any NaN or Inf), zero (all |w| ≤ ε),
    self-replicator (N ◁ N within ε of N), secondary (self-applied twice it is back within ε,
    the new net doing the second application), other.

    What is secondary in grown organisms is a near-replicator, no orbit of period 2: all 59 at 1,320
    recorded ends of epochs (mnist15-quick seeds 1-6: 25, mnist15 1-3: 34, addition 0-9: none) had a
    replication error of 1.0 to 5.2 ε, half of them under 1.25 ε.
    """
    w = particles.weights
    once = Particles(particles.replicate(), particles.hidden)
    twice = once.replicate()

    def near(other: Tensor) -> Tensor:
        return ((other - w).abs() < epsilon).all(0)

    kinds = torch.full((particles.count,), Kind.OTHER, dtype=torch.uint8, device=w.device)
    kinds[near(twice)] = Kind.SECONDARY
    kinds[near(once.weights)] = Kind.SELF_REPLICATOR
    kinds[(w.abs() <= epsilon).all(0)] = Kind.ZERO
    kinds[~torch.isfinite(w).all(0)] = Kind.DIVERGENT
    return kinds


def count_kinds(kinds: np.ndarray) -> dict[str, int]:
    """How many particles of each kind, by lower-case name; `kinds` is uint8 [P]."""
    counts = np.bincount(kinds, minlength=len(Kind)).tolist()
    return dict(zip(_NAMES, counts, strict=True))


_NAMES = [kind.name.lower() for kind in Kind]
