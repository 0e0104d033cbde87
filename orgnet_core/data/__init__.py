"""MNIST at 15×15 and 28×28, all 70,000 images, inside the package.

README.md here has source and licence.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

SIDES = (15, 28)  # pixels: the paper's size and MNIST's own


class Mnist(NamedTuple):
    """Handwritten digits, uint8: images [N, side, side] from 0 paper to 255 ink, labels 0 … 9."""

    train_images: np.ndarray  # [60000, side, side]
    train_labels: np.ndarray  # [60000]
    test_images: np.ndarray  # [10000, side, side]
    test_labels: np.ndarray  # [10000]


def mnist_file(side: int) -> Path:
    return Path(__file__).with_name(f"mnist{side}.npz")


@cache
def load_mnist(side: int) -> Mnist:
    """All images and labels, read once per process; all callers share the read-only arrays."""
    with np.load(mnist_file(side)) as archive:
        mnist = Mnist(**archive)
    for array in mnist:
        array.flags.writeable = False
    return mnist
