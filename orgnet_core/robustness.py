"""How particles stand noise: kick them, then let them apply themselves (paper, Fig. 4 and 7).

Near an identity fixpoint self-application multiplies an error along the copied weight by four, so
a kicked replicator lives log₄10 = 1.66 steps longer for each decade less noise.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import isfinite

import numpy as np
import torch
from torch import Tensor

from orgnet_core.fixpoints import EPSILON, Kind, classify
from orgnet_core.particles import Particles

NOISES = ("gaussian", "uniform")
MOST = 100  # self-applications, unless all are zero or divergent before


class End(StrEnum):
    """What became of a particle that applied itself."""

    RETURNED = "returned"  # it rests within ε of what it was before the kick
    REPLICATES = "replicates"  # it is an ε-fixpoint, but another one
    DIED = "died"  # all its weights are zero, within ε
    BLEW_UP = "blew up"  # some of its weights left the range of floating point
    CHANGING = "still changing"


@dataclass(frozen=True, eq=False)
class SelfApplication:
    """K particles that applied themselves; arrays are over T states, the kicked one first.

    A particle that is zero or divergent has ended; its state is repeated while others go on.
    """

    weights: np.ndarray  # [T, n, K], in the particles' dtype
    error: np.ndarray  # [T, K], replication error: max over weights of |N ◁ N − N|
    distance: np.ndarray  # [T, K], max over weights of the distance to the original
    kind: np.ndarray  # uint8 [T, K], fixpoints.Kind
    steps: np.ndarray  # int [K], self-applications until zero or divergent, or all there were
    fixpoint_steps: np.ndarray  # int [K], those of them that an ε-fixpoint did
    ends: tuple[End, ...]  # K of them


def kick(weights: Tensor, size: float, seed: int, noise: str = "gaussian") -> Tensor:
    """Particles [n, K] with noise of `size` ≥ 0 on every weight; the originals stay.

    "gaussian" (paper): N(0, size²). "uniform" (code): uniform in 0..size, with a random sign.
    The draw is in float64, so that every dtype gets the same kick. Raises ValueError.
    """
    if not (isfinite(size) and size >= 0):
        raise ValueError(f"The size of a kick must be a finite number from 0 up, not {size}.")
    if noise not in NOISES:
        raise ValueError(f"Noise must be one of {', '.join(NOISES)}, not {noise}.")
    generator = torch.Generator().manual_seed(seed)
    draw = _normal if noise == "gaussian" else _uniform_with_sign
    return weights + (size * draw(weights.shape, generator)).to(weights)


def self_apply(
    start: Tensor, original: Tensor, hidden: int, most: int = MOST, epsilon: float = EPSILON
) -> SelfApplication:
    """N ← N ◁ N from `start` [n, K], until all are zero or divergent, at most `most` steps.

    `original` [n, K] is what they were before the kick. No gradient, nothing changed in place.
    """
    states = [start]
    while len(states) <= most and not (over := has_ended(states[-1], epsilon)).all():
        now = states[-1]
        states.append(torch.where(over, now, Particles(now, hidden).replicate()))
    weights = torch.stack(states).cpu()  # [T, n, K]
    # All states at once, as one population [n, T·K].
    population = Particles(weights.movedim(0, 1).flatten(1), hidden)
    by_step = (len(states), start.shape[1])
    kind = classify(population, epsilon).view(by_step).numpy()
    distance = (weights - original.cpu()).abs().amax(1).numpy()
    ended = np.isin(kind, (Kind.ZERO, Kind.DIVERGENT))
    return SelfApplication(
        weights=weights.numpy(),
        error=population.replication_error().view(by_step).numpy(),
        distance=distance,
        kind=kind,
        steps=(~ended[:-1]).sum(0),
        fixpoint_steps=(kind[:-1] == Kind.SELF_REPLICATOR).sum(0),
        ends=tuple(map(end_of, kind[-1].tolist(), (distance[-1] < epsilon).tolist())),
    )


def _normal(shape: torch.Size, generator: torch.Generator) -> Tensor:
    return torch.randn(shape, generator=generator, dtype=torch.float64)


def _uniform_with_sign(shape: torch.Size, generator: torch.Generator) -> Tensor:
    size = torch.rand(shape, generator=generator, dtype=torch.float64)
    sign = torch.randint(0, 2, shape, generator=generator, dtype=torch.float64)
    return size * (2 * sign - 1)


def has_ended(weights: Tensor, epsilon: float = EPSILON) -> Tensor:
    """Which of the particles [n, K] are zero or divergent, [K]; from there is no way back."""
    return (weights.abs() <= epsilon).all(0) | ~torch.isfinite(weights).all(0)


@cache
def end_of(kind: int, near: bool) -> End:
    """Of a life whose last state is of that kind, `near` what it was before the kick or not."""
    if kind == Kind.DIVERGENT:
        return End.BLEW_UP
    if near and kind in (Kind.SELF_REPLICATOR, Kind.ZERO):
        return End.RETURNED
    ends = {Kind.ZERO: End.DIED, Kind.SELF_REPLICATOR: End.REPLICATES}
    return ends.get(Kind(kind), End.CHANGING)
