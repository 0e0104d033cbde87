# pyright: reportMissingTypeStubs=false
# scikit-learn comes without types.
"""Handwritten digits at 8×8 pixels, which scikit-learn brings: 1,797 of them, a run in seconds.

Alpaydin and Kaynak: Optical Recognition of Handwritten Digits (1998, UCI). The first 1,500 are to
train with, the other 297 to test, the writers of these mostly others.
"""

from functools import cache
from typing import Any, cast

import numpy as np

from orgnet_core.tasks.labelled import LabelledPictures, frozen
from orgnet_core.tasks.mnist import DIGITS
from orgnet_core.tasks.pictures import PictureClassification

SIDE, TO_TRAIN, TO_TEST = 8, 1_500, 297
BRIGHTEST = 16  # in scikit-learn's


def digits() -> PictureClassification:
    """Read the digits of scikit-learn."""
    return PictureClassification(_load, (SIDE, SIDE), (TO_TRAIN, TO_TEST), DIGITS, "digit")


@cache
def _load() -> LabelledPictures:
    from sklearn.datasets import load_digits

    found = cast(Any, load_digits())
    images = np.rint(found.images * (255 / BRIGHTEST)).astype(np.uint8)
    labels = found.target.astype(np.uint8)
    return frozen(
        LabelledPictures(
            images[:TO_TRAIN].copy(), labels[:TO_TRAIN], images[TO_TRAIN:].copy(), labels[TO_TRAIN:]
        )
    )
