"""Small photographs at 32×32 pixels, in colour or in grey: no pixel of them is always dark.

Krizhevsky: Learning Multiple Layers of Features from Tiny Images (2009), CIFAR-10. They come from
torchvision's folder, which torchvision reads. In colour an organism reads the red, the green and
the blue picture side by side.
"""

from functools import cache, partial

import numpy as np

from orgnet_core.tasks.data.folder import data_folder, not_here
from orgnet_core.tasks.data.vision import torchvision_sets
from orgnet_core.tasks.labelled import LabelledPictures, frozen, side_by_side
from orgnet_core.tasks.pictures import COLOURS, PictureClassification

CLASSES = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)
FOLDER = "cifar-10-batches-py"
SIDE = 32
LUMA = np.array([299, 587, 114])  # of red, green and blue, in thousandths (ITU-R BT.601)


def cifar(channels: tuple[str, ...] = COLOURS) -> PictureClassification:
    """Name what is on a photograph; without channels, on a grey one."""
    grid = SIDE, SIDE * max(1, len(channels))
    load = partial(_load, is_grey=not channels)
    return PictureClassification(
        load, grid, (50_000, 10_000), CLASSES, "object", channels, check=_check
    )


def grey(images: np.ndarray) -> np.ndarray:
    """uint8 [N, rows, columns, 3] -> [N, rows, columns], how bright each pixel is."""
    rounded = [(part @ LUMA + 500) // 1000 for part in images]  # one by one: 8 bytes a number
    return np.array(rounded, np.uint8)


@cache
def _load(is_grey: bool) -> LabelledPictures:
    _check()
    of = grey if is_grey else side_by_side
    parts = [_part(is_train) for is_train in (True, False)]
    (train, train_labels), (test, test_labels) = parts
    return frozen(LabelledPictures(of(train), train_labels, of(test), test_labels))


def _part(is_train: bool) -> tuple[np.ndarray, np.ndarray]:
    """Images [N, 32, 32, 3] and labels [N]. Raises NoDataError."""
    try:
        found = torchvision_sets().CIFAR10(data_folder(), train=is_train)
    except RuntimeError:  # not there as a whole: it compares checksums
        raise not_here("cifar", "cifar", FOLDER) from None
    return found.data, np.array(found.targets, np.uint8)


def _check() -> None:
    """Raises NoDataError."""
    if not (data_folder() / FOLDER).is_dir():
        raise not_here("cifar", "cifar", FOLDER)
    torchvision_sets()
