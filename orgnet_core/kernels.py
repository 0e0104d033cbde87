"""The two kinds of training step in closed form, for all particles at once.

Self-training (paper, Def. 5): the SR loss of one particle needs only Σw², s = Σ w·P and the
constant G = PᵀP, so its gradient with respect to the response is
    g_copy = 2/n·[(r_copy − 1)·Σw² + r_leaks·s],  g_leaks = 2/n·[(r_copy − 1)·s + G·r_leaks],
and zero for the task weight. Input and target are constants of each step.

The task reaches a particle as one number, ∂L/∂r_weight.

This is the plain-torch twin, for any device; `fused` does the same in one pass over memory on
the CPU. Both are `Kernels`.
"""

from typing import Literal, Protocol

import torch
from torch import Tensor

from orgnet_core.constraint import MOST
from orgnet_core.constraint import constrain as constrain
from orgnet_core.fixpoints import EPSILON, Census
from orgnet_core.fixpoints import census as census
from orgnet_core.measures import LeaveOneOut
from orgnet_core.measures import leave_one_out as leave_one_out
from orgnet_core.particles import COPY, LEAKS, WEIGHT, Particles

Kernel = Literal["auto", "fused", "torch"]


class Kernels(Protocol):
    """A module of training steps, said below, and of the two longest measurements of a snapshot."""

    @property
    def leave_one_out(self) -> LeaveOneOut: ...

    def census(self, particles: Particles, epsilon: float = EPSILON) -> Census: ...

    def replication_steps(
        self, particles: Particles, velocity: Tensor, steps: int, lr: float, momentum: float
    ) -> Tensor: ...

    def task_step(
        self, particles: Particles, velocity: Tensor, slope: Tensor, lr: float, momentum: float
    ) -> None: ...

    def constrain(self, particles: Particles, target: Tensor, most: int = MOST) -> None: ...

    def warm_up(self, dtype: torch.dtype, hidden: int, /) -> None: ...


def is_compiled(name: str, device: torch.device) -> bool:
    """Whether what is compiled is to be used: where it can run, unless the other is forced."""
    return name == "fused" or (name == "auto" and device.type == "cpu")


def kernels_for(name: str, device: torch.device) -> Kernels:
    """The module whose steps are to be used."""
    from orgnet_core import fused, kernels  # the latter is this module

    return fused if is_compiled(name, device) else kernels


def replication_steps(
    particles: Particles, velocity: Tensor, steps: int, lr: float, momentum: float
) -> Tensor:
    """`steps` SR steps in place on `particles.weights` and `velocity`, both [n, P].

    Returns the particles' task weights afterwards, [P].
    """
    gradient = torch.empty_like(particles.weights)
    for _ in range(steps):
        particles.pull_back(replication_gradient(particles), into=gradient)
        _descend(particles.weights, gradient, velocity, lr, momentum)
    return particles.response()[WEIGHT]


def task_step(
    particles: Particles, velocity: Tensor, slope: Tensor, lr: float, momentum: float
) -> None:
    """One task step in place, given the slope ∂L/∂r_weight of every particle, [P]."""
    g = torch.zeros(WEIGHT + 1, particles.count, dtype=slope.dtype, device=slope.device)
    g[WEIGHT] = slope
    _descend(particles.weights, particles.pull_back(g), velocity, lr, momentum)


def warm_up(_dtype: torch.dtype, _hidden: int) -> None:
    """Nothing to compile here."""


def replication_gradient(particles: Particles) -> Tensor:
    """Gradient of each particle's SR loss with respect to its response, [5, P]."""
    w, r = particles.weights, particles.response()
    squares, moments = (w * w).sum(0), particles.positions.T @ w
    miss, leaks = r[COPY] - 1, r[LEAKS]
    g = torch.empty_like(r)
    g[COPY] = miss * squares + (leaks * moments).sum(0)
    g[LEAKS] = miss * moments + particles.gram @ leaks
    g[WEIGHT] = 0
    return g.mul_(2 / particles.n)


def _descend(
    weights: Tensor, gradient: Tensor, velocity: Tensor, lr: float, momentum: float
) -> None:
    """One step of SGD with momentum, in place: v ← μv + g, w ← w − lr·v."""
    velocity.mul_(momentum).add_(gradient)
    weights.add_(velocity, alpha=-lr)
