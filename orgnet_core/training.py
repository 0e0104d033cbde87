"""Growing an organism: per batch k SR steps, then one task step (paper, section IV).

Knows neither threads nor screens: `Trainer.advance` does some batches, `train` yields snapshots.
"""

from collections.abc import Callable, Iterator
from functools import partial
from math import isfinite
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from orgnet_core.backpropagation import gradient_for
from orgnet_core.cadence import Cadence
from orgnet_core.checkpoint import Checkpoint
from orgnet_core.config import RunConfig
from orgnet_core.drawing import Drawing
from orgnet_core.fixpoints import Kind
from orgnet_core.kernels import is_compiled, kernels_for
from orgnet_core.measures import SAMPLES, measured
from orgnet_core.narrow import is_narrow
from orgnet_core.particles import COPY, LEAKS, WEIGHT, Particles
from orgnet_core.phases import Phase
from orgnet_core.scoring import Scores, scores_of_two
from orgnet_core.snapshot import Snapshot
from orgnet_core.start import initial_particles
from orgnet_core.streaks import LONGEST, Streaks, streaks_for
from orgnet_core.tasks import TASKS, Batch
from orgnet_core.tasks.protocol import FOR_MEASURING
from orgnet_core.threads import Result, begin, one_thread


class Divergence(ArithmeticError):
    """The task loss is no longer a finite number; the organism is beyond repair."""


