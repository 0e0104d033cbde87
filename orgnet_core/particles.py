"""A population of particle networks (paper, Def. 6) in closed form.

A particle is a bias-free linear net 5 → h → h → 1 whose inputs are (v, L, C, E, x): a weight
value, that weight's position (layer, cell, edge) and the organism's task input. It has no
activation, so it acts as one row of five numbers, its response r = W3·W2·W1 =
(copy, leak_L, leak_C, leak_E, weight). Everything below follows from r, for all particles at once.
"""

from functools import lru_cache

import torch
from torch import Tensor

INPUTS = 5
COPY, LEAKS, WEIGHT = 0, slice(1, 4), 4


def layer_shapes(hidden: int) -> list[tuple[int, int]]:
    """(outputs, inputs) of a particle's three weight layers."""
    return [(hidden, INPUTS), (hidden, hidden), (1, hidden)]


@lru_cache
def positional_code(hidden: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Position of each particle weight, [n, 3] in 0..1: (layer, cell, edge).

    Each column is divided by its own maximum over the particle plus 1e-8. The authors' code adds
    the 1e-8 after dividing, in float32: what is 0 here is 1e-8 there, and no position differs by
    more than 4e-8. That is below every ε, and runs recorded here stay what they are.
    Weights are ordered layer, then cell (output neuron), then edge (input).
    """
    index = [
        (layer, cell, edge)
        for layer, (cells, edges) in enumerate(layer_shapes(hidden))
        for cell in range(cells)
        for edge in range(edges)
    ]
    code = torch.tensor(index, dtype=torch.float64)
    return (code / (code.amax(0) + 1e-8)).to(dtype)


class Particles:
    """P particles of equal shape; `weights` is [n, P], one column a particle."""

    def __init__(self, weights: Tensor, hidden: int):
        self.weights, self.hidden = weights, hidden
        self.positions = positional_code(hidden, weights.dtype).to(weights.device)
        self.gram = self.positions.T @ self.positions

    @classmethod
    def initial(
        cls, hidden: int, count: int, generator: torch.Generator, dtype: torch.dtype = torch.float32
    ) -> "Particles":
        """Xavier-uniform weights, layer by layer.

        Drawn in float64 and then rounded, so that every dtype starts from the same organism.
        """
        rows: list[Tensor] = []
        for outputs, inputs in layer_shapes(hidden):
            bound = (6 / (outputs + inputs)) ** 0.5
            draw = torch.rand(outputs * inputs, count, generator=generator, dtype=torch.float64)
            rows.append((2 * draw - 1) * bound)
        return cls(torch.cat(rows).to(dtype), hidden)

    @property
    def n(self) -> int:
        return self.weights.shape[0]

    @property
    def count(self) -> int:
        return self.weights.shape[1]

    def layers(self, flat: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Views (W1 [h, 5, P], W2 [h, h, P], W3 [h, P]) into `flat` or the weights."""
        flat = self.weights if flat is None else flat
        h, first, second = self.hidden, INPUTS * self.hidden, self.hidden**2
        w1, w2, w3 = flat.split_with_sizes((first, second, h))
        return w1.view(h, INPUTS, -1), w2.view(h, h, -1), w3

    def response(self) -> Tensor:
        """r = W3·W2·W1, [5, P]: (copy, leak_L, leak_C, leak_E, weight) of every particle."""
        w1, w2, w3 = self.layers()
        return _row_times(_row_times(w3, w2), w1)

    def task_weight(self) -> Tensor:
        """The last number of each response, [P], which is all that the organism knows of it."""
        w1, w2, w3 = self.layers()
        return (_row_times(w3, w2) * w1[:, WEIGHT]).sum(0)

    def replicate(self, onto: "Particles | None" = None) -> Tensor:
        """N ◁ M (Def. 2): the [n, P] weights that each particle writes for `onto`'s particle.

        Without `onto` this is self-application, N ◁ N.
        """
        r = self.response()
        read = self.weights if onto is None else onto.weights
        return r[COPY] * read + self.positions @ r[LEAKS]

    def replication_error(self) -> Tensor:
        """max over weights of abs(N ◁ N − N), [P]; what Def. 3 compares with ε."""
        return (self.replicate() - self.weights).abs().amax(0)

    def replication_loss(self) -> Tensor:
        """Mean over weights of (N ◁ N − N)², [P] (Def. 5)."""
        return (self.replicate() - self.weights).square().mean(0)

    def pull_back(self, g: Tensor, into: Tensor | None = None) -> Tensor:
        """Gradient of g·r with respect to the weights: [5, P] → [n, P].

        dW1 = (W3W2)ᵀg, dW2 = W3ᵀ(g·W1ᵀ), dW3 = g·(W2W1)ᵀ.
        """
        w1, w2, w3 = self.layers()
        grad = torch.empty_like(self.weights) if into is None else into
        d1, d2, d3 = self.layers(grad)
        through_first = (w1 * g).sum(1)
        torch.mul(_row_times(w3, w2)[:, None], g, out=d1)
        torch.mul(w3[:, None], through_first, out=d2)
        torch.sum(w2 * through_first, 1, out=d3)
        return grad


def _row_times(row: Tensor, matrix: Tensor) -> Tensor:
    """[a, P] times [a, b, P] → [b, P], particle by particle."""
    return (row[:, None] * matrix).sum(0)
