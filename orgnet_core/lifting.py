"""Lifting: a dense net becomes an organism of exact self-replicators with the same function.

A particle can be a self-replicator with any task weight (constraint.py), and an organism computes
what the dense net of its particles' task weights computes. So every MLP without biases has such
organisms; which one, the seed decides. The way back is the paper's weight re-substitution
(section IV-B): `read_off`. Lifting is ours, not the paper's.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from orgnet_core.census import census
from orgnet_core.config import RunConfig
from orgnet_core.constraint import FROM_AFAR, constrain
from orgnet_core.fixpoints import Kind
from orgnet_core.organism import Organism
from orgnet_core.particles import INPUTS, WEIGHT, Particles
from orgnet_core.threads import one_thread
from orgnet_core.training import Trainer

LARGEST = 10_000.0  # |weight| that can be lifted in a time to wait for
_BLOCK = 16_384  # particles that move at once


@one_thread()
def lift(matrices: Sequence[Tensor], particle_hidden: int = 4, seed: int = 1) -> Particles:
    """Self-replicators in float64 whose task weights are those of a dense net, a matrix
    [cells, edges] a layer, to the last digits: weights of 0 exactly, no |weight| above LARGEST.

    They are the particles of that seed, moved by the smallest steps; then what their weights
    towards the task input cancel out among themselves is taken away.
    """
    target = torch.cat([matrix.flatten() for matrix in matrices]).double()
    generator = torch.Generator().manual_seed(seed)
    particles = Particles.initial(particle_hidden, len(target), generator, torch.float64)
    for start in range(0, len(target), _BLOCK):
        block = slice(start, start + _BLOCK)
        some = Particles(particles.weights[:, block].clone(), particle_hidden)
        constrain(some, target[block], FROM_AFAR)
        constrain(some, target[block], 1)  # Newton's method: twice as many digits
        _set_task_weight(some, target[block])
        particles.weights[:, block] = some.weights
    return particles


def all_replicate(particles: Particles) -> bool:
    """Whether every particle is a self-replicator: in float32 rounding keeps some from that whose
    task weight is above about 100."""
    return bool((census(particles).kind == Kind.SELF_REPLICATOR).all())


def read_off(organism: Organism, particles: Particles) -> list[Tensor]:
    """The dense net with an organism's function: a matrix [cells, edges] a layer."""
    return organism.matrices(particles.response()[WEIGHT])


def lifted_trainer(config: RunConfig, matrices: Sequence[Tensor]) -> Trainer:
    """The trainer of a run of that config whose organism is lifted from a dense net of its shape;
    in float64 where particles of the config's type could not all copy themselves."""
    particles = lift(matrices, config.particle_hidden, config.seed)
    weights = particles.weights.to(config.torch_dtype)
    if not all_replicate(Particles(weights, config.particle_hidden)):
        config = config.changed({"dtype": "float64"})
    trainer = Trainer(config)
    trainer.particles.weights.copy_(particles.weights)
    return trainer


def _set_task_weight(particles: Particles, target: Tensor) -> None:
    """r[4] = u·c with u = W3·W2 and c the weights towards the task input: the shortest such c is
    target·u/|u|², and rounding it leaves every digit of r[4] but the last."""
    w1, w2, w3 = particles.layers()
    u = torch.einsum("op,ohp->hp", w3, w2)
    w1[:, INPUTS - 1] = u * (target / u.square().sum(0))
