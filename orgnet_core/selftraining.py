"""Self-training of particles alone (paper, Def. 5): SR steps without an organism, watched."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from orgnet_core.fixpoints import classify
from orgnet_core.kernels import kernels_for
from orgnet_core.particles import WEIGHT, Particles


@dataclass(frozen=True, eq=False)
class SelfTraining:
    """K particles over k SR steps: arrays [k + 1, K], the state before the first step first."""

    loss: np.ndarray  # replication loss: mean over weights of (N ◁ N − N)²
    error: np.ndarray  # replication error: max over weights of |N ◁ N − N|
    weight: np.ndarray  # task weight, r[4]
    kind: np.ndarray  # uint8, fixpoints.Kind
    response: np.ndarray  # [k + 1, 5, K]: copy, three leaks, task weight


def self_train(
    weights: Tensor, hidden: int, steps: int, lr: float, momentum: float, kernel: str = "auto"
) -> SelfTraining:
    """`steps` SR steps of a copy of `weights` [n, K], from rest (no momentum gathered yet)."""
    particles = Particles(weights.clone(), hidden)
    velocity = torch.zeros_like(weights)
    step = kernels_for(kernel, weights.device).replication_steps
    states = [particles.weights.clone()]
    for _ in range(steps):
        step(particles, velocity, 1, lr, momentum)
        states.append(particles.weights.clone())
    # All states at once, as one population [n, (k + 1)·K] on the CPU.
    population = Particles(torch.cat(states, 1).cpu(), hidden)
    by_step = (steps + 1, weights.shape[1])
    response = population.response()
    return SelfTraining(
        loss=population.replication_loss().view(by_step).numpy(),
        error=population.replication_error().view(by_step).numpy(),
        weight=response[WEIGHT].view(by_step).numpy(),
        kind=classify(population).view(by_step).numpy(),
        response=response.view(-1, *by_step).movedim(0, 1).numpy(),
    )
