"""Self-training alone: by the engine, by plain torch in closed form, and by autograd."""

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor

from orgnet_core import kernels
from orgnet_core.bench.reference import BatchedReplicators
from orgnet_core.bench.timing import Call, Contestant, Timing, race
from orgnet_core.kernels import kernels_for
from orgnet_core.particles import Particles

STEPS, LR, MOMENTUM = 5, 0.004, 0.9  # as in the presets


def contestants(device: torch.device) -> Sequence[str]:
    """The engine's own first; on a GPU that is plain torch."""
    return ("fused", "torch", "autograd") if device.type == "cpu" else ("torch", "autograd")


def replicators(
    name: str, hidden: int, count: int, dtype: torch.dtype, device: torch.device
) -> tuple[Tensor, Call]:
    """(weights [n, P], STEPS SR steps of them) by one contestant, all from the same particles."""
    initial = Particles.initial(hidden, count, torch.Generator().manual_seed(1), dtype)
    weights = initial.weights.to(device)
    if name == "autograd":
        batched = BatchedReplicators(weights, hidden, MOMENTUM)
        return batched.weights, partial(batched.replication_steps, STEPS, LR)
    kernel = kernels if name == "torch" else kernels_for(name, device)
    own, velocity = Particles(weights, hidden), torch.zeros_like(weights)
    return weights, partial(kernel.replication_steps, own, velocity, STEPS, LR, MOMENTUM)


def replicating(
    name: str, hidden: int, count: int, dtype: torch.dtype, device: torch.device
) -> Call:
    return replicators(name, hidden, count, dtype, device)[1]


def race_replicators(
    hidden: int, count: int, dtype: torch.dtype, device: torch.device, repeats: int, least: float
) -> dict[str, Timing]:
    """STEPS SR steps of `count` particles, {contestant: timing}."""
    makes = {
        name: partial(replicating, name, hidden, count, dtype, device)
        for name in contestants(device)
    }
    return race({name: Contestant(make) for name, make in makes.items()}, repeats, least)
