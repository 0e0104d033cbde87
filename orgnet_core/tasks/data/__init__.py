"""The pictures that come with the package, all 70,000 of a set: MNIST at 15×15 and 28×28,
Fashion-MNIST at 15×15.

README.md here has sources and licences.
"""

from functools import cache
from pathlib import Path

import numpy as np

from orgnet_core.tasks.labelled import LabelledPictures, frozen


def npz_file(name: str) -> Path:
    return Path(__file__).with_name(f"{name}.npz")


@cache
def load_packed(name: str) -> LabelledPictures:
    """All images and labels of that file: 60,000 to train with, 10,000 to test.

    Read once per process; all callers share the read-only arrays.
    """
    with np.load(npz_file(name)) as archive:
        return frozen(LabelledPictures(**archive))


def load_mnist(side: int) -> LabelledPictures:
    """From 0 paper to 255 ink."""
    return load_packed(f"mnist{side}")
