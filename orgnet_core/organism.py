"""An organism network: an MLP each of whose scalar weights is a particle (paper, Def. 7).

In its auxiliary application a particle multiplies its input by its response's last number, so
the organism is the dense MLP with those weights. Particles are numbered layer by layer, in a
layer cell by cell, in a cell edge by edge.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

Activation = Literal["gelu", "relu", "tanh", "linear"]
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "gelu": F.gelu,
    "relu": F.relu,
    "tanh": torch.tanh,
    "linear": lambda z: z,
}


@dataclass(frozen=True)
class Organism:
    """Shape of an organism: `widths` from input to output; the activation follows hidden layers."""

    widths: tuple[int, ...]
    activation: str = "gelu"

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """(cells, edges per cell) of each layer."""
        return [(cells, edges) for edges, cells in pairwise(self.widths)]

    @property
    def particles(self) -> int:
        return sum(cells * edges for cells, edges in self.shapes)

    def positions(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(layer, cell, edge) of every particle, three int arrays [P]."""
        grids = [
            np.stack([np.full(cells * edges, layer), *np.divmod(np.arange(cells * edges), edges)])
            for layer, (cells, edges) in enumerate(self.shapes)
        ]
        layer, cell, edge = np.concatenate(grids, axis=1)
        return layer, cell, edge

    def matrices(self, weight: Tensor) -> list[Tensor]:
        """Task weights [P] as one matrix [cells, edges] a layer (views)."""
        sizes = [cells * edges for cells, edges in self.shapes]
        parts = weight.split_with_sizes(sizes)
        return [part.view(shape) for part, shape in zip(parts, self.shapes, strict=True)]

    def activate(self, z: Tensor, layer: int) -> Tensor:
        """The activation of `layer`; the last layer has none."""
        return z if layer == len(self.shapes) - 1 else ACTIVATIONS[self.activation](z)

    def forward(self, x: Tensor, weight: Tensor) -> Tensor:
        """Outputs [B, out] for inputs x [B, in] and task weights [P]."""
        for layer, matrix in enumerate(self.matrices(weight)):
            x = self.activate(F.linear(x, matrix), layer)
        return x
