"""How long kicked particles last (Fig. 4 and 7), and the two ways to count it.

By the text each life is counted by itself, after Gaussian noise. In the authors' code noise is
uniform with a random sign, and the counters run on over its ten seeds: what a particle of the third
has is the sum of three lives. Here each particle lives ten times.
"""

from dataclasses import dataclass

import numpy as np
import torch

from orgnet_core.particles import Particles
from orgnet_core.robustness import LEVELS, kick, self_apply

LIVES = 10


@dataclass(frozen=True)
class Lives:
    """Medians over particles and lives of self-applications until zero or divergence, a number for
    each of LEVELS; empty where there was nobody to kick."""

    by_life: list[float]  # Gaussian noise, counters reset
    running: list[float]  # uniform noise, counters running on


def lives_of(particles: Particles) -> Lives:
    """Kick each of them with noise of each size and let it apply itself, LIVES times."""
    if not particles.count:
        return Lives([], [])
    gaussian, uniform = _lived(particles, "gaussian"), _lived(particles, "uniform")
    return Lives(_medians(gaussian), _medians(uniform.cumsum(0)))


def _medians(lived: np.ndarray) -> list[float]:
    return np.median(lived, axis=(0, 2)).tolist()


def _lived(particles: Particles, noise: str) -> np.ndarray:
    """int [LIVES, levels, K]; all sizes in one go, a particle for each."""
    weights, levels = particles.weights, len(LEVELS)
    originals = weights.repeat(1, levels)
    found: list[np.ndarray] = []
    for life in range(LIVES):
        seeds = range(life * levels, (life + 1) * levels)
        kicked = [kick(weights, *each, noise) for each in zip(LEVELS, seeds, strict=True)]
        found.append(self_apply(torch.cat(kicked, 1), originals, particles.hidden).steps)
    return np.stack(found).reshape(LIVES, levels, -1)
