"""The steps of `kernels`, compiled for the CPU and fused into one pass over memory.

Particles are independent, so a block of them is loaded once, trained for all its steps in cache,
and stored. The innermost loops run over the block's particles, its lanes, which the compiler turns
into vector instructions; within one of them go as many weights as depend on the same numbers, since
what costs is loading and storing. The interpreter lock is released meanwhile.

For that the compiler has to know the size of a particle and the distance of rows: a particle's
hidden width comes as a tuple of that length, and a block's rows lie LANES apart in flat arrays. So
each size of particle is compiled for itself, when it is first used.

Local names follow the algebra in `kernels`: w weights, v velocity, u = W3·W2, q = W1·g,
m = (Σw², Σ w·P), r response, g its gradient. Rows of w are ordered layer, cell, edge.
"""

import numpy as np
import torch
from torch import Tensor

from orgnet_core import census as counting
from orgnet_core import leave_one_out as removal
from orgnet_core.blocks import LANES, SHARED, Width, at, load, store
from orgnet_core.census import census as census
from orgnet_core.compilation import Array, compiled
from orgnet_core.fused_constraint import constrain as constrain
from orgnet_core.leave_one_out import leave_one_out as leave_one_out
from orgnet_core.particles import Particles
from orgnet_core.threads import in_blocks


def replication_steps(
    particles: Particles, velocity: Tensor, steps: int, lr: float, momentum: float
) -> Tensor:
    """As `kernels.replication_steps`."""
    weights, speed = particles.weights.numpy(), velocity.numpy()
    task_weight = np.empty(particles.count, weights.dtype)
    real, width = weights.dtype.type, (0,) * particles.hidden
    positions, gram = particles.positions.numpy(), particles.gram.numpy()
    rate, keep, scale = real(lr), real(momentum), real(2 / particles.n)

    def train(start: int, stop: int) -> None:
        train_replication(
            weights, speed, positions, gram, width,
            steps, scale, rate, keep, task_weight, start, stop,
        )  # fmt: skip

    in_blocks(train, particles.count, LANES, particles.weights.numel() >= SHARED)
    return torch.as_tensor(task_weight)


def task_step(
    particles: Particles, velocity: Tensor, slope: Tensor, lr: float, momentum: float
) -> None:
    """As `kernels.task_step`."""
    weights, speed, pull = particles.weights.numpy(), velocity.numpy(), slope.numpy()
    real, width = weights.dtype.type, (0,) * particles.hidden

    def train(start: int, stop: int) -> None:
        train_task(weights, speed, pull, width, real(lr), real(momentum), start, stop)

    in_blocks(train, particles.count, LANES, particles.weights.numel() >= SHARED)


def warm_up(dtype: torch.dtype, hidden: int) -> None:
    """Compile for particles of that kind, or load what was compiled before: seconds at first."""
    particles = Particles(torch.zeros(hidden**2 + 6 * hidden, 1, dtype=dtype), hidden)
    velocity = torch.zeros_like(particles.weights)
    weight = replication_steps(particles, velocity, 1, 0.0, 0.0)
    task_step(particles, velocity, weight, 0.0, 0.0)
    removal.warm_up(dtype)
    counting.warm_up(dtype)


@compiled
def train_replication(
    weights: Array, velocity: Array, positions: Array, gram: Array, width: Width, steps: int,
    scale: float, lr: float, momentum: float, task_weight: Array, start: int, stop: int,
) -> None:  # fmt: skip
    h, real = len(width), weights.dtype
    w, v = np.zeros(len(weights) * LANES, real), np.zeros(len(weights) * LANES, real)
    u, q = np.empty(h * LANES, real), np.empty(h * LANES, real)
    g, m = np.empty(4 * LANES, real), np.empty(4 * LANES, real)
    for first in range(start, stop, LANES):
        size = min(LANES, stop - first)
        load(weights, first, size, w)
        load(velocity, first, size, v)
        for _ in range(steps):
            _last_two_layers(w, width, u)
            _measure_first(w, u, width, positions, g, m)
            _measure_second(w, width, positions, m)
            _gradient(w, width, positions, gram, scale, m, g)
            _descend_first(w, v, u, g, width, lr, momentum, q)
            _descend_upper(w, v, q, width, lr, momentum)
        store(w, first, size, weights)
        store(v, first, size, velocity)
        _last_two_layers(w, width, u)
        for lane in range(size):
            total = u[lane] * w[at(4, lane)]
            for j in range(1, h):
                total += u[at(j, lane)] * w[at(5 * j + 4, lane)]
            task_weight[first + lane] = total


@compiled
def train_task(
    weights: Array, velocity: Array, slope: Array, width: Width, lr: float, momentum: float,
    start: int, stop: int,
) -> None:  # fmt: skip
    h, real = len(width), weights.dtype
    w, v = np.zeros(len(weights) * LANES, real), np.zeros(len(weights) * LANES, real)
    u, q, g = np.empty(h * LANES, real), np.empty(h * LANES, real), np.zeros(LANES, real)
    for first in range(start, stop, LANES):
        size = min(LANES, stop - first)
        load(weights, first, size, w)
        load(velocity, first, size, v)
        g[:size] = slope[first : first + size]
        _last_two_layers(w, width, u)
        for j in range(h):
            for lane in range(LANES):
                q[at(j, lane)] = w[at(5 * j + 4, lane)] * g[lane]
        for j in range(h):
            for lane in range(LANES):
                for i in range(4):
                    _descend(w, v, at(5 * j + i, lane), w.dtype.type(0), lr, momentum)
                gradient = u[at(j, lane)] * g[lane]
                _descend(w, v, at(5 * j + 4, lane), gradient, lr, momentum)
        _descend_upper(w, v, q, width, lr, momentum)
        store(w, first, size, weights)
        store(v, first, size, velocity)


