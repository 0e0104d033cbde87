"""Reads pictures of one's own: an npz file, or a folder with a folder of image files a class.

npz       train_images, test_images: uint8 [N, rows, columns], or [N, rows, columns, 3] in colour;
          train_labels, test_labels: class numbers [N], from 0; if wanted classes: their names.
folder    CLASS/*.png …, of which every sixth by name is to test; or train/CLASS and test/CLASS.

Nothing is unpacked before its size is known, and nothing unpickled.
"""

import zlib
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.lib import format as npy

from orgnet_core.errors import InputError
from orgnet_core.tasks.data.shrinking import shrink
from orgnet_core.tasks.labelled import LabelledPictures, side_by_side
from orgnet_core.tasks.own import OwnPictures

MOST_BYTES = 400_000_000  # of all pixels
MOST_SIDE = 128  # pixels
MOST_CLASSES = 1_000
LONGEST = 40  # characters of a class's name
_NAMES = *LabelledPictures._fields, "classes"


def read_npz(file: Path | IO[bytes], side: int | None = None) -> OwnPictures:
    """Pictures of an npz file, at side×side pixels where that is given. Raises InputError."""
    try:
        with ZipFile(file) as archive:
            members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
            missing = [name for name in LabelledPictures._fields if name not in members]
            if missing:
                raise InputError(f"The npz file lacks {', '.join(missing)}.")
            found = {name: _array(archive, members[name]) for name in _NAMES if name in members}
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise InputError(f"This is no npz file that can be read: {error}.") from None
    return checked(found, side)


def _array(archive: ZipFile, info: ZipInfo) -> np.ndarray:
    """Raises InputError for what is too large, or no array of numbers or words."""
    name = info.filename
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise InputError(f"{name} is packed in a way that numpy does not use.")
    try:
        with archive.open(info) as opened:
            version = npy.read_magic(opened)
            read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}[version]
            shape, is_fortran, dtype = read(opened)
            if any(length < 0 for length in shape):
                raise ValueError("a negative length")
            size = dtype.itemsize * prod(shape)
            if dtype.kind not in "uiU" or is_fortran:
                raise InputError(f"{name} must hold whole numbers or words, row by row.")
            if size > MOST_BYTES:
                raise InputError(f"{name} has {size:,} bytes; at most {MOST_BYTES:,} are allowed.")
            content = opened.read(size)
    except (ValueError, KeyError, SyntaxError) as error:
        raise InputError(f"{name} is no array that can be read: {error}.") from None
    if len(content) != size:
        raise InputError(f"{name} is cut short.")
    return np.frombuffer(content, dtype).reshape(shape)


def checked(arrays: Mapping[str, np.ndarray], side: int | None = None) -> OwnPictures:
    """Raises InputError, with what is allowed, for arrays that are no pictures with labels."""
    train, test = arrays["train_images"], arrays["test_images"]
    is_colour = train.ndim == 4
    for name in ("train", "test"):
        _check_part(name, arrays[f"{name}_images"], arrays[f"{name}_labels"])
    if train.shape[1:] != test.shape[1:]:
        raise InputError("Pictures to train with and to test must be of the same size.")
    train_labels, test_labels = (arrays[f"{name}_labels"] for name in ("train", "test"))
    classes = _classes(train_labels, test_labels, arrays.get("classes"))
    pictures = LabelledPictures(
        _sized(train, side),
        train_labels.astype(np.uint16),
        _sized(test, side),
        test_labels.astype(np.uint16),
    )
    return OwnPictures(pictures, classes, is_colour)


def _check_part(name: str, images: np.ndarray, labels: np.ndarray) -> None:
    is_picture = images.ndim == 3 or (images.ndim == 4 and images.shape[3] == 3)
    if images.dtype != np.uint8 or not is_picture:
        allowed = "uint8 [N, rows, columns] or [N, rows, columns, 3]"
        found = f"{images.dtype} {[*images.shape]}"
        raise InputError(f"{name}_images must be {allowed}, not {found}.")
    if not all(1 <= pixels <= MOST_SIDE for pixels in images.shape[1:3]):
        raise InputError(f"Pictures must have 1 to {MOST_SIDE} pixels a side.")
    if labels.dtype.kind not in "ui" or labels.shape != (len(images),) or not len(labels):
        raise InputError(f"{name}_labels must be a class number for each of {name}_images.")
    if not 0 <= labels.min() <= labels.max() < MOST_CLASSES:
        raise InputError(f"{name}_labels must be from 0 to {MOST_CLASSES - 1}.")


def _classes(train: np.ndarray, test: np.ndarray, names: np.ndarray | None) -> tuple[str, ...]:
    count = int(train.max()) + 1
    if count < 2 or len(np.unique(train)) < count:
        raise InputError("There must be 2 classes or more, each with pictures to train with.")
    if test.max() >= count:
        raise InputError("test_labels has a class that train_labels has not.")
    if names is None:
        return tuple(map(str, range(count)))
    if names.dtype.kind != "U" or names.shape != (count,):
        raise InputError(f"classes must be {count} names.")
    return tuple(map(class_name, names.tolist()))


def class_name(name: str) -> str:
    """Raises InputError for one that pages could not show."""
    if not name.strip() or len(name) > LONGEST or not name.isprintable():
        raise InputError(f"A class's name must be 1 to {LONGEST} printable characters: {name!r}.")
    return name


def _sized(images: np.ndarray, side: int | None) -> np.ndarray:
    """[N, rows, columns], channels side by side, side×side pixels each where that is given."""
    apart = images[..., None] if images.ndim == 3 else images
    if side is not None:
        channels = range(apart.shape[3])
        apart = np.stack([shrink(apart[..., channel], side) for channel in channels], axis=3)
    return side_by_side(apart)
