"""Narrow organisms, compiled: their outputs, ∂L/∂w, and the first layer's product by itself.

BLAS gains nothing from a matrix of five rows. Sums may be added up in any order, which is the same
each time on the same kind of CPU, and for an organism by itself as among others.
"""

from functools import partial

import numpy as np
from torch import Tensor

from orgnet_core.compilation import Array, compiled
from orgnet_core.elementwise import activate, activate_with_slope, multiply
from orgnet_core.losses import cross_entropy, squared_error
from orgnet_core.sharing import multiply_matrices

NARROW = 12  # cells, up to which this is faster than BLAS
KEPT = 4  # numbers a cell has between the layers for each sample
CHUNK = 250  # samples that go forward at once, so that what they leave behind stays in cache
_compiled_sum = partial(compiled, fastmath=("contract", "reassoc"))


def is_narrow(cells: int) -> bool:
    """Whether a first layer of so many cells has its own product."""
    return cells <= NARROW


def first_totals(matrices: Tensor, x: Tensor, into: Tensor | None = None) -> Tensor:
    """What the first cells of S organisms sum up, [S, cells, B], of samples [B, in]; their
    matrices are [S, cells, in]."""
    organisms, cells, _ = matrices.shape
    totals = matrices.new_empty(organisms, cells, len(x)) if into is None else into
    if is_narrow(cells):
        _first_totals(matrices.numpy(), x.numpy(), totals.numpy())
    else:
        for matrix, total in zip(matrices, totals, strict=True):
            multiply_matrices(matrix, x.T, total)
    return totals


def are_narrow(widths: tuple[int, ...]) -> bool:
    """Whether one compiled call goes through all layers of an organism of these widths."""
    return all(map(is_narrow, widths[1:]))


@compiled
def forward(widths: Array, code: int, weights: Array, x: Array, outputs: Array) -> None:
    """Outputs [S, out, B] of S organisms with narrow layers, of task weights [S, P], for x [B, in];
    what they sum up in each layer and what they make of it stays in cache."""
    room = widths[1:].max() * CHUNK
    totals, values = np.empty(room, x.dtype), np.empty(room, x.dtype)
    for start in range(0, len(x), CHUNK):
        samples = rows(x, start, min(len(x), start + CHUNK))
        count = len(samples)
        for organism in range(len(weights)):
            weight, cells = weights[organism], widths[1]
            first, particle = matrix_at(weight, 0, cells, widths[0])
            total = totals[: cells * count].reshape((1, cells, count))
            _first_totals(first.reshape((1, cells, widths[0])), samples, total)
            for layer in range(1, widths.size - 1):
                edges, cells = widths[layer], widths[layer + 1]
                value = values[: edges * count]
                activate(code, totals[: edges * count], value)
                matrix, particle = matrix_at(weight, particle, cells, edges)
                total = totals[: cells * count].reshape((cells, count))
                _totals(matrix, value.reshape((edges, count)), total)
            found = totals[: cells * count].reshape((cells, count))
            outputs[organism, :, start : start + count] = found


@compiled
def gradient(
    widths: Array, code: int, weight: Array, x: Array, y: np.ndarray, space: Array, slope: Array
) -> tuple[float, float]:
    """(mean loss, metric) of samples x [B, in], y [B] or [B, out]; `slope` [P] becomes ∂loss/∂w.

    All layers of the organism of these widths are narrow. `space`, KEPT · Σ cells · B numbers, is
    for what lies between the layers: of each cell and sample what it sums up, what it makes of it,
    the activation's slope there and ∂loss/∂total.
    """
    samples, count, first = len(x), widths[1:].sum(), widths[1]
    kept = space[: KEPT * count * samples].reshape((KEPT * count, samples))
    totals, values = rows(kept, 0, count), rows(kept, count, 2 * count)
    slopes, pulls = rows(kept, 2 * count, 3 * count), rows(kept, 3 * count, 4 * count)
    matrix, particle = matrix_at(weight, 0, first, widths[0])
    total = rows(totals, 0, first).reshape((1, first, samples))
    _first_totals(matrix.reshape((1, first, widths[0])), x, total)
    before = 0
    for layer in range(1, widths.size - 1):
        cell, edges, cells = before + widths[layer], widths[layer], widths[layer + 1]
        for edge in range(before, cell):
            activate_with_slope(code, totals[edge], values[edge], slopes[edge])
        upper, particle = matrix_at(weight, particle, cells, edges)
        _totals(upper, rows(values, before, cell), rows(totals, cell, cell + cells))
        before = cell
    loss, score = _loss(rows(totals, before, count), y, rows(pulls, before, count))
    for layer in range(widths.size - 2, 0, -1):
        edges, cells = widths[layer], widths[layer + 1]
        cell, before, particle = before, before - edges, particle - cells * edges
        upper, _ = matrix_at(weight, particle, cells, edges)
        found, _ = matrix_at(slope, particle, cells, edges)
        pull = rows(pulls, cell, cell + cells)
        _slopes(pull, rows(values, before, cell), found)
        _pull_back(upper, pull, rows(pulls, before, cell))
        for edge in range(before, cell):
            multiply(pulls[edge], slopes[edge])
    found, _ = matrix_at(slope, 0, first, widths[0])
    _first_slopes(rows(pulls, 0, first), x, found)
    return loss, score


