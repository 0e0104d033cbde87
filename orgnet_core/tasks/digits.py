"""Handwritten digits at 8×8 pixels, which scikit-learn brings: 1,797 of them, a run in seconds.

Alpaydin and Kaynak: Optical Recognition of Handwritten Digits (1998, UCI). The first 1,500 are to
train with, the other 297 to test, the writers of these mostly others.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from orgnet_core.errors import NoDataError
from orgnet_core.tasks.labelled import LabelledPictures, frozen
from orgnet_core.tasks.mnist import DIGITS
from orgnet_core.tasks.pictures import PictureClassification
from orgnet_core.tasks.preparation import as_digits

SIDE, TO_TRAIN, TO_TEST = 8, 1_500, 297
BRIGHTEST = 16  # in scikit-learn's


def digits() -> PictureClassification:
    """Read the digits of scikit-learn."""
    sizes = TO_TRAIN, TO_TEST
    return PictureClassification(
        _load, (SIDE, SIDE), sizes, DIGITS, "digit", preparation=as_digits()
    )


@cache
def _load() -> LabelledPictures:
    """What its `load_digits` reads, without the two seconds that it takes to import. Raises
    NoDataError."""
    found = find_spec("sklearn")
    if found is None or not found.submodule_search_locations:
        raise NoDataError("The pictures of digits come with scikit-learn, which is not here.")
    file = Path(found.submodule_search_locations[0], "datasets", "data", "digits.csv.gz")
    table = np.loadtxt(file, delimiter=",", dtype=np.float64)
    images = np.rint(table[:, :-1] * (255 / BRIGHTEST)).astype(np.uint8).reshape(-1, SIDE, SIDE)
    labels = table[:, -1].astype(np.uint8)
    train, test = np.split(np.arange(len(labels)), [TO_TRAIN])
    return frozen(LabelledPictures(images[train], labels[train], images[test], labels[test]))
