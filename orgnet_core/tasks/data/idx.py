"""IDX files, in which MNIST and its likes come: plain, or packed by gzip."""

import gzip
from pathlib import Path

import numpy as np

from orgnet_core.errors import NoDataError

PARTS = "train", "t10k"  # to train with, to test
KINDS = "images-idx3-ubyte", "labels-idx1-ubyte"


def idx_files(folder: Path, part: str) -> tuple[Path, Path] | None:
    """Images and labels of a part, if both lie in the folder; the plain files first."""
    images, labels = (_plain_or_packed(folder / f"{part}-{kind}") for kind in KINDS)
    return None if images is None or labels is None else (images, labels)


def _plain_or_packed(plain: Path) -> Path | None:
    packed = plain.with_name(f"{plain.name}.gz")
    return next((file for file in (plain, packed) if file.is_file()), None)


def has_idx(folder: Path) -> bool:
    return all(idx_files(folder, part) for part in PARTS)


def read_idx(folder: Path, part: str, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Images [size, 28, 28] and labels [size], both uint8. Raises NoDataError for what is not that
    and for files that are not there."""
    files = idx_files(folder, part)
    if files is None:
        raise NoDataError(f"{folder} lacks the files {part}-{KINDS[0]} and {part}-{KINDS[1]}.")
    images, labels = files
    return _read(images, (size, 28, 28)), _read(labels, (size,))


def _read(file: Path, shape: tuple[int, ...]) -> np.ndarray:
    """The header says: two zero bytes, 8 for uint8, the number of axes, their lengths."""
    header = bytes([0, 0, 8, len(shape)]) + np.array(shape, ">i4").tobytes()
    count = int(np.prod(shape))
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as opened:
            begins, content = opened.read(len(header)), opened.read(count + 1)
    except (OSError, EOFError) as error:
        raise NoDataError(f"{file} cannot be read: {error}.") from error
    if begins != header or len(content) != count:
        raise NoDataError(f"{file} is no IDX file of {' × '.join(map(str, shape))} bytes.")
    return np.frombuffer(content, np.uint8).reshape(shape)
