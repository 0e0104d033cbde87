"""Every particle's response, how well it replicates and its kind, compiled for the CPU: the twin of
`fixpoints.census`, which says in plain torch what is done.

A block of particles is read once and self-applied twice in cache. The innermost loops run over the
block's particles, its lanes. The interpreter lock is released meanwhile.
"""

import numpy as np
import torch

from orgnet_core.compilation import Array, compiled
from orgnet_core.fixpoints import EPSILON, Census, Kind
from orgnet_core.particles import INPUTS, Particles
from orgnet_core.threads import in_blocks

LANES = 256  # in a block
SHARED = 100_000  # particles; from here on threads share them
DIVERGENT, ZERO, SELF_REPLICATOR, SECONDARY, OTHER = map(
    int, (Kind.DIVERGENT, Kind.ZERO, Kind.SELF_REPLICATOR, Kind.SECONDARY, Kind.OTHER)
)


def census(particles: Particles, epsilon: float = EPSILON) -> Census:
    """As `fixpoints.census`."""
    weights, count = particles.weights.numpy(), particles.count
    positions, near = particles.positions.numpy(), weights.dtype.type(epsilon)
    response = np.empty((INPUTS, count), weights.dtype)
    error, loss = np.empty((2, count), weights.dtype)
    kind = np.empty(count, np.uint8)

    def count_them(start: int, stop: int) -> None:
        _census(
            weights, positions, particles.hidden, near, response, error, loss, kind, start, stop
        )

    in_blocks(count_them, count, LANES, count >= SHARED)
    return Census(*(torch.as_tensor(each) for each in (response, error, loss, kind)))


def warm_up(dtype: torch.dtype) -> None:
    """Compile for `dtype`, or load what was compiled before."""
    census(Particles(torch.zeros(7, 1, dtype=dtype), 1))


@compiled
def _census(
    weights: Array, positions: Array, hidden: int, epsilon: float,
    response: Array, error: Array, loss: Array, kind: np.ndarray, start: int, stop: int,
) -> None:  # fmt: skip
    n, real = len(weights), weights.dtype
    w, once, twice = np.zeros((3, n, LANES), real)
    u, r = np.zeros((hidden, LANES), real), np.zeros((5, LANES), real)
    most, misses, misses_again, mean = np.zeros((4, LANES), real)
    for first in range(start, stop, LANES):
        size = min(LANES, stop - first)
        some = slice(first, first + size)
        w[:, :size] = weights[:, some]
        _largest(w, most)
        _respond(w, hidden, u, r)
        response[:, some] = r[:, :size]
        _replicate(w, r, positions, once, w, misses, mean)
        error[some], loss[some] = misses[:size], mean[:size]
        _respond(once, hidden, u, r)
        _replicate(once, r, positions, twice, w, misses_again, mean)
        for lane in range(size):
            kind[first + lane] = _kind(most[lane], misses[lane], misses_again[lane], epsilon)


@compiled
def _respond(w: Array, hidden: int, u: Array, r: Array) -> None:
    """u = W3·W2 and r = u·W1."""
    second, third = 5 * hidden, 5 * hidden + hidden * hidden
    u[:] = 0
    r[:] = 0
    for o in range(hidden):
        for j in range(hidden):
            above, here, through = w[third + o], w[second + o * hidden + j], u[j]
            for lane in range(LANES):
                through[lane] += above[lane] * here[lane]
    for j in range(hidden):
        for i in range(5):
            through, here, total = u[j], w[5 * j + i], r[i]
            for lane in range(LANES):
                total[lane] += through[lane] * here[lane]


@compiled
def _replicate(
    w: Array, r: Array, positions: Array, onto: Array, original: Array, worst: Array, mean: Array
) -> None:
    """The weights that particles w write for themselves. How far they are from `original`: max over
    weights of the distance, and the mean of its square; NaN where one is."""
    copy, layer, cell, edge = r[0], r[1], r[2], r[3]
    worst[:] = 0
    mean[:] = 0
    for row in range(len(w)):
        before, after, same, (a, b, c) = w[row], onto[row], original[row], positions[row]
        for lane in range(LANES):
            leak = a * layer[lane] + b * cell[lane] + c * edge[lane]
            written = copy[lane] * before[lane] + leak
            after[lane] = written
            miss = abs(written - same[lane])
            mean[lane] += miss * miss
            worst[lane] = miss if miss > worst[lane] else worst[lane]
    for lane in range(LANES):
        mean[lane] /= len(w)
        worst[lane] = mean[lane] if mean[lane] != mean[lane] else worst[lane]


@compiled
def _largest(w: Array, most: Array) -> None:
    """max over weights of |w|; NaN where one is not finite."""
    most[:] = 0
    for row in range(len(w)):
        here = w[row]
        for lane in range(LANES):
            size, nothing = abs(here[lane]), here[lane] - here[lane]  # or NaN
            most[lane] = (size if size > most[lane] else most[lane]) + nothing


@compiled
def _kind(most: float, once: float, twice: float, epsilon: float) -> int:
    """Of a particle's largest weight and its largest misses after one and two self-applications."""
    if most != most:  # NaN
        return DIVERGENT
    if most <= epsilon:
        return ZERO
    if once < epsilon:
        return SELF_REPLICATOR
    return SECONDARY if twice < epsilon else OTHER
