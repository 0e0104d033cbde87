"""Why a particle flips: its replication error around each task step, beside its gradient.

A task step moves a particle's weights against gradients that are all proportional to one number,
∂L/∂w, the slope of the batch's loss in its task weight; momentum carries earlier ones on.
"""

from collections.abc import Iterator, Sequence
from math import nan
from typing import NamedTuple

import numpy as np

from orgnet_core.fixpoints import EPSILON
from orgnet_core.particles import Particles
from orgnet_core.parts import Part
from orgnet_core.ranks import rank_correlation
from orgnet_core.threads import one_thread
from orgnet_core.training import Trainer


class Push(NamedTuple):
    """What one task step did to one particle."""

    step: int  # batches before this one
    before: float  # replication error before the task step, after the SR steps …
    after: float  # … and after it, before anything else
    gradient: float  # ∂(batch's loss)/∂w before it


class Flips(NamedTuple):
    """What pushes come to."""

    batches: int
    below: int  # task steps that found the particle's error below ε …
    pushed: int  # … and that of them left it at ε or above
    came: int  # task steps that took it below ε
    # Of ranks, of |gradient| and the error after; NaN where either never changes or is no number.
    correlation: float


def pushes(trainer: Trainer, particle: int, batches: int) -> Iterator[Push]:
    """Train on so many batches, and say of each what its task step did to that particle; nothing
    of those without one. Raises Divergence."""
    for _ in range(batches):
        push = _push(trainer, particle)
        if push is not None:
            yield push


@one_thread()
def _push(trainer: Trainer, particle: int) -> Push | None:
    step, before, push = trainer.step, _error(trainer, particle), None
    for done in trainer.in_parts(trainer.phase.replication_steps):
        error = _error(trainer, particle)
        if done.part is Part.TASK and done.slope is not None:
            push = Push(step, before, error, float(done.slope[particle]))
        before = error
    return push


def _error(trainer: Trainer, particle: int) -> float:
    particles = trainer.particles
    alone = Particles(particles.weights[:, [particle]], particles.hidden)
    return float(alone.replication_error())


def flips(seen: Sequence[Push]) -> Flips:
    before = np.array([push.before for push in seen]) < EPSILON
    errors = np.array([push.after for push in seen])
    sizes = np.abs([push.gradient for push in seen])
    after = errors < EPSILON
    is_known = np.isfinite([sizes, errors]).all()
    return Flips(
        batches=len(seen),
        below=int(before.sum()),
        pushed=int((before & ~after).sum()),
        came=int((after & ~before).sum()),
        correlation=rank_correlation(sizes, errors) if is_known else nan,
    )
