"""Reads image files of one's own, a folder a class, with Pillow (own_reading.py says which)."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from orgnet_core.errors import InputError
from orgnet_core.tasks.own import OwnPictures
from orgnet_core.tasks.own_reading import MOST_BYTES, MOST_CLASSES, checked, class_name

SUFFIXES = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff"}
EVERY = 6  # of a class, by name: the sixth, twelfth … to test
MOST_PIXELS = 50_000_000  # of one file
Files = list[tuple[Path, int]]  # with the class number of each


def read_folder(folder: Path, side: int, is_colour: bool) -> OwnPictures:
    """Its pictures, the middle square of each at side×side pixels. Raises InputError."""
    classes, train, test = _files(folder)
    channels = 3 if is_colour else 1
    if (size := (len(train) + len(test)) * side**2 * channels) > MOST_BYTES:
        raise InputError(f"These pictures take {size:,} bytes; at most {MOST_BYTES:,} are allowed.")
    arrays = {"classes": np.array([*map(class_name, classes)])}
    for name, files in (("train", train), ("test", test)):
        pictures = [_picture(file, side, is_colour) for file, _ in files]
        arrays[f"{name}_images"] = np.stack(pictures)
        arrays[f"{name}_labels"] = np.array([number for _, number in files])
    return checked(arrays)


def _files(folder: Path) -> tuple[list[str], Files, Files]:
    """(names of the classes, files to train with, files to test). Raises InputError."""
    if {"train", "test"} <= {each.name for each in _folders(folder)}:
        names = [each.name for each in _folders(folder / "train")]
        parts = tuple(list(_labelled(folder / part, names)) for part in ("train", "test"))
    else:
        names = [each.name for each in _folders(folder)]
        labelled = list(_labelled(folder, names))
        parts = _split([[each for each in labelled if each[1] == k] for k in range(len(names))])
    if not 2 <= len(names) <= MOST_CLASSES:
        wanted = f"a folder of images for each of 2 to {MOST_CLASSES:,} classes"
        raise InputError(f"{folder} must hold {wanted}, not {len(names):,}.")
    train, test = parts
    if not train or not test:
        raise InputError(f"{folder} has too few images: {EVERY} of a class give one to test.")
    return names, train, test


def _split(by_class: Sequence[Files]) -> tuple[Files, Files]:
    """(files to train with, files to test)."""
    to_test = [each for files in by_class for each in files[EVERY - 1 :: EVERY]]
    tested = set(to_test)
    return [each for files in by_class for each in files if each not in tested], to_test


def _folders(folder: Path) -> list[Path]:
    """In order. Raises InputError where there is no such folder."""
    try:
        return sorted(each for each in folder.iterdir() if each.is_dir())
    except OSError as error:
        raise InputError(f"{folder} cannot be read: {error}.") from None


def _labelled(folder: Path, names: Sequence[str]) -> Iterator[tuple[Path, int]]:
    for number, name in enumerate(names):
        for file in sorted((folder / name).glob("*")):
            if file.suffix.lower() in SUFFIXES:
                yield file, number


def _picture(file: Path, side: int, is_colour: bool) -> np.ndarray:
    """uint8 [side, side], or [side, side, 3]. Raises InputError."""
    try:
        with Image.open(file) as image:
            if image.width * image.height > MOST_PIXELS:
                raise InputError(f"{file} is too large: {image.width} × {image.height} pixels.")
            upright = ImageOps.exif_transpose(image).convert("RGB" if is_colour else "L")
            fitted = ImageOps.fit(upright, (side, side), Image.Resampling.BILINEAR)
            return np.asarray(fitted)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{file} is no image that can be read: {error}.") from None
