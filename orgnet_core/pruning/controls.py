"""Controls: the questions that a cut which costs little has to answer."""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.fixpoints import Kind
from orgnet_core.kernels import kernels_for
from orgnet_core.particles import Particles
from orgnet_core.phases import Phase
from orgnet_core.pruning.criteria import ranking
from orgnet_core.pruning.evaluation import Score, evaluate
from orgnet_core.pruning.specimen import Specimen, particle_tensor
from orgnet_core.tasks import TASKS

EPSILONS = (1e-7, 1e-2)  # between which a self-replicator may be told from the rest


def matched_in_layers(
    specimen: Specimen, cut: np.ndarray, criterion: str = "random", seed: int = 0
) -> np.ndarray:
    """As many particles of each layer as in `cut`, bool [P], those that a criterion cuts first.

    At random, this is `cut` shuffled within the layers: does it matter which particles are cut, or
    only how many of which layers? By another criterion: would it have found as good ones there?
    """
    order, layer = ranking(specimen, criterion, seed), specimen.organism.positions()[0]
    matched = np.zeros_like(cut)
    for number in range(len(specimen.organism.shapes)):
        members = order[layer[order] == number]
        matched[members[: cut[layer == number].sum()]] = True
    return matched


def random_draws(
    specimen: Specimen, cut: np.ndarray, draws: int = 20, seed: int = 0
) -> list[Score]:
    """Scores after so many different shuffles of `cut` within the layers."""
    seeds = np.random.SeedSequence(seed).generate_state(draws)
    return [evaluate(specimen, matched_in_layers(specimen, cut, seed=each)) for each in seeds]


def on_dark_pixels(config: RunConfig) -> np.ndarray:
    """bool [P], where a particle reads a dark pixel (Fig. 10); `cut & ~on_dark_pixels(config)`
    leaves them out. Raises InputError where the task has no picture."""
    picture = TASKS[config.task].picture
    if picture is None:
        raise InputError(f"{config.task} reads no pictures: no dark pixels.")
    layer, _, pixel = config.organism.positions()
    return (layer == 0) & np.isin(pixel, picture.dark)


def relabelled(specimen: Specimen, epsilon: float) -> Specimen:
    """Self-replicators told by another ε, from 1e-7 to 1e-2, the order of Def. 3's tests kept.

    Only replication errors are looked at: what is zero, secondary or divergent stays so as it was
    recorded, unless a secondary one is now a self-replicator. Raises InputError.
    """
    low, high = EPSILONS
    if not low <= epsilon <= high:
        allowed = f"epsilon must be a number from {low:g} to {high:g}, not {epsilon:g}."
        raise InputError(allowed)
    fixed = np.isin(specimen.kind, (Kind.ZERO, Kind.DIVERGENT))
    kind = np.where(specimen.replicators, Kind.OTHER, specimen.kind)
    kind[(specimen.replication_error < epsilon) & ~fixed] = Kind.SELF_REPLICATOR
    return replace(specimen, kind=kind.astype(np.uint8))


def replicated(
    config: RunConfig,
    particle_weights: np.ndarray | Tensor,
    steps: int,
    phase: Phase,
    velocity: np.ndarray | Tensor | None = None,
) -> Specimen:
    """The organism after `steps` more SR steps at the phase's rate, the task frozen.

    With `phase.replication_steps` of them it is the organism just before a task step, where more
    particles qualify. Weights and the replication job's momentum are [n, P]. Where the phase
    restarts that, as in training, or it is not given, the particles set off from rest; where
    training keeps it, fewer qualify so.
    """
    particles = Particles(particle_tensor(config, particle_weights), config.particle_hidden)
    if velocity is None or phase.replication_momentum == "restarted":
        velocity = torch.zeros_like(particles.weights)
    velocity = particle_tensor(config, velocity)
    kernels = kernels_for(config.kernel, velocity.device)
    kernels.replication_steps(particles, velocity, steps, phase.replication_lr, phase.momentum)
    return Specimen.of_particles(config, particles.weights)
