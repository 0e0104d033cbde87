"""The particles that a run begins with."""

import torch
from torch import Tensor

from orgnet_core.config import RunConfig
from orgnet_core.constraint import FROM_AFAR
from orgnet_core.kernels import kernels_for
from orgnet_core.organism import Organism
from orgnet_core.particles import WEIGHT, Particles

_STEPS = 50  # of Newton's method, towards a dense net's task weights


def initial_particles(config: RunConfig) -> Particles:
    """Those of a run of this config at step 0, on the CPU; self-replicators, where its first phase
    asks for them."""
    generator = torch.Generator().manual_seed(config.seed)
    count, dtype = config.organism.particles, config.torch_dtype
    particles = Particles.initial(config.particle_hidden, count, generator, dtype)
    if config.start == "dense":
        weight = dense_weights(config.organism, generator).to(dtype)
    elif config.phases[0].is_constrained:
        weight = particles.task_weight()
    else:
        return particles
    if config.phases[0].is_constrained:
        kernels_for(config.kernel, weight.device).constrain(particles, weight, FROM_AFAR)
    else:
        _set_task_weights(particles, weight)
    return particles


def dense_weights(organism: Organism, generator: torch.Generator) -> Tensor:
    """Task weights [P], float64, as PyTorch draws those of linear layers: uniform in ±1/√edges."""
    layers = [
        (2 * torch.rand(cells * edges, generator=generator, dtype=torch.float64) - 1) / edges**0.5
        for cells, edges in organism.shapes
    ]
    return torch.cat(layers)


def _set_task_weights(particles: Particles, target: Tensor) -> None:
    """The smallest change, in place, that gives particles these task weights, [P]; how they copy
    themselves changes with it as it may."""
    only = torch.zeros_like(particles.response())
    only[WEIGHT] = 1
    for _ in range(_STEPS):
        gradient = particles.pull_back(only)
        size = gradient.square().sum(0).clamp_min(1e-6)
        particles.weights.add_(gradient * ((target - particles.task_weight()) / size))
