"""Growing an organism: per batch k SR steps, then one task step (paper, section IV).

Knows neither threads nor screens: `Trainer.advance` does some batches, `train` yields snapshots.
"""

from collections.abc import Iterator
from math import isfinite
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from orgnet_core.backpropagation import gradient_for
from orgnet_core.cadence import Cadence
from orgnet_core.checkpoint import Checkpoint
from orgnet_core.config import RunConfig
from orgnet_core.constraint import FROM_AFAR
from orgnet_core.drawing import Drawing
from orgnet_core.errors import Divergence as Divergence
from orgnet_core.examination import examine, scores_on
from orgnet_core.kernels import is_compiled, kernels_for
from orgnet_core.narrow import is_narrow
from orgnet_core.particles import Particles
from orgnet_core.parts import Done, Part, shares, task_part
from orgnet_core.phases import Phase
from orgnet_core.snapshot import Snapshot
from orgnet_core.start import initial_particles
from orgnet_core.streaks import LONGEST, Streaks, goes_in_streaks, streaks_for
from orgnet_core.task_steps import TaskStep
from orgnet_core.tasks import TASKS, Batch
from orgnet_core.tasks.protocol import FOR_MEASURING
from orgnet_core.threads import one_thread


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
        self.task_step = TaskStep(config.phases[0], self.particles, self.kernels)
        self._is_constrained = config.phases[0].is_constrained
        self._streaks = streaks_for(config, self.cadence, self.particles, self.gradient)
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
    def task_velocity(self) -> Tensor:
        """Momentum of the task steps: [n, P], or [P] where they move the task weights alone."""
        return self.task_step.memory.velocity

    @property
    def is_warm(self) -> bool:
        """Whether the first batch will take no longer than any other."""
        return self._compiled_for in _warm

    @one_thread()
    def warm_up(self) -> None:
        """Compile what training needs: seconds, once on a machine; then it is kept on disk."""
        if self.is_warm:
            return
        c = self.config
        self.kernels.warm_up(c.torch_dtype, c.particle_hidden)
        if self._has_constraint:
            nothing = Particles(self.particles.weights[:, :0].clone(), c.particle_hidden)
            self.kernels.constrain(nothing, nothing.task_weight())
        for noise in (0.0, c.input_noise):
            batch = self.task.batch(FOR_MEASURING, 1, noise, c.torch_dtype).to(self.device)
            weight = self.particles.task_weight()
            self.gradient(batch, weight)
            scores_on(c, batch, weight, weight)
        if self._streaks is not None:
            self._streaks.warm_up(batch)
        _warm.add(self._compiled_for)

    @property
    def _compiled_for(self) -> tuple[object, ...]:
        c, kind, in_streaks = self.config, type(self.gradient), self._streaks is not None
        first = is_narrow(self.organism.widths[1])
        how = self.kernels, self._has_constraint, first, kind, in_streaks
        reads = bool(self.task.classes), self.task.picture is not None
        return c.dtype, c.particle_hidden, *reads, *how

    @property
    def _has_constraint(self) -> bool:
        return any(phase.is_constrained for phase in self.config.phases)

    @one_thread()
    def advance(self, most: int = 1) -> None:
        """Train on one batch, or up to `most` where a streak is faster: SR steps, then the task
        step. A streak ends at every due step and epoch's end. Raises Divergence."""
        started, phase = perf_counter(), self.phase
        if self.due:
            self._recent = []
        if self._streaks is not None and goes_in_streaks(phase):
            self._enter(phase)
            batches = self.batch(self._streak(self.step, most), most)
            self._train_on_streak(self._streaks, phase, batches)
        else:
            for _ in self.in_parts(phase.replication_steps):
                pass
        self.seconds += perf_counter() - started

    def _enter(self, phase: Phase) -> bool:
        """What a batch needs, mostly as a phase of another sort begins; whether every particle was
        made a self-replicator."""
        if not self.task_step.serves(phase):
            self.task_step = TaskStep(phase, self.particles, self.kernels)
        was, self._is_constrained = self._is_constrained, phase.is_constrained
        if not phase.is_constrained and (was or phase.replication_momentum == "restarted"):
            self.replication_velocity.zero_()  # that of particles which have been moved since
        if begins := phase.is_constrained and not was:
            self.kernels.constrain(self.particles, self.particles.task_weight(), FROM_AFAR)
        return begins

    def batch(self, count: int = 1, most: int = 1) -> Batch:
        """The next `count` that it is trained on; meanwhile a helper draws what follows."""
        following = self._streak(self.step + count, most)
        return self._drawing.take(self.step, count, following).to(self.device)

    def _streak(self, step: int, most: int) -> int:
        """How many batches to train on at once from there; 0 at the end of the run."""
        if step >= self.config.steps:
            return 0
        if self._streaks is None or not goes_in_streaks(self.config.phase_of(step)):
            return 1
        return self._streaks.length(step, most)

    def _train_on_streak(self, streaks: Streaks, phase: Phase, batches: Batch) -> None:
        velocities = self.replication_velocity, self.task_velocity
        losses, metrics, failed = streaks.train(phase, batches, velocities)
        self.step += len(losses)
        self._recent += zip(losses, metrics, strict=True)
        self._check(failed)

    def in_parts(self, at_once: int) -> Iterator[Done]:
        """Train on one batch; stop after each part, of so many SR steps. Raises Divergence."""
        phase = self.phase
        if self._enter(phase):
            yield Done(Part.ENTRY)
        weight = self.particles.task_weight() if phase.is_constrained else None
        for steps in shares(phase, at_once):
            weight = self._replicate(phase, steps)
            yield Done(Part.REPLICATION, steps)
        if phase.task:
            weight = self._replicate(phase, 0) if weight is None else weight
            slope, loss, metric = self.gradient(self.batch(), weight)
            self._check(loss)
            wanted = self.task_step(slope, weight, phase)
            yield Done(task_part(phase), slope=slope)
            if wanted is not None:
                self.kernels.constrain(self.particles, wanted)
                yield Done(Part.CONSTRAINT)
            self._recent.append((loss, metric))
        self.step += 1

    def _replicate(self, phase: Phase, steps: int) -> Tensor:
        """So many SR steps; the task weights after them, [P]."""
        particles, velocity = self.particles, self.replication_velocity
        lr, momentum = phase.replication_lr, phase.momentum
        return self.kernels.replication_steps(particles, velocity, steps, lr, momentum)

    def _check(self, loss: float | None) -> None:
        """Raises Divergence if the loss of the next batch is no finite number."""
        if loss is not None and not isfinite(loss):
            raise Divergence(f"the task loss became {loss} at step {self.step + 1}")

    @one_thread()
    def snapshot(self) -> Snapshot:
        """Measure the organism as it stands; changes nothing of it. Raises Divergence."""
        started = perf_counter()
        numbers, arrays = examine(self.config, self.particles, self.gradient)
        if not isfinite(numbers["task_loss"]):
            raise Divergence(f"the test loss became {numbers['task_loss']} at step {self.step}")
        if self.cadence.keeps_weights(self.step):
            arrays["particle_weights"] = self.particles.weights
        train_loss, train_metric = np.mean(self._recent or [(np.nan, np.nan)], axis=0)
        kept = {name: values.to("cpu", copy=True).numpy() for name, values in arrays.items()}
        self.seconds += perf_counter() - started
        scalars = {
            "step": self.step,
            "epoch": self.step / self.config.batches,
            "seconds": self.seconds,
            "train_loss": float(train_loss),
            "train_metric": float(train_metric),
        }
        return Snapshot.of(scalars | numbers, kept)

    def checkpoint(self) -> bytes:
        """All that `resumed` needs to go on from here bit for bit (checkpoint.py)."""
        memory = self.task_step.memory
        return Checkpoint(
            weights=self.particles.weights,
            replication_velocity=None if self._is_constrained else self.replication_velocity,
            task_velocity=memory.velocity,
            task_square=memory.square,
            task_steps=memory.steps,
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
        before = self.config.phase_before(state.step)
        self.task_step = TaskStep(before, self.particles, self.kernels)
        self._is_constrained = before.is_constrained
        if state.replication_velocity is not None:
            self.replication_velocity.copy_(state.replication_velocity)
        self.task_step.memory.restore(state.task_velocity, state.task_square, state.task_steps)
        self.step, self.seconds = state.step, state.seconds
        self._recent = [(loss, metric) for loss, metric in state.recent]


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
