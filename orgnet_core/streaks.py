"""A streak of batches in one compiled call, for organisms so small that calls cost as much as work.

From Python a batch takes dozens of calls, each of which lets go of the interpreter lock and has to
wait for it again: beside pages that ask all the time training lost half its speed to that.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from orgnet_core.backpropagation import GradientOf, Narrow
from orgnet_core.blocks import SHARED, Width
from orgnet_core.cadence import Cadence
from orgnet_core.compilation import Array, compiled
from orgnet_core.config import RunConfig
from orgnet_core.fused import train_replication, train_task
from orgnet_core.narrow import gradient, rows
from orgnet_core.particles import Particles
from orgnet_core.phases import Phase
from orgnet_core.tasks import TASKS, Batch

LONGEST = 16  # batches, …
INPUTS = 1_000_000  # … numbers that these read in all, and …
WEIGHT_STEPS = 4_000_000  # … SR steps of single weights, so that nobody waits for a streak


class Results(NamedTuple):
    """Of the batches that were trained on: all, or those before a loss that is no finite number."""

    losses: list[float]
    metrics: list[float]
    failed: float | None  # that loss


class Streaks:
    """Trains an organism of that config."""

    def __init__(
        self,
        config: RunConfig,
        cadence: Cadence,
        particles: Particles,
        gradient: Narrow,
    ):
        self._config, self._cadence = config, cadence
        self._particles, self._gradient = particles, gradient

    def length(self, step: int, most: int) -> int:
        """How many batches to train on at once from there, of `most`: at least one, and none beyond
        a due step or an epoch's end."""
        c, weights = self._config, self._particles.weights.numel()
        steps = max(1, c.phase_of(step).replication_steps) * weights
        inputs = c.batch_size * TASKS[c.task].inputs
        worth = min(most, LONGEST, INPUTS // inputs, WEIGHT_STEPS // steps)
        return self._cadence.until_due(step, min(max(1, worth), c.batches - step % c.batches))

    def train(self, phase: Phase, batches: Batch, velocities: tuple[Tensor, Tensor]) -> Results:
        """Train on samples of one batch after another, of the config's size, the last perhaps a
        shorter one: SR steps, gradient, task step, in place, as are these jobs' velocities, [n, P].
        """
        x, y, size = batches.x.numpy(), batches.y.numpy(), self._config.batch_size
        real, particles, count = x.dtype.type, self._particles, -(-len(x) // size)
        losses, metrics = np.empty((2, count))
        first, second = velocities
        done = _train(
            particles.weights.numpy(), first.numpy(), second.numpy(),
            particles.positions.numpy(), particles.gram.numpy(), (0,) * particles.hidden,
            phase.replication_steps, real(2 / particles.n),
            real(phase.replication_lr), real(phase.task_lr), real(phase.momentum),
            phase.replication_momentum == "restarted",
            self._gradient.widths, self._gradient.code, x, y, size,
            self._gradient.space(min(size, len(x))), self._gradient.slope.numpy(), losses, metrics,
        )  # fmt: skip
        failed = None if done == count else float(losses[done])
        return Results(losses[:done].tolist(), metrics[:done].tolist(), failed)

    def warm_up(self, batch: Batch) -> None:
        """Compile, or load what was compiled before; nothing is trained."""
        weights, first, second = torch.zeros(3, *self._particles.weights.shape, dtype=batch.x.dtype)
        nothing = Particles(weights, self._particles.hidden)
        same = Streaks(self._config, self._cadence, nothing, self._gradient)
        same.train(self._config.phases[0], batch, (first, second))


def goes_in_streaks(phase: Phase) -> bool:
    """Whether there is a streak for such a phase."""
    return phase.task and phase.replication == "gradient" and phase.optimiser == "sgd"


def streaks_for(
    config: RunConfig,
    cadence: Cadence,
    particles: Particles,
    gradient: GradientOf,
) -> Streaks | None:
    """None where all batches are to go one by one: wide layers, and particles so many that threads
    share their steps."""
    if isinstance(gradient, Narrow) and particles.weights.numel() < SHARED:
        return Streaks(config, cadence, particles, gradient)
    return None


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
