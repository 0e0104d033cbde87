"""Handwritten digits (paper, experiment 2: at 15×15 pixels)."""

from functools import partial

from orgnet_core.tasks.data import load_mnist
from orgnet_core.tasks.pictures import PictureClassification
from orgnet_core.tasks.preparation import as_mnist

DIGITS = tuple("0123456789")


def mnist(side: int) -> PictureClassification:
    """Read the digits of MNIST at side×side pixels.

    The paper's tiny input noise (a config field) is added to training batches.
    """
    return PictureClassification(
        partial(load_mnist, side),
        (side, side),
        (60_000, 10_000),
        DIGITS,
        "digit",
        preparation=as_mnist(side),
    )
