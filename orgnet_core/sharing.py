"""Products of matrices, and what is done number by number, in blocks that threads share.

The blocks are the same however many threads there are, and so are the bits.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from orgnet_core.threads import in_blocks

ROWS = 128  # of a block that goes through BLAS at once
LARGE = 20_000_000  # multiplications of a product, from where on it goes in blocks
NUMBERS = 16_384  # of a block in which something is done number by number


def multiply_matrices(a: Tensor, b: Tensor, into: Tensor | None = None) -> Tensor:
    """a·b: [I, K], [K, J] → [I, J]."""
    out = a.new_empty(len(a), b.shape[1]) if into is None else into
    if a.numel() * b.shape[1] < LARGE:
        return torch.mm(a, b, out=out)

    def rows_of(start: int, stop: int) -> None:
        for first in range(start, stop, ROWS):
            rows = slice(first, min(first + ROWS, stop))
            torch.mm(a[rows], b, out=out[rows])

    in_blocks(rows_of, len(a), ROWS)
    return out


def for_each(function: Callable[..., None], *parameters: Tensor | int) -> None:
    """A compiled function of what stands at each place of arrays of one size."""
    arrays = [each if isinstance(each, int) else each.view(-1).numpy() for each in parameters]
    size = max(each.size for each in arrays if not isinstance(each, int))

    def do(start: int, stop: int) -> None:
        function(*(each if isinstance(each, int) else each[start:stop] for each in arrays))

    in_blocks(do, size, NUMBERS)
