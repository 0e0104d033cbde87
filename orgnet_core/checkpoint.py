"""What a trainer needs to go on bit for bit, as safetensors, whoever wrote it.

weights     [n, P] in the run's dtype, as are all without a type here: the particles
replication_velocity
            [n, P]: momentum of the SR steps, where the phase has such
task_velocity
            [n, P], or [P] where the phase moves the task weights alone: momentum of the task steps
task_square, task_steps
            the like, and int64: Adam's mean squared gradient and the steps that it is of
recent      float64 [k, 2]: (loss, metric) of the batches since the last step due to be recorded
step        int64: batches trained so far
seconds     float64: what they took

What is drawn for a batch depends on its place alone (random_numbers.py), so no generator is kept.
Checkpoints of versions before 0.2 have one's state, epoch_start, which is read over.
"""

from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from orgnet_core.config import RunConfig
from orgnet_core.snapshot import MOST_SECONDS

Layout = tuple[tuple[int, ...], torch.dtype]
_WHOLE: Layout = ((), torch.int64)
_GENERATOR = ((5056,), torch.uint8)  # the state of torch's, in older checkpoints


class Checkpoint(NamedTuple):
    """After `step` batches; arrays are on the CPU."""

    weights: Tensor
    task_velocity: Tensor
    recent: list[tuple[float, float]]
    step: int
    seconds: float
    replication_velocity: Tensor | None = None
    task_square: Tensor | None = None
    task_steps: Tensor | None = None

    @classmethod
    def at_rest(cls, config: RunConfig, step: int, weights: Tensor) -> "Checkpoint":
        """With those particle weights, [n, P], and all momenta 0."""
        layouts = _expected(config, step).items()
        state: dict[str, Any] = {
            name: torch.zeros(shape, dtype=of) for name, (shape, of) in layouts
        }
        state |= {"weights": weights, "recent": [], "step": step, "seconds": 0.0}
        return cls(**state)

    def saved(self) -> bytes:
        """At most four arrays [n, P] make up its size."""
        scalars: dict[str, Any] = {
            "recent": torch.tensor(self.recent, dtype=torch.float64).view(-1, 2),
            "step": torch.tensor(self.step),
            "seconds": torch.tensor(self.seconds, dtype=torch.float64),
        }
        state = self._asdict() | scalars
        return save({name: each.cpu() for name, each in state.items() if each is not None})

    @classmethod
    def loaded(cls, config: RunConfig, content: bytes) -> "Checkpoint":
        """Raises ValueError for what is no checkpoint of a run of that config."""
        try:
            state = load(content)
        except SafetensorError as error:
            raise ValueError(f"the checkpoint does not fit the run: {error}") from error
        if "epoch_start" in state and _layout(state.pop("epoch_start")) != _GENERATOR:
            raise ValueError("the checkpoint does not fit the run's settings")
        found = {name: _layout(tensor) for name, tensor in state.items()}
        if found.get("step") != _WHOLE:
            raise ValueError("the checkpoint does not fit the run's settings")
        step, recent = int(state.pop("step")), found.get("recent", ((), None))[0][:1]
        if found != _expected(config, step, *recent):
            raise ValueError("the checkpoint does not fit the run's settings")
        pairs, seconds = state.pop("recent").numpy(), state.pop("seconds")
        checkpoint = cls(
            **state,
            recent=[(float(loss), float(metric)) for loss, metric in pairs],
            step=step,
            seconds=seconds.item(),
        )
        if not checkpoint._is_possible(config):
            raise ValueError("the checkpoint is of no step of such a run")
        return checkpoint

    def _is_possible(self, config: RunConfig) -> bool:
        """Weights and momenta may be anything: what comes of them diverges, and is told."""
        return (
            0 <= self.step <= config.steps
            and (self.task_steps is None or 0 <= int(self.task_steps) <= self.step)
            and 0 <= self.seconds <= MOST_SECONDS
            and len(self.recent) <= self.step
            and bool(torch.tensor(self.recent).isfinite().all())
        )


def _layout(tensor: Tensor) -> Layout:
    return tuple(tensor.shape), tensor.dtype


def _expected(config: RunConfig, step: int, recent: int = 0) -> dict[str, Layout]:
    """By name, shape and type of every tensor of that step, `recent` of the batches among them."""
    phase, dtype = config.phase_before(step), config.torch_dtype
    particles = (config.particle_size, config.organism.particles), dtype
    moved = (particles[0][1:], dtype) if phase.replication == "constraint" else particles
    expected = {"weights": particles, "task_velocity": moved}
    if not phase.is_constrained:
        expected["replication_velocity"] = particles
    if phase.optimiser == "adam":
        expected |= {"task_square": moved, "task_steps": _WHOLE}
    return expected | {
        "recent": ((recent, 2), torch.float64),
        "step": _WHOLE,
        "seconds": ((), torch.float64),
    }
