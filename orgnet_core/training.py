"""Growing an organism: per batch k SR steps, then one task step (paper, section IV).

Knows neither threads nor screens: `Trainer.advance` does one batch, `train` yields snapshots.
"""

from collections.abc import Iterator
from time import perf_counter

import numpy as np
import torch

from orgnet_core.config import SNAPSHOT_STEPS, WEIGHTS_EVERY, Phase, RunConfig
from orgnet_core.fixpoints import classify
from orgnet_core.kernels import descend, replication_steps
from orgnet_core.measures import task_contribution
from orgnet_core.particles import WEIGHT, Particles
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS, Batch


class Divergence(ArithmeticError):
    """The task loss is no longer a finite number; the organism is beyond repair."""


class Trainer:
    """One organism being grown; the same config gives the same organism, bit for bit."""

    def __init__(self, config: RunConfig):
        self.config, self.task = config, TASKS[config.task]
        self.organism = config.organism
        self.generator = torch.Generator().manual_seed(config.seed)
        self.particles = Particles.initial(
            config.particle_hidden, self.organism.particles, self.generator, config.torch_dtype
        )
        # Both jobs have momentum of their own (paper, section IV).
        self.replication_velocity = torch.zeros_like(self.particles.weights)
        self.task_velocity = torch.zeros_like(self.particles.weights)
        self.step, self.seconds = 0, 0.0
        self._batches: Iterator[Batch] = iter(())
        self._recent: list[tuple[float, float]] = []  # (loss, metric) since the last snapshot

    @property
    def done(self) -> bool:
        return self.step >= self.config.epochs * self.config.batches

    @property
    def due(self) -> bool:
        """Whether this step is one to take a snapshot of."""
        in_epoch = self.step % self.config.batches
        return in_epoch % SNAPSHOT_STEPS == 0

    @property
    def phase(self) -> Phase:
        """The phase that the next batch belongs to."""
        epoch = self.step // self.config.batches
        for phase in self.config.phases:
            if epoch < phase.epochs:
                return phase
            epoch -= phase.epochs
        return self.config.phases[-1]

    def advance(self) -> None:
        """Train on one batch: the SR steps, then the task step. Raises Divergence."""
        started, phase = perf_counter(), self.phase
        if self.step % self.config.batches == 0:
            self._batches = self.task.epoch(
                self.generator,
                self.config.batch_size,
                self.config.input_noise,
                self.config.torch_dtype,
            )
        batch = next(self._batches)
        replication_steps(
            self.particles,
            self.replication_velocity,
            phase.replication_steps,
            phase.replication_lr,
            phase.momentum,
        )
        if phase.task:
            self._task_step(batch, phase)
        self.step += 1
        self.seconds += perf_counter() - started

    def _task_step(self, batch: Batch, phase: Phase) -> None:
        """SGD on the task loss: ∂L/∂r4 of the dense net, carried into each particle's weights."""
        response = self.particles.response()
        weight = response[WEIGHT].clone().requires_grad_()
        output = self.organism.forward(batch.x, weight)
        loss = self.task.loss(output, batch.y)
        if not torch.isfinite(loss):
            raise Divergence(f"the task loss became {loss.item()} at step {self.step + 1}")
        g = torch.zeros_like(response)
        (g[WEIGHT],) = torch.autograd.grad(loss, weight)
        descend(
            self.particles.weights,
            self.particles.pull_back(g),
            self.task_velocity,
            phase.task_lr,
            phase.momentum,
        )
        self._recent.append((loss.item(), self.task.score(output.detach(), batch.y).item()))

    def snapshot(self) -> Snapshot:
        """Measure the organism as it stands. Draws no random numbers. Raises Divergence."""
        started, particles = perf_counter(), self.particles
        weight = particles.response()[WEIGHT]
        test = self.task.test(self.config.torch_dtype)
        with torch.no_grad():
            output = self.organism.forward(test.x, weight)
        task_loss = self.task.loss(output, test.y).item()
        if not np.isfinite(task_loss):
            raise Divergence(f"the test loss became {task_loss} at step {self.step}")
        contribution, method = task_contribution(self.organism, self.task, weight, test)
        train_loss, train_metric = (
            np.mean(self._recent, axis=0) if self._recent else (np.nan, np.nan)
        )
        self._recent = []
        keep_weights = self.done or self.step % (WEIGHTS_EVERY * self.config.batches) == 0
        self.seconds += perf_counter() - started
        return Snapshot(
            step=self.step,
            epoch=self.step / self.config.batches,
            seconds=self.seconds,
            task_loss=task_loss,
            train_loss=float(train_loss),
            metric=self.task.score(output, test.y).item(),
            train_metric=float(train_metric),
            contribution_method=method,
            replication_error=_array(particles.replication_error()),
            replication_loss=_array(particles.replication_loss()),
            task_contribution=_array(contribution),
            weight=_array(weight),
            kind=classify(particles).numpy(),
            particle_weights=particles.weights.clone().numpy() if keep_weights else None,
        )


def train(config: RunConfig) -> Iterator[Snapshot]:
    """Grow an organism from start to end, yielding its snapshots. Raises Divergence."""
    trainer = Trainer(config)
    yield trainer.snapshot()
    while not trainer.done:
        trainer.advance()
        if trainer.due:
            yield trainer.snapshot()


def _array(values: torch.Tensor) -> np.ndarray:
    return values.float().clone().numpy()
