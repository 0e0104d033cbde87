"""What a trainer needs to go on bit for bit, as safetensors, whoever wrote it.

weights, replication_velocity, task_velocity
            [n, P] in the run's dtype: the particles, and the momenta of both jobs
epoch_start uint8: the generator's state before the present epoch drew its first batch
recent      float64 [k, 2]: (loss, metric) of the batches since the last step due to be recorded
step        int64: batches trained so far
seconds     float64: what they took
"""

import struct
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from orgnet_core.config import RunConfig
from orgnet_core.snapshot import MOST_SECONDS

# How torch keeps a Mersenne twister: its seed, numbers left, whether seeded, and the next one.
_TWISTER = struct.Struct("=QiiQ")
_TWISTER_NUMBERS = 624
_TENSORS = ("weights", "replication_velocity", "task_velocity", "epoch_start")


class Checkpoint(NamedTuple):
    """After `step` batches; arrays are on the CPU."""

    weights: Tensor
    replication_velocity: Tensor
    task_velocity: Tensor
    epoch_start: Tensor
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
        found = {name: (tuple(tensor.shape), tensor.dtype) for name, tensor in state.items()}
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
            and _is_drawn_from(self.epoch_start, config.seed)
        )


def _expected(config: RunConfig, recent: int = 0) -> dict[str, tuple[tuple[int, ...], torch.dtype]]:
    """By name, shape and type of every tensor, `recent` of the batches among them."""
    particles = (config.particle_size, config.organism.particles), config.torch_dtype
    return dict.fromkeys(_TENSORS[:3], particles) | {
        "epoch_start": (tuple(torch.Generator().get_state().shape), torch.uint8),
        "recent": ((recent, 2), torch.float64),
        "step": ((), torch.int64),
        "seconds": ((), torch.float64),
    }


def _is_drawn_from(state: Tensor, seed: int) -> bool:
    """Whether a generator can be in that state, having been seeded so."""
    try:
        torch.Generator().set_state(state)
    except RuntimeError:
        return False
    first, left, seeded, following = _TWISTER.unpack_from(state.numpy().tobytes())
    is_fresh = (left, following) == (1, 0)
    return first == seed and seeded == 1 and (is_fresh or left + following == _TWISTER_NUMBERS + 1)