class Trainer:
    """One organism being grown; the same config gives the same organism, bit for bit."""

    def __init__(self, config: RunConfig):
        self.config, self.task = config, TASKS[config.task]
        self.organism = config.organism
        self.device, self.cadence = config.torch_device, Cadence(config)
        self.kernels = kernels_for(config.kernel, self.device)
        self.is_compiled = is_compiled(config.kernel, self.device)
        initial = initial_particles(config)
        self.particles = Particles(initial.weights.to(self.device), config.particle_hidden)
        self.gradient = gradient_for(self.organism, self.task, config.torch_dtype, self.is_compiled)
        # Both jobs have momentum of their own (paper, section IV).
        self.replication_velocity = torch.zeros_like(self.particles.weights)
        self.task_velocity = torch.zeros_like(self.particles.weights)
        velocities = self.replication_velocity, self.task_velocity
        self._streaks = streaks_for(config, self.cadence, self.particles, velocities, self.gradient)
        self.step, self.seconds = 0, 0.0  # batches trained, and what they took
        self._drawing = Drawing(config)
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
        return self._compiled_for in _warm

    @one_thread()
    def warm_up(self) -> None:
        """Compile what training needs: seconds, once on a machine; then it is kept on disk."""
        c = self.config
        self.kernels.warm_up(c.torch_dtype, c.particle_hidden)
        for noise in (0.0, c.input_noise):
            batch = self._moved(self.task.batch(FOR_MEASURING, 1, noise, c.torch_dtype))
            weight = self.particles.response()[WEIGHT]
            self.gradient(batch, weight)
            self._scores_on(batch, weight, weight)
        if self._streaks is not None:
            self._streaks.warm_up(batch)
        _warm.add(self._compiled_for)

    @property
    def _compiled_for(self) -> tuple[object, ...]:
        c, kind, in_streaks = self.config, type(self.gradient), self._streaks is not None
        first = is_narrow(self.organism.widths[1])
        return self.kernels, c.dtype, c.particle_hidden, c.task, first, kind, in_streaks

    @one_thread()
    def advance(self, most: int = 1) -> None:
        """Train on one batch, or up to `most` where a streak is faster: SR steps, then the task
        step. A streak ends at every due step and epoch's end. Raises Divergence."""
        started, phase = perf_counter(), self.phase
        if self.due:
            self._recent = []
        if self._streaks is not None and phase.task:
            batches = self.batch(self._streak(self.step, most), most)
            self._train_on_streak(self._streaks, phase, batches)
        else:
            self._train_on_one(phase)
        self.seconds += perf_counter() - started

    def batch(self, count: int = 1, most: int = 1) -> Batch:
        """The next `count` that it is trained on; meanwhile a helper draws what follows."""
        following = self._streak(self.step + count, most)
        return self._moved(self._drawing.take(self.step, count, following))

    def _streak(self, step: int, most: int) -> int:
        """How many batches to train on at once from there; 0 at the end of the run."""
        if step >= self.config.steps or self._streaks is None:
            return int(step < self.config.steps)
        return self._streaks.length(step, most)

    def _train_on_streak(self, streaks: Streaks, phase: Phase, batches: Batch) -> None:
        losses, metrics, failed = streaks.train(phase, batches)
        self.step += len(losses)
        self._recent += zip(losses, metrics, strict=True)
        self._check(failed)

    def _train_on_one(self, phase: Phase) -> None:
        if phase.replication_momentum == "restarted":
            self.replication_velocity.zero_()
        weight = self.kernels.replication_steps(
            self.particles, self.replication_velocity,
            phase.replication_steps, phase.replication_lr, phase.momentum,
        )  # fmt: skip
        if phase.task:
            self._task_step(self.batch(), weight, phase)
        self.step += 1

    def _moved(self, batch: Batch) -> Batch:
        return Batch(batch.x.to(self.device), batch.y.to(self.device))

    def _task_step(self, batch: Batch, weight: Tensor, phase: Phase) -> None:
        """SGD on the task loss: ∂L/∂r4 of the dense net, carried into each particle's weights."""
        slope, loss, metric = self.gradient(batch, weight)
        self._check(loss)
        self.kernels.task_step(
            self.particles, self.task_velocity, slope, phase.task_lr, phase.momentum
        )
        self._recent.append((loss, metric))

    def _check(self, loss: float | None) -> None:
        """Raises Divergence if the loss of the next batch is no finite number."""
        if loss is not None and not isfinite(loss):
            raise Divergence(f"the task loss became {loss} at step {self.step + 1}")

    @one_thread()
    def snapshot(self) -> Snapshot:
        """Measure the organism as it stands; changes nothing of it. Raises Divergence."""
        started, dtype = perf_counter(), self.config.torch_dtype
        response, error, loss, kind = self.kernels.census(self.particles)
        weight = response[WEIGHT]
        others = torch.where(kind == Kind.SELF_REPLICATOR, 0, weight)
        test = self._moved(self.task.test(dtype))
        scored = self._begin(partial(self._scores_on, test, weight, others))
        sample = self._moved(self.task.sample(SAMPLES, dtype))
        exactly = self.kernels.leave_one_out
        worth = measured(self.organism, self.task, weight, sample, self.gradient, exactly)
        scores = self._named(scored())
        arrays = {
            "replication_error": error,
            "replication_loss": loss,
            "task_contribution": worth.contribution,
            "contribution_error": worth.error,
            "gradient": worth.gradient,
            "copy": response[COPY],
            "leaks": response[LEAKS],
            "weight": weight,
            "kind": kind,
        }
        if self.cadence.keeps_weights(self.step):
            arrays["particle_weights"] = self.particles.weights
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
        return Checkpoint(
            weights=self.particles.weights,
            replication_velocity=self.replication_velocity,
            task_velocity=self.task_velocity,
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
        self.step, self.seconds = state.step, state.seconds
        self._recent = [(loss, metric) for loss, metric in state.recent]

    def _named(self, test: Scores) -> dict[str, float]:
        """Losses and metrics on the test set and on the batches since the last due step."""
        if not isfinite(test.loss):
            raise Divergence(f"the test loss became {test.loss} at step {self.step}")
        train_loss, train_metric = np.mean(self._recent or [(np.nan, np.nan)], axis=0)
        return {
            "task_loss": test.loss,
            "train_loss": float(train_loss),
            "metric": test.metric,
            "train_metric": float(train_metric),
            "metric_without_replicators": test.metric_of_others,
        }

    def _scores_on(self, batch: Batch, weight: Tensor, others: Tensor) -> Scores:
        return scores_of_two(self.organism, self.task, batch, weight, others, self.is_compiled)

    def _begin(self, work: Callable[[], Result]) -> Callable[[], Result]:
        """Have a helper do it, but for what a GPU does: that has a context for each thread."""
        return begin(work) if self.device.type == "cpu" else work


def train(config: RunConfig) -> Iterator[Snapshot]:
    """Grow an organism from start to end, yielding its snapshots. Raises Divergence."""
    trainer = Trainer(config)
    trainer.warm_up()
    yield trainer.snapshot()
    while not trainer.done:
        trainer.advance(LONGEST)
        if trainer.due:
            yield trainer.snapshot()


_warm: set[tuple[object, ...]] = set()  # what this process has compiled, or loaded
