"""The steps of `kernels`, compiled for the CPU and fused into one pass over memory.

Particles are independent, so a block of them is loaded once, trained for all its steps in cache,
and stored. The innermost loops run over the block's particles, its lanes, which the compiler turns
into vector instructions. The interpreter lock is released meanwhile.

Local names follow the algebra in `kernels`: w weights, v velocity, u = W3·W2, q = W1·g,
m = (Σw², Σ w·P), r response, g its gradient.
"""

import numpy as np
import torch
from torch import Tensor

from orgnet_core import leave_one_out as removal
from orgnet_core.elementwise import compiled as _compiled
from orgnet_core.leave_one_out import leave_one_out as leave_one_out
from orgnet_core.particles import Particles

LANES = 160  # the most in a block: at h = 2 all that it works with fills a core's 32 kB
VECTOR = 16  # lanes come in whole vectors, the widest of float32
Array = np.ndarray  # of the particles' dtype


def replication_steps(
    particles: Particles, velocity: Tensor, steps: int, lr: float, momentum: float
) -> Tensor:
    """As `kernels.replication_steps`."""
    weights = particles.weights.numpy()
    task_weight = np.empty(particles.count, weights.dtype)
    real = weights.dtype.type
    _replication_steps(
        weights, velocity.numpy(), particles.positions.numpy(), particles.gram.numpy(),
        particles.hidden, steps, real(2 / particles.n), real(lr), real(momentum), task_weight,
    )  # fmt: skip
    return torch.as_tensor(task_weight)


def task_step(
    particles: Particles, velocity: Tensor, slope: Tensor, lr: float, momentum: float
) -> None:
    """As `kernels.task_step`."""
    weights = particles.weights.numpy()
    real = weights.dtype.type
    _task_step(weights, velocity.numpy(), slope.numpy(), particles.hidden, real(lr), real(momentum))


def warm_up(dtype: torch.dtype) -> None:
    """Compile for `dtype`, or load what was compiled before: seconds the first time."""
    particles = Particles(torch.zeros(7, 1, dtype=dtype), 1)
    velocity = torch.zeros_like(particles.weights)
    weight = replication_steps(particles, velocity, 1, 0.0, 0.0)
    task_step(particles, velocity, weight, 0.0, 0.0)
    removal.warm_up(dtype)
    _warm.add(dtype)


def is_warm(dtype: torch.dtype) -> bool:
    return dtype in _warm


_warm: set[torch.dtype] = set()


@_compiled
def _replication_steps(
    weights: Array, velocity: Array, positions: Array, gram: Array,
    h: int, steps: int, scale: float, lr: float, momentum: float, task_weight: Array,
) -> None:  # fmt: skip
    n, count = weights.shape
    real, lanes = weights.dtype, _lanes(count)
    w, v = np.zeros((n, lanes), real), np.zeros((n, lanes), real)
    u, q, d3 = np.empty((h, lanes), real), np.empty((h, lanes), real), np.empty((h, lanes), real)
    m, r, g = np.empty((4, lanes), real), np.empty((4, lanes), real), np.empty((4, lanes), real)
    for start in range(0, count, lanes):
        size = min(lanes, count - start)
        _load(weights, velocity, start, size, w, v)
        for _ in range(steps):
            _last_two_layers(w, h, u)
            _response(w, u, h, r)
            _moments(w, positions, m)
            _gradient(r, m, gram, scale, g)
            _descend_replication(w, v, u, g, q, d3, h, lr, momentum)
        _store(w, v, start, size, weights, velocity)
        _last_two_layers(w, h, u)
        for lane in range(size):
            task_weight[start + lane] = 0
        for j in range(h):
            for lane in range(size):
                task_weight[start + lane] += u[j, lane] * w[5 * j + 4, lane]


@_compiled
def _task_step(
    weights: Array, velocity: Array, slope: Array, h: int, lr: float, momentum: float
) -> None:
    n, count = weights.shape
    real, lanes = weights.dtype, _lanes(count)
    w, v = np.zeros((n, lanes), real), np.zeros((n, lanes), real)
    u, q, d3 = np.empty((h, lanes), real), np.empty((h, lanes), real), np.empty((h, lanes), real)
    g = np.zeros((1, lanes), real)
    for start in range(0, count, lanes):
        size = min(lanes, count - start)
        _load(weights, velocity, start, size, w, v)
        for lane in range(size):
            g[0, lane] = slope[start + lane]
        _last_two_layers(w, h, u)
        for j in range(h):
            for lane in range(lanes):
                q[j, lane] = w[5 * j + 4, lane] * g[0, lane]
        _upper_gradients(w, q, d3, h)
        for j in range(h):
            for i in range(4):
                _coast(w, v, 5 * j + i, lr, momentum)
            _descend(w, v, 5 * j + 4, u, j, g, 0, lr, momentum)
        _descend_upper(w, v, q, d3, h, lr, momentum)
        _store(w, v, start, size, weights, velocity)


