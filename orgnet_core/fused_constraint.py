"""The steps of `constraint`, compiled for the CPU: a block of particles goes through all its steps
in cache, with the particles along the vector lanes (see `fused`).

Local names follow the algebra there: w weights, a = W2·W1, b = W3·W2, x what r still misses and
then λ, m the lower half of J·Jᵀ and then its Cholesky factor, row by row.
"""

import numpy as np
from torch import Tensor

from orgnet_core.blocks import LANES, SHARED, Width, at, load, store
from orgnet_core.compilation import Array, compiled
from orgnet_core.constraint import CLOSE, ENOUGH, LONGEST, MOST, NEAR, PATIENCE, TINY
from orgnet_core.particles import INPUTS, Particles
from orgnet_core.threads import in_blocks

HALF = 15  # numbers in the lower half of a matrix of INPUTS rows


def constrain(particles: Particles, target: Tensor, most: int = MOST) -> None:
    """As `constraint.constrain`."""
    weights, wanted = particles.weights.numpy(), target.numpy()
    positions, width = particles.positions.numpy(), (0,) * particles.hidden

    def move(start: int, stop: int) -> None:
        constrain_all(weights, wanted, positions, width, most, start, stop)

    in_blocks(move, particles.count, LANES, particles.weights.numel() >= SHARED)


@compiled
def constrain_all(
    weights: Array, target: Array, positions: Array, width: Width, most: int,
    start: int, stop: int,
) -> None:  # fmt: skip
    h, real = len(width), weights.dtype
    w, a = np.zeros(len(weights) * LANES, real), np.empty(INPUTS * h * LANES, real)
    b, x = np.empty(h * LANES, real), np.empty(INPUTS * LANES, real)
    m, wanted = np.empty(HALF * LANES, real), np.zeros(LANES, real)
    moves = np.empty(LANES, real)  # 1 of a particle that has not come to it, or 0
    for first in range(start, stop, LANES):
        size = min(LANES, stop - first)
        load(weights, first, size, w)
        wanted[:size] = target[first : first + size]
        _not_cut(w, size, moves)
        for step in range(most + 1):
            _inner_products(w, width, a, b)
            _missing(w, a, width, wanted, x)
            if step > 0:
                enough = ENOUGH if step <= PATIENCE else NEAR
                if not _still_moving(w, x, positions, wanted, enough, size, moves):
                    break
            if step < most:
                _gram(w, a, b, width, m)
                _solve(m, x, moves)
                _move(w, a, b, x, width)
        store(w, first, size, weights)


