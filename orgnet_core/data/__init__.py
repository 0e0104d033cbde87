"""MNIST at 15×15, all 70,000 images, inside the package. README.md here has source and licence."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

MNIST15_FILE = Path(__file__).with_name("mnist15.npz")


class Mnist15(NamedTuple):
    """Handwritten digits, uint8: images [N, 15, 15] from 0 paper to 255 ink, labels [N] 0 … 9."""

    train_images: np.ndarray  # [60000, 15, 15]
    train_labels: np.ndarray  # [60000]
    test_images: np.ndarray  # [10000, 15, 15]
    test_labels: np.ndarray  # [10000]


@cache
def load_mnist15() -> Mnist15:
    """All images and labels, read once per process; all callers share the read-only arrays."""
    with np.load(MNIST15_FILE) as archive:
        mnist = Mnist15(**archive)
    for array in mnist:
        array.flags.writeable = False
    return mnist
