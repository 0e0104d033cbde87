"""How long kicked particles last, as the text counts it and as the authors' public code does.

Of the code both its noise, uniform with a random sign, and its counters, which run on over ten
lives: with these Fig. 4 comes out, while Fig. 7 is drawn as the text says.
"""

from dataclasses import dataclass

import numpy as np

from orgnet_core.endurance import PUBLIC_CODE, endure_sizes, growth, medians
from orgnet_core.particles import Particles


@dataclass(frozen=True)
class Lives:
    """Medians over particles and ten lives of self-applications until zero or divergence, a number
    for each of LEVELS; empty where there was nobody to kick."""

    by_life: list[float]  # Gaussian noise, counters reset
    running: list[float]  # uniform noise, counters running on
    growth: float  # of a small error in one self-application, the median; NaN for nobody


def lives_of(particles: Particles) -> Lives:
    """Kick each of them, of whatever kind, with noise of each size and let it apply itself."""
    if not particles.count:
        return Lives([], [], float("nan"))
    weights, hidden = particles.weights, particles.hidden
    return Lives(
        by_life=medians(endure_sizes(weights, hidden)).steps,
        running=medians(endure_sizes(weights, hidden, "uniform"), PUBLIC_CODE).steps,
        growth=float(np.median(growth(weights, hidden))),
    )