@compiled
def _not_cut(w: Array, size: int, moves: Array) -> None:
    """1 in `moves` for a particle of the block that is not all zero, else 0."""
    moves[:] = 0
    for row in range(w.size // LANES):
        for lane in range(size):
            if w[at(row, lane)] != 0:
                moves[lane] = 1


@compiled
def _inner_products(w: Array, width: Width, a: Array, b: Array) -> None:
    """a = W2·W1 and b = W3·W2."""
    h = len(width)
    second, third = 5 * h, 5 * h + h * h
    a[:] = 0
    b[:] = 0
    for o in range(h):
        for j in range(h):
            for lane in range(LANES):
                x = w[at(second + o * h + j, lane)]
                b[at(j, lane)] += w[at(third + o, lane)] * x
                for i in range(INPUTS):
                    a[at(5 * o + i, lane)] += x * w[at(5 * j + i, lane)]


@compiled
def _missing(w: Array, a: Array, width: Width, wanted: Array, x: Array) -> None:
    """x = (1, 0, 0, 0, wanted) − W3·a."""
    h = len(width)
    third = 5 * h + h * h
    x[:] = 0
    for o in range(h):
        for lane in range(LANES):
            for i in range(INPUTS):
                x[at(i, lane)] -= w[at(third + o, lane)] * a[at(5 * o + i, lane)]
    for lane in range(LANES):
        x[lane] += w.dtype.type(1)
        x[at(4, lane)] += wanted[lane]


@compiled
def _still_moving(
    w: Array, x: Array, positions: Array, wanted: Array, enough: float, size: int, moves: Array
) -> bool:
    """Whether any is; of those that have come to it, `moves` becomes 0."""
    worst = np.zeros(LANES, w.dtype)
    for row in range(len(positions)):
        layer, cell, edge = positions[row, 0], positions[row, 1], positions[row, 2]
        for lane in range(LANES):
            error = x[lane] * w[at(row, lane)] + layer * x[at(1, lane)]
            error = abs(error + cell * x[at(2, lane)] + edge * x[at(3, lane)])
            worst[lane] = error if error > worst[lane] or error != error else worst[lane]
    moving = False
    for lane in range(size):
        close = CLOSE * (1 + abs(wanted[lane]))
        if worst[lane] < enough and abs(x[at(4, lane)]) <= close:
            moves[lane] = 0
        moving = moving or moves[lane] > 0
    return moving


@compiled
def _gram(w: Array, a: Array, b: Array, width: Width, m: Array) -> None:
    """m = J·Jᵀ = |b|²·I + |W3|²·W1ᵀ·W1 + aᵀ·a, and a little on the diagonal."""
    h, real = len(width), w.dtype
    third = 5 * h + h * h
    last, whole = np.zeros(LANES, real), np.zeros(LANES, real)
    m[:] = 0
    for o in range(h):
        for lane in range(LANES):
            last[lane] += w[at(third + o, lane)] * w[at(third + o, lane)]
            whole[lane] += b[at(o, lane)] * b[at(o, lane)]
    for i in range(INPUTS):
        for k in range(i + 1):
            row = i * (i + 1) // 2 + k
            for o in range(h):
                for lane in range(LANES):
                    outer = w[at(5 * o + i, lane)] * w[at(5 * o + k, lane)]
                    inner = a[at(5 * o + i, lane)] * a[at(5 * o + k, lane)]
                    m[at(row, lane)] += last[lane] * outer + inner
    last[:] = 0
    for i in range(INPUTS):
        for lane in range(LANES):
            last[lane] += m[at(i * (i + 3) // 2, lane)] + whole[lane]
    little = real.type(np.finfo(real).eps)
    for i in range(INPUTS):
        for lane in range(LANES):
            m[at(i * (i + 3) // 2, lane)] += whole[lane] + little * last[lane] + real.type(TINY)


@compiled
def _solve(m: Array, x: Array, moves: Array) -> None:
    """x ← m⁻¹·x by Cholesky's factors, shortened so that the step is no longer than LONGEST; 0
    where nothing moves."""
    real, least = m.dtype.type, m.dtype.type(1e-20)
    share = np.zeros(LANES, m.dtype)
    for i in range(INPUTS):
        for k in range(i + 1):
            row = i * (i + 1) // 2 + k
            for e in range(k):
                left, right = i * (i + 1) // 2 + e, k * (k + 1) // 2 + e
                for lane in range(LANES):
                    m[at(row, lane)] -= m[at(left, lane)] * m[at(right, lane)]
            for lane in range(LANES):
                if k < i:
                    m[at(row, lane)] /= m[at(k * (k + 3) // 2, lane)]
                else:
                    m[at(row, lane)] = np.sqrt(max(m[at(row, lane)], least))
        for k in range(i):
            for lane in range(LANES):
                x[at(i, lane)] -= m[at(i * (i + 1) // 2 + k, lane)] * x[at(k, lane)]
        for lane in range(LANES):
            x[at(i, lane)] /= m[at(i * (i + 3) // 2, lane)]
            share[lane] += x[at(i, lane)] * x[at(i, lane)]  # |δ|² = λ·J·Jᵀ·λ
    for lane in range(LANES):
        share[lane] = moves[lane] * real(LONGEST) / max(real(LONGEST), np.sqrt(share[lane]))
    for i in range(INPUTS - 1, -1, -1):
        for k in range(i + 1, INPUTS):
            for lane in range(LANES):
                x[at(i, lane)] -= m[at(k * (k + 1) // 2 + i, lane)] * x[at(k, lane)]
        for lane in range(LANES):
            x[at(i, lane)] /= m[at(i * (i + 3) // 2, lane)]
    for i in range(INPUTS):
        for lane in range(LANES):
            x[at(i, lane)] *= share[lane]


@compiled
def _move(w: Array, a: Array, b: Array, x: Array, width: Width) -> None:
    """w ← w + Jᵀ·x: W1 by bᵀ·x, W2 by W3ᵀ·(W1·x)ᵀ, W3 by a·x, each as it was before."""
    h, real = len(width), w.dtype
    second, third = 5 * h, 5 * h + h * h
    through = np.zeros(h * LANES, real)
    for j in range(h):
        for lane in range(LANES):
            for i in range(INPUTS):
                through[at(j, lane)] += w[at(5 * j + i, lane)] * x[at(i, lane)]
            for i in range(INPUTS):
                w[at(5 * j + i, lane)] += b[at(j, lane)] * x[at(i, lane)]
    for o in range(h):
        for lane in range(LANES):
            above, change = w[at(third + o, lane)], real.type(0)
            for j in range(h):
                w[at(second + o * h + j, lane)] += above * through[at(j, lane)]
            for i in range(INPUTS):
                change += a[at(5 * o + i, lane)] * x[at(i, lane)]
            w[at(third + o, lane)] += change
