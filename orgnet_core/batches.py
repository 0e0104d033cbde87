"""Batches in a row in one compiled call, for organisms so small that calls cost as much as work.

From Python a batch takes dozens of calls, each of which lets go of the interpreter lock and has to
wait for it again: beside pages that ask all the time training lost half its speed to that.
"""

from typing import NamedTuple

import numpy as np
from torch import Tensor

from orgnet_core.backpropagation import Narrow
from orgnet_core.compilation import Array, compiled
from orgnet_core.config import Phase
from orgnet_core.fused import SHARED, Width, train_replication, train_task
from orgnet_core.narrow import gradient, rows
from orgnet_core.particles import Particles
from orgnet_core.tasks import Batch


class Results(NamedTuple):
    """Of the batches that were trained on: all, or those before a loss that is no finite number."""

    losses: list[float]
    metrics: list[float]
    failed: float | None  # that loss


def may_run(particles: Particles) -> bool:
    """Whether the particles are few enough: threads share the steps of more."""
    return particles.weights.numel() < SHARED


def train(
    particles: Particles,
    replication_velocity: Tensor,
    task_velocity: Tensor,
    phase: Phase,
    batches: Batch,
    size: int,
    work: Narrow,
) -> Results:
    """Train on `batches`, samples of one after another, each of that size, the last perhaps a
    shorter one: SR steps, gradient, task step, in place on weights and velocities, all [n, P]."""
    x, y, count = batches.x.numpy(), batches.y.numpy(), -(-len(batches.x) // size)
    real = x.dtype.type
    losses, metrics = np.empty((2, count))
    done = _train(
        particles.weights.numpy(), replication_velocity.numpy(), task_velocity.numpy(),
        particles.positions.numpy(), particles.gram.numpy(), (0,) * particles.hidden,
        phase.replication_steps, real(2 / particles.n),
        real(phase.replication_lr), real(phase.task_lr), real(phase.momentum),
        phase.replication_momentum == "restarted",
        work.widths, work.code, x, y, size, work.space(size), work.slope.numpy(), losses, metrics,
    )  # fmt: skip
    failed = None if done == count else float(losses[done])
    return Results(losses[:done].tolist(), metrics[:done].tolist(), failed)


@compiled
def _train(
    weights: Array, replication_velocity: Array, task_velocity: Array,
    positions: Array, gram: Array, width: Width,
    steps: int, scale: float, replication_lr: float, task_lr: float, momentum: float,
    restarts: bool, widths: Array, code: int, x: Array, y: np.ndarray, size: int,
    space: Array, slope: Array, losses: Array, metrics: Array,
) -> int:  # fmt: skip
    """How many batches the organism was trained on."""
    particles = slope.size
    weight = np.empty_like(slope)
    for batch in range(losses.size):
        start, stop = batch * size, min(len(x), (batch + 1) * size)
        if restarts:
            replication_velocity[:] = 0
        train_replication(
            weights, replication_velocity, positions, gram, width,
            steps, scale, replication_lr, momentum, weight, 0, particles,
        )  # fmt: skip
        losses[batch], metrics[batch] = gradient(
            widths, code, weight, rows(x, start, stop), rows(y, start, stop), space, slope
        )
        if not np.isfinite(losses[batch]):
            return batch
        train_task(weights, task_velocity, slope, width, task_lr, momentum, 0, particles)
    return losses.size
