"""Handwritten Kuzushiji: ten characters of old Japanese script.

Clanuwat et al.: Deep Learning for Classical Japanese Literature (2018, arXiv 1812.01718). They come
from torchvision's folder.
"""

from functools import cache, partial
from pathlib import Path

from orgnet_core.tasks.data.folder import data_folder, not_here
from orgnet_core.tasks.data.idx import has_idx, read_idx
from orgnet_core.tasks.data.shrinking import shrink
from orgnet_core.tasks.labelled import LabelledPictures, frozen
from orgnet_core.tasks.pictures import PictureClassification
from orgnet_core.tasks.preparation import as_fashion

CLASSES = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")


def kmnist(side: int) -> PictureClassification:
    """Read the characters at side×side pixels."""
    return PictureClassification(
        partial(_load, side),
        (side, side),
        (60_000, 10_000),
        CLASSES,
        "character",
        check=_folder,
        preparation=as_fashion(side),  # they too fill their frames
    )


@cache
def _load(side: int) -> LabelledPictures:
    folder = _folder()
    (train, train_labels), (test, test_labels) = (
        read_idx(folder, part, size) for part, size in (("train", 60_000), ("t10k", 10_000))
    )
    return frozen(
        LabelledPictures(shrink(train, side), train_labels, shrink(test, side), test_labels)
    )


def _folder() -> Path:
    """Raises NoDataError."""
    folder = data_folder() / "KMNIST" / "raw"
    if not has_idx(folder):
        raise not_here("kmnist", "kmnist", "KMNIST")
    return folder