@compiled
def _last_two_layers(w: Array, width: Width, u: Array) -> None:
    """u = W3·W2."""
    h = len(width)
    second, third = 5 * h, 5 * h + h * h
    for j in range(h):
        for lane in range(LANES):
            total = w[at(third, lane)] * w[at(second + j, lane)]
            for o in range(1, h):
                total += w[at(third + o, lane)] * w[at(second + o * h + j, lane)]
            u[at(j, lane)] = total


@compiled
def _measure_first(w: Array, u: Array, width: Width, positions: Array, r: Array, m: Array) -> None:
    """r = u·W1 without the task weight, which replication leaves alone, and W1's part of m."""
    r[:] = 0
    m[:] = 0
    for j in range(len(width)):
        cell = positions[5 * j, 1]
        for lane in range(LANES):
            squares, total, edges = m[lane], w.dtype.type(0), m[at(3, lane)]
            for i in range(5):
                x = w[at(5 * j + i, lane)]
                squares, total, edges = squares + x * x, total + x, edges + positions[i, 2] * x
                if i < 4:
                    r[at(i, lane)] += u[at(j, lane)] * x
            m[lane], m[at(3, lane)] = squares, edges
            m[at(2, lane)] += cell * total


@compiled
def _measure_second(w: Array, width: Width, positions: Array, m: Array) -> None:
    """W2's part of m."""
    h = len(width)
    second = 5 * h
    for o in range(h):
        layer, cell = positions[second, 0], positions[second + o * h, 1]
        for lane in range(LANES):
            squares, total, edges = m[lane], w.dtype.type(0), m[at(3, lane)]
            for j in range(h):
                x = w[at(second + o * h + j, lane)]
                squares, total = squares + x * x, total + x
                edges += positions[second + j, 2] * x
            m[lane], m[at(3, lane)] = squares, edges
            m[at(1, lane)] += layer * total
            m[at(2, lane)] += cell * total


@compiled
def _gradient(
    w: Array, width: Width, positions: Array, gram: Array, scale: float, m: Array, g: Array
) -> None:
    """Gradient of the SR loss with respect to (copy, leaks), where these stand in g."""
    h = len(width)
    third = 5 * h + h * h
    for lane in range(LANES):
        squares, layers, cells, edges = m[lane], m[at(1, lane)], m[at(2, lane)], m[at(3, lane)]
        for o in range(h):  # W3's part of m; it has one cell, 0
            x = w[at(third + o, lane)]
            squares, layers = squares + x * x, layers + positions[third, 0] * x
            edges += positions[third + o, 2] * x
        miss = g[lane] - w.dtype.type(1)
        a, b, c = g[at(1, lane)], g[at(2, lane)], g[at(3, lane)]
        g[lane] = scale * (miss * squares + a * layers + b * cells + c * edges)
        for k, moment in enumerate((layers, cells, edges)):
            pull = gram[k, 0] * a + gram[k, 1] * b + gram[k, 2] * c
            g[at(1 + k, lane)] = scale * (miss * moment + pull)


@compiled
def _descend_first(
    w: Array, v: Array, u: Array, g: Array, width: Width, lr: float, momentum: float, q: Array
) -> None:
    """W1 by uᵀ·g; q as it was before."""
    for j in range(len(width)):
        for lane in range(LANES):
            through = w.dtype.type(0)
            for i in range(4):
                through += w[at(5 * j + i, lane)] * g[at(i, lane)]
                gradient = u[at(j, lane)] * g[at(i, lane)]
                _descend(w, v, at(5 * j + i, lane), gradient, lr, momentum)
            _descend(w, v, at(5 * j + 4, lane), w.dtype.type(0), lr, momentum)
            q[at(j, lane)] = through


@compiled
def _descend_upper(w: Array, v: Array, q: Array, width: Width, lr: float, momentum: float) -> None:
    """W2 by W3ᵀ·qᵀ, and W3 by W2·q as it was before."""
    h = len(width)
    second, third = 5 * h, 5 * h + h * h
    for o in range(h):
        for lane in range(LANES):
            above, through = w[at(third + o, lane)], w.dtype.type(0)
            for j in range(h):
                here = at(second + o * h + j, lane)
                through += w[here] * q[at(j, lane)]
                _descend(w, v, here, above * q[at(j, lane)], lr, momentum)
            _descend(w, v, at(third + o, lane), through, lr, momentum)


@compiled
def _descend(w: Array, v: Array, at: int, gradient: float, lr: float, momentum: float) -> None:
    """One SGD step of one weight."""
    step = momentum * v[at] + gradient
    v[at] = step
    w[at] -= lr * step