@compiled
def matrix_at(weight: Array, first: int, cells: int, edges: int) -> tuple[Array, int]:
    """A layer's weights [cells, edges], and where those of the next begin."""
    end = first + cells * edges
    return weight[first:end].reshape((cells, edges)), end


@compiled
def rows(array: Array, start: int, stop: int) -> Array:
    """array[start:stop], which the compiler knows to be without gaps."""
    if array.ndim == 1:
        return array[start:stop]
    edges = array.shape[1]
    part = array.reshape(array.size)[start * edges : stop * edges]
    return part.reshape((stop - start, edges))


@compiled
def _loss(output: Array, y: np.ndarray, pull: Array) -> tuple[float, float]:
    if y.ndim == 1:  # classes; known when this is compiled
        return cross_entropy(output, y, pull)
    return squared_error(output, y, pull)


@compiled
def _totals(matrix: Array, values: Array, totals: Array) -> None:
    """matrix · values: [cells, edges], [edges, B]."""
    totals[:] = 0
    for c in range(len(matrix)):
        for e in range(matrix.shape[1]):
            _add(totals[c], matrix[c, e], values[e])


@compiled
def _pull_back(matrix: Array, pull: Array, before: Array) -> None:
    """matrixᵀ · pull, into `before` [edges, B]."""
    before[:] = 0
    for e in range(matrix.shape[1]):
        for c in range(len(matrix)):
            _add(before[e], matrix[c, e], pull[c])


@compiled
def _add(to: Array, factor: float, x: Array) -> None:
    for lane in range(x.size):
        to[lane] += factor * x[lane]


@compiled
def _slopes(pull: Array, values: Array, slope: Array) -> None:
    """pull · valuesᵀ: [cells, B], [edges, B]."""
    for c in range(len(slope)):
        for e in range(slope.shape[1]):
            slope[c, e] = _sum(pull[c], values[e])


@compiled
def _first_slopes(pull: Array, x: Array, slope: Array) -> None:
    """pull · x, [cells, B], [B, in]: four samples at once, each loaded for all cells."""
    slope[:] = 0
    whole = len(x) - len(x) % 4
    for b in range(0, whole, 4):
        for c in range(len(slope)):
            _add_four(slope[c], pull[c, b : b + 4], x[b], x[b + 1], x[b + 2], x[b + 3])
    for b in range(whole, len(x)):
        for c in range(len(slope)):
            _add(slope[c], pull[c, b], x[b])


@compiled
def _add_four(
    to: Array, factors: Array, first: Array, second: Array, third: Array, fourth: Array
) -> None:
    a, b, c, d = factors[0], factors[1], factors[2], factors[3]
    for lane in range(to.size):
        to[lane] += (a * first[lane] + b * second[lane]) + (c * third[lane] + d * fourth[lane])


@compiled
def _first_totals(weights: Array, x: Array, totals: Array) -> None:
    organisms, cells, _ = weights.shape
    whole = cells - cells % 4
    for b in range(len(x)):
        for s in range(organisms):
            rows, sample = weights[s], x[b]
            for c in range(0, whole, 4):
                found = _four_sums(rows[c], rows[c + 1], rows[c + 2], rows[c + 3], sample)
                totals[s, c, b], totals[s, c + 1, b] = found[:2]
                totals[s, c + 2, b], totals[s, c + 3, b] = found[2:]
            for c in range(whole, cells):
                totals[s, c, b] = _sum(rows[c], sample)


@_compiled_sum
def _sum(row: Array, x: Array) -> float:
    total = x.dtype.type(0)
    for lane in range(x.size):
        total += row[lane] * x[lane]
    return total


@_compiled_sum
def _four_sums(
    first: Array, second: Array, third: Array, fourth: Array, x: Array
) -> tuple[float, float, float, float]:
    """Of four rows at once: each number of the sample is loaded for all of them."""
    a = b = c = d = x.dtype.type(0)
    for lane in range(x.size):
        a += first[lane] * x[lane]
        b += second[lane] * x[lane]
        c += third[lane] * x[lane]
        d += fourth[lane] * x[lane]
    return a, b, c, d
