"""MNIST at 15×15 and 28×28, all 70,000 images, inside the package.

README.md here has source and licence.
"""

from functools import cache
from pathlib import Path

import numpy as np

from orgnet_core.tasks.pictures import LabelledPictures

SIDES = (15, 28)  # pixels: the paper's size and MNIST's own


def mnist_file(side: int) -> Path:
    return Path(__file__).with_name(f"mnist{side}.npz")


@cache
def load_mnist(side: int) -> LabelledPictures:
    """All images and labels, from 0 paper to 255 ink: 60,000 to train with, 10,000 to test.

    Read once per process; all callers share the read-only arrays.
    """
    with np.load(mnist_file(side)) as archive:
        pictures = LabelledPictures(**archive)
    for array in pictures:
        array.flags.writeable = False
    return pictures
