"""What a trainer needs to go on bit for bit, as safetensors, whoever wrote it.

weights, replication_velocity, task_velocity
            [n, P] in the run's dtype: the particles, and the momenta of both jobs
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

_TENSORS = ("weights", "replication_velocity", "task_velocity")
_GENERATOR = ((5056,), torch.uint8)  # the state of torch's, in older checkpoints


class Checkpoint(NamedTuple):
    """After `step` batches; arrays are on the CPU."""

    weights: Tensor
    replication_velocity: Tensor
    task_velocity: Tensor
    recent: list[tuple[float, float]]
    step: int
    seconds: float

    def saved(self) -> bytes:
        """Three arrays [n, P] make up its size."""
        scalars: dict[str, Any] = {
            "recent": torch.tensor(self.recent, dtype=torch.float64).view(-1, 2),
            "step": torch.tensor(self.step),
            "seconds": torch.tensor(self.seconds, dtype=torch.float64),
        }
        return save({name: tensor.cpu() for name, tensor in (self._asdict() | scalars).items()})

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
        recent = found.get("recent", ((), None))[0][:1]
        if found != _expected(config, *recent):
            raise ValueError("the checkpoint does not fit the run's settings")
        recent, step, seconds = state["recent"].numpy(), state["step"], state["seconds"]
        checkpoint = cls(
            *(state[name] for name in _TENSORS),
            recent=[(float(loss), float(metric)) for loss, metric in recent],
            step=int(step.item()),
            seconds=seconds.item(),
        )
        if not checkpoint._is_possible(config):
            raise ValueError("the checkpoint is of no step of such a run")
        return checkpoint

    def _is_possible(self, config: RunConfig) -> bool:
        """Weights and momenta may be anything: what comes of them diverges, and is told."""
        return (
            0 <= self.step <= config.steps
            and 0 <= self.seconds <= MOST_SECONDS
            and len(self.recent) <= self.step
            and bool(torch.tensor(self.recent).isfinite().all())
        )


def _layout(tensor: Tensor) -> tuple[tuple[int, ...], torch.dtype]:
    return tuple(tensor.shape), tensor.dtype


def _expected(config: RunConfig, recent: int = 0) -> dict[str, tuple[tuple[int, ...], torch.dtype]]:
    """By name, shape and type of every tensor, `recent` of the batches among them."""
    particles = (config.particle_size, config.organism.particles), config.torch_dtype
    return dict.fromkeys(_TENSORS, particles) | {
        "recent": ((recent, 2), torch.float64),
        "step": ((), torch.int64),
        "seconds": ((), torch.float64),
    }
