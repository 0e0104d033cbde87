"""Growing an organism: per batch k SR steps, then one task step (paper, section IV).

Knows neither threads nor screens: `Trainer.advance` does one batch, `train` yields snapshots.
"""

from collections.abc import Iterator
from math import isfinite
from time import perf_counter

import numpy as np
import torch

from orgnet_core.cadence import Cadence
from orgnet_core.checkpoint import Checkpoint
from orgnet_core.config import Phase, RunConfig
from orgnet_core.fixpoints import Kind, classify
from orgnet_core.kernels import kernels_for
from orgnet_core.measures import SAMPLES, measured
from orgnet_core.particles import COPY, LEAKS, WEIGHT, Particles
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS, Batch
from orgnet_core.threads import one_thread


class Divergence(ArithmeticError):
    """The task loss is no longer a finite number; the organism is beyond repair."""


class Trainer:
    """One organism being grown; the same config gives the same organism, bit for bit."""

    def __init__(self, config: RunConfig):
        self.config, self.task = config, TASKS[config.task]
        self.organism = config.organism
        self.generator = seeded_generator(config)
        self.device, self.cadence = config.torch_device, Cadence(config)
        self.kernels = kernels_for(config.kernel, self.device)
        initial = initial_particles(config, self.generator)
        self.particles = Particles(initial.weights.to(self.device), config.particle_hidden)
        # Both jobs have momentum of their own (paper, section IV).
        self.replication_velocity = torch.zeros_like(self.particles.weights)
        self.task_velocity = torch.zeros_like(self.particles.weights)
        self.step, self.seconds = 0, 0.0  # batches trained, and what they took
        self._batches: Iterator[Batch] = iter(())
        self._epoch_start = self.generator.get_state()  # before the epoch drew its first batch
        self._recent: list[tuple[float, float]] = []  # (loss, metric) since the last due step

    @property
    def done(self) -> bool:
        return self.step >= self.config.steps

    @property
    def due(self) -> bool:
        """Whether this step is one to take a snapshot of."""
        return self.cadence.due(self.step)

    @property
    def phase(self) -> Phase:
        """The phase that the next batch belongs to."""
        return self.config.phase_of(self.step)

    @property
    def is_warm(self) -> bool:
        """Whether the first batch will take no longer than any other."""
        return self.kernels.is_warm(self.config.torch_dtype)

    def warm_up(self) -> None:
        """Compile what training needs: seconds, once on a machine; then it is kept on disk."""
        self.kernels.warm_up(self.config.torch_dtype)

    @one_thread()
    def advance(self) -> None:
        """Train on one batch: the SR steps, then the task step. Raises Divergence."""
        started, phase = perf_counter(), self.phase
        if self.due:
            self._recent = []
        if self.step % self.config.batches == 0:
            self._begin_epoch()
        batch = _moved(next(self._batches), self.device)
        weight = self.kernels.replication_steps(
            self.particles,
            self.replication_velocity,
            phase.replication_steps,
            phase.replication_lr,
            phase.momentum,
        )
        if phase.task:
            self._task_step(batch, weight, phase)
        self.step += 1
        self.seconds += perf_counter() - started

    def _begin_epoch(self) -> None:
        self._epoch_start = self.generator.get_state()
        self._batches = self.task.epoch(
            self.generator,
            self.config.batch_size,
            self.config.input_noise,
            self.config.torch_dtype,
        )

    def _task_step(self, batch: Batch, weight: torch.Tensor, phase: Phase) -> None:
        """SGD on the task loss: ∂L/∂r4 of the dense net, carried into each particle's weights."""
        weight.requires_grad_()
        output = self.organism.forward(batch.x, weight)
        loss = self.task.loss(output, batch.y)
        (slope,) = torch.autograd.grad(loss, weight)
        if not isfinite(loss.item()):
            raise Divergence(f"the task loss became {loss.item()} at step {self.step + 1}")
        self.kernels.task_step(
            self.particles, self.task_velocity, slope, phase.task_lr, phase.momentum
        )
        self._recent.append((loss.item(), self.task.score(output.detach(), batch.y).item()))

    @one_thread()
    def snapshot(self) -> Snapshot:
        """Measure the organism as it stands; changes nothing of it. Raises Divergence."""
        started, particles = perf_counter(), self.particles
        response, kind = particles.response(), classify(particles)
        weight = response[WEIGHT]
        test = _moved(self.task.test(self.config.torch_dtype), self.device)
        scores = self._scores(test, weight, kind)
        sample = _moved(self.task.sample(SAMPLES, self.config.torch_dtype), self.device)
        worth = measured(self.organism, self.task, weight, sample, self.kernels.leave_one_out)
        arrays = {
            "replication_error": particles.replication_error(),
            "replication_loss": particles.replication_loss(),
            "task_contribution": worth.contribution,
            "contribution_error": worth.error,
            "gradient": worth.gradient,
            "copy": response[COPY],
            "leaks": response[LEAKS],
            "weight": weight,
            "kind": kind,
        }
        if self.cadence.keeps_weights(self.step):
            arrays["particle_weights"] = particles.weights
        arrays = {name: values.to("cpu", copy=True).numpy() for name, values in arrays.items()}
        self.seconds += perf_counter() - started
        scalars = {
            "step": self.step,
            "epoch": self.step / self.config.batches,
            "seconds": self.seconds,
            "contribution_method": worth.method,
            **scores,
        }
        return Snapshot.of(scalars, arrays)

    def checkpoint(self) -> bytes:
        """All that `resumed` needs to go on from here bit for bit (checkpoint.py)."""
        between_epochs = self.step % self.config.batches == 0
        return Checkpoint(
            weights=self.particles.weights,
            replication_velocity=self.replication_velocity,
            task_velocity=self.task_velocity,
            epoch_start=self.generator.get_state() if between_epochs else self._epoch_start,
            recent=self._recent,
            step=self.step,
            seconds=self.seconds,
        ).saved()

    @classmethod
    def resumed(cls, config: RunConfig, checkpoint: bytes) -> "Trainer":
        """The trainer of that config that `checkpoint` was taken of.

        Raises ValueError if it was taken of another config's.
        """
        state, trainer = Checkpoint.loaded(config, checkpoint), cls(config)
        trainer._restore(state)
        return trainer

    def _restore(self, state: Checkpoint) -> None:
        self.particles.weights.copy_(state.weights)
        self.replication_velocity.copy_(state.replication_velocity)
        self.task_velocity.copy_(state.task_velocity)
        self.generator.set_state(state.epoch_start)
        self.step, self.seconds = state.step, state.seconds
        self._recent = [(loss, metric) for loss, metric in state.recent]
        taken = self.step % self.config.batches
        if taken:
            self._begin_epoch()
            for _ in range(taken):
                next(self._batches)

    def _scores(self, test: Batch, weight: torch.Tensor, kind: torch.Tensor) -> dict[str, float]:
        """Losses and metrics on the test set and on the batches since the last due step."""
        others = torch.where(kind == Kind.SELF_REPLICATOR, 0, weight)
        with torch.no_grad():
            output = self.organism.forward(test.x, weight)
            without = self.organism.forward(test.x, others)
        task_loss = self.task.loss(output, test.y).item()
        if not isfinite(task_loss):
            raise Divergence(f"the test loss became {task_loss} at step {self.step}")
        train_loss, train_metric = np.mean(self._recent or [(np.nan, np.nan)], axis=0)
        return {
            "task_loss": task_loss,
            "train_loss": float(train_loss),
            "metric": self.task.score(output, test.y).item(),
            "train_metric": float(train_metric),
            "metric_without_replicators": self.task.score(without, test.y).item(),
        }


def seeded_generator(config: RunConfig) -> torch.Generator:
    """All that is random in a run is drawn from it."""
    return torch.Generator().manual_seed(config.seed)


def initial_particles(config: RunConfig, generator: torch.Generator | None = None) -> Particles:
    """Those that a run of this config begins with, on the CPU; the first that is drawn."""
    generator = seeded_generator(config) if generator is None else generator
    count, dtype = config.organism.particles, config.torch_dtype
    return Particles.initial(config.particle_hidden, count, generator, dtype)


def train(config: RunConfig) -> Iterator[Snapshot]:
    """Grow an organism from start to end, yielding its snapshots. Raises Divergence."""
    trainer = Trainer(config)
    trainer.warm_up()
    yield trainer.snapshot()
    while not trainer.done:
        trainer.advance()
        if trainer.due:
            yield trainer.snapshot()


def batches_of(trainer: Trainer) -> Iterator[Batch]:
    """What `trainer` would be trained on, epoch after epoch; draws on its generator."""
    c = trainer.config
    while True:
        yield from trainer.task.epoch(trainer.generator, c.batch_size, c.input_noise, c.torch_dtype)


def _moved(batch: Batch, device: torch.device) -> Batch:
    return Batch(batch.x.to(device), batch.y.to(device))
