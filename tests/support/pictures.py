"""Tasks that this machine can grow, and files of pictures made by hand."""

import io
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image

from orgnet_core.errors import NoDataError
from orgnet_core.tasks import TASKS


def is_here(name: str) -> bool:
    try:
        TASKS[name].check()
    except NoDataError:
        return False
    return True


# All but those whose pictures lie elsewhere, and one of each variant.
EVERY_TASK = [*filter(is_here, TASKS), "mnist15-crop9", "digits-random"]


def write_idx(folder: Path, part: str, images: np.ndarray, labels: np.ndarray) -> None:
    """The IDX pair of `part`: two zero bytes, 8 for uint8, the number of axes, their lengths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in {"images-idx3": images, "labels-idx1": labels}.items():
        header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
        (folder / f"{part}-{name}-ubyte").write_bytes(header + array.tobytes())


def some_arrays(
    sizes: tuple[int, int] = (24, 12), shape: tuple[int, ...] = (4, 4), classes: int = 3
) -> dict[str, np.ndarray]:
    """Pictures with labels as an npz of one's own has them, drawn at random."""
    random = np.random.default_rng(1)
    return {
        f"{part}_{kind}": (
            random.integers(0, 256, (size, *shape), dtype=np.uint8)
            if kind == "images"
            else np.arange(size) % classes
        )
        for part, size in zip(("train", "test"), sizes, strict=True)
        for kind in ("images", "labels")
    }


def npz(arrays: dict[str, np.ndarray]) -> IO[bytes]:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    file.seek(0)
    return file


def image_folder(folder: Path, classes: tuple[str, ...] = ("cats", "dogs"), each: int = 12) -> Path:
    """So many colour images a class, all of one class as bright, 30 × 20 pixels."""
    for number, name in enumerate(classes):
        (folder / name).mkdir(parents=True)
        for at in range(each):
            pixels = np.full((20, 30, 3), (10 * at, 100 * number, 7), np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{at:02}.png")
    return folder
