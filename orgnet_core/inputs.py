"""What a particle reads: the values that come in along its edge, over a task's data."""

import torch.nn.functional as F
from torch import Tensor

from orgnet_core.organism import Organism


def edge_values(organism: Organism, weight: Tensor, x: Tensor, layer: int, edge: int) -> Tensor:
    """What the particles on `edge` of `layer` read, [B], for inputs x [B, in]: an input of the
    organism in its first layer, else the activation of cell `edge` in the layer before.
    """
    for before, matrix in enumerate(organism.matrices(weight)[:layer]):
        x = organism.activate(F.linear(x, matrix), before)
    return x[:, edge]
