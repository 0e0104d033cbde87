"""Self-training in closed form: many SR steps for all particles at once (paper, Def. 5).

The SR loss of one particle needs only Σw², s = Σ w·P and the constant G = PᵀP, so its gradient
with respect to the response is
    g_copy = 2/n·[(r_copy − 1)·Σw² + r_leaks·s],  g_leaks = 2/n·[(r_copy − 1)·s + G·r_leaks],
and zero for the task weight. Input and target are constants of each step.
"""

import torch
from torch import Tensor

from orgnet_core.particles import COPY, LEAKS, WEIGHT, Particles


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


def descend(weights: Tensor, gradient: Tensor, velocity: Tensor, lr: float, momentum: float):
    """One step of SGD with momentum, in place: v ← μv + g, w ← w − lr·v."""
    velocity.mul_(momentum).add_(gradient)
    weights.add_(velocity, alpha=-lr)


def replication_steps(
    particles: Particles, velocity: Tensor, steps: int, lr: float, momentum: float
) -> None:
    """`steps` SR steps in place on `particles.weights` and `velocity`, both [n, P]."""
    gradient = torch.empty_like(particles.weights)
    for _ in range(steps):
        particles.pull_back(replication_gradient(particles), into=gradient)
        descend(particles.weights, gradient, velocity, lr, momentum)
