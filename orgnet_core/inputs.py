"""What a particle reads: the values that come in along its edge, over a task's data."""

from typing import NamedTuple

import numpy as np
import torch.nn.functional as F
from torch import Tensor

from orgnet_core.data import load_mnist
from orgnet_core.organism import Organism


class Readings(NamedTuple):
    """Values that one edge carries, and the class of each sample where the task has classes."""

    values: np.ndarray  # [N]
    classes: np.ndarray | None  # class numbers [N]

    @property
    def lit(self) -> int:
        """How many of the values are not zero."""
        return int(np.count_nonzero(self.values))

    @property
    def class_means(self) -> np.ndarray:
        """Mean value over the samples of each class, [classes]."""
        return np.bincount(self.classes, self.values) / np.bincount(self.classes)


def pixel(side: int, row: int, column: int) -> Readings:
    """Brightness 0..1 of one pixel in all 60,000 training images of side×side MNIST."""
    mnist = load_mnist(side)
    return Readings(mnist.train_images[:, row, column] / 255, mnist.train_labels)


def edge_values(organism: Organism, weight: Tensor, x: Tensor, layer: int, edge: int) -> Tensor:
    """What the particles on `edge` of `layer` read, [B], for inputs x [B, in]: an input of the
    organism in its first layer, else the activation of cell `edge` in the layer before.
    """
    for before, matrix in enumerate(organism.matrices(weight)[:layer]):
        x = organism.activate(F.linear(x, matrix), before)
    return x[:, edge]
