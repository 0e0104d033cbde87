"""The first layer of narrow organisms: a compiled product that reads each sample once.

BLAS gains nothing from a matrix of five rows. Sums may be added up in any order, which is the same
each time on the same kind of CPU, and for an organism by itself as among others.
"""

from functools import partial

from torch import Tensor

from orgnet_core.compilation import Array, compiled
from orgnet_core.sharing import multiply_matrices

NARROW = 12  # cells, up to which this is faster than BLAS
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
