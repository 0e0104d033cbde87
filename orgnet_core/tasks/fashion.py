"""Clothes: pictures with hardly a dark pixel, which the paper asks for.

Xiao, Rasul and Vollgraf: Fashion-MNIST (2017, arXiv 1708.07747). At 15×15 they come with the
package, at 28×28 from Debian's package dataset-fashion-mnist or from torchvision's folder.
"""

from functools import cache, partial
from pathlib import Path

from orgnet_core.tasks.data import load_packed
from orgnet_core.tasks.data.folder import DEBIAN, data_folder, not_here
from orgnet_core.tasks.data.idx import has_idx, read_idx
from orgnet_core.tasks.labelled import LabelledPictures, frozen
from orgnet_core.tasks.pictures import PictureClassification
from orgnet_core.tasks.preparation import as_fashion

CLASSES = (
    *("T-shirt", "trousers", "pullover", "dress", "coat"),
    *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
)


def fashion(side: int) -> PictureClassification:
    """Tell articles of clothing apart at 15×15 or 28×28 pixels."""
    load, check = (partial(load_packed, "fashion15"), None) if side == 15 else (_load, _folder)
    return PictureClassification(
        load,
        (side, side),
        (60_000, 10_000),
        CLASSES,
        "article",
        check=check,
        preparation=as_fashion(side),
    )


@cache
def _load() -> LabelledPictures:
    folder = _folder()
    return frozen(
        LabelledPictures(*read_idx(folder, "train", 60_000), *read_idx(folder, "t10k", 10_000))
    )


def _folder() -> Path:
    """Raises NoDataError."""
    for folder in (DEBIAN / "fashion-mnist", data_folder() / "FashionMNIST" / "raw"):
        if has_idx(folder):
            return folder
    raise not_here("fashion28", "fashion", "FashionMNIST", "Debian's dataset-fashion-mnist")