@_compiled
def _lanes(count: int) -> int:
    """Lanes of a block, so that equal blocks hold `count` particles with few lanes empty."""
    count = max(1, count)
    blocks = -(-count // LANES)
    return -(-count // (VECTOR * blocks)) * VECTOR


@_compiled
def _load(weights: Array, velocity: Array, start: int, size: int, w: Array, v: Array) -> None:
    for row in range(w.shape[0]):
        for lane in range(size):
            w[row, lane] = weights[row, start + lane]
            v[row, lane] = velocity[row, start + lane]


@_compiled
def _store(w: Array, v: Array, start: int, size: int, weights: Array, velocity: Array) -> None:
    for row in range(w.shape[0]):
        for lane in range(size):
            weights[row, start + lane] = w[row, lane]
            velocity[row, start + lane] = v[row, lane]


@_compiled
def _last_two_layers(w: Array, h: int, u: Array) -> None:
    """u = W3·W2."""
    second, third = 5 * h, 5 * h + h * h
    for j in range(h):
        for lane in range(w.shape[1]):
            u[j, lane] = w[third, lane] * w[second + j, lane]
        for o in range(1, h):
            for lane in range(w.shape[1]):
                u[j, lane] += w[third + o, lane] * w[second + o * h + j, lane]


@_compiled
def _response(w: Array, u: Array, h: int, r: Array) -> None:
    """r = u·W1 without the task weight, which replication leaves alone."""
    for i in range(4):
        for lane in range(w.shape[1]):
            r[i, lane] = u[0, lane] * w[i, lane]
        for j in range(1, h):
            for lane in range(w.shape[1]):
                r[i, lane] += u[j, lane] * w[5 * j + i, lane]


@_compiled
def _moments(w: Array, positions: Array, m: Array) -> None:
    """m = (Σw², Σ w·P)."""
    for k in range(4):
        for lane in range(w.shape[1]):
            m[k, lane] = 0
    for row in range(w.shape[0]):
        layer, cell, edge = positions[row, 0], positions[row, 1], positions[row, 2]
        for lane in range(w.shape[1]):
            x = w[row, lane]
            m[0, lane] += x * x
            m[1, lane] += layer * x
            m[2, lane] += cell * x
            m[3, lane] += edge * x


@_compiled
def _gradient(r: Array, m: Array, gram: Array, scale: float, g: Array) -> None:
    """Gradient of the SR loss with respect to (copy, leaks)."""
    for lane in range(r.shape[1]):
        miss = r[0, lane] - 1
        a, b, c = r[1, lane], r[2, lane], r[3, lane]
        g[0, lane] = scale * (miss * m[0, lane] + a * m[1, lane] + b * m[2, lane] + c * m[3, lane])
        for k in range(3):
            pull = gram[k, 0] * a + gram[k, 1] * b + gram[k, 2] * c
            g[1 + k, lane] = scale * (miss * m[1 + k, lane] + pull)


@_compiled
def _descend_replication(
    w: Array, v: Array, u: Array, g: Array, q: Array, d3: Array, h: int, lr: float, momentum: float
) -> None:
    for j in range(h):
        first = 5 * j
        for lane in range(w.shape[1]):
            q[j, lane] = (
                w[first, lane] * g[0, lane]
                + w[first + 1, lane] * g[1, lane]
                + w[first + 2, lane] * g[2, lane]
                + w[first + 3, lane] * g[3, lane]
            )
    _upper_gradients(w, q, d3, h)
    for j in range(h):
        for i in range(4):
            _descend(w, v, 5 * j + i, u, j, g, i, lr, momentum)
        _coast(w, v, 5 * j + 4, lr, momentum)
    _descend_upper(w, v, q, d3, h, lr, momentum)


@_compiled
def _upper_gradients(w: Array, q: Array, d3: Array, h: int) -> None:
    """dW3 = W2·q, before W2 moves."""
    second = 5 * h
    for o in range(h):
        for lane in range(w.shape[1]):
            d3[o, lane] = w[second + o * h, lane] * q[0, lane]
        for j in range(1, h):
            for lane in range(w.shape[1]):
                d3[o, lane] += w[second + o * h + j, lane] * q[j, lane]


@_compiled
def _descend_upper(
    w: Array, v: Array, q: Array, d3: Array, h: int, lr: float, momentum: float
) -> None:
    """W2 by W3ᵀ·qᵀ, then W3 by dW3."""
    second, third = 5 * h, 5 * h + h * h
    for o in range(h):
        for j in range(h):
            _descend(w, v, second + o * h + j, w, third + o, q, j, lr, momentum)
    for o in range(h):
        for lane in range(w.shape[1]):
            step = momentum * v[third + o, lane] + d3[o, lane]
            v[third + o, lane] = step
            w[third + o, lane] -= lr * step


@_compiled
def _descend(
    w: Array, v: Array, row: int, a: Array, i: int, b: Array, j: int, lr: float, momentum: float
) -> None:
    """One SGD step of a row of weights whose gradient is a[i]·b[j]."""
    for lane in range(w.shape[1]):
        step = momentum * v[row, lane] + a[i, lane] * b[j, lane]
        v[row, lane] = step
        w[row, lane] -= lr * step


@_compiled
def _coast(w: Array, v: Array, row: int, lr: float, momentum: float) -> None:
    """One SGD step without a gradient: momentum alone."""
    for lane in range(w.shape[1]):
        v[row, lane] *= momentum
        w[row, lane] -= lr * v[row, lane]
