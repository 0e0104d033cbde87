"""Makes the npz files of this folder out of the four IDX files of MNIST or of Fashion-MNIST.

python -m orgnet_core.tasks.data.make_npz mnist|fashion FOLDER_WITH_IDX
"""

import argparse
from hashlib import sha256
from pathlib import Path

import numpy as np

from orgnet_core.errors import NoDataError
from orgnet_core.tasks.data import npz_file
from orgnet_core.tasks.data.idx import read_idx
from orgnet_core.tasks.data.shrinking import shrink
from orgnet_core.tasks.pictures import LabelledPictures

SIDES = {"mnist": (15, 28), "fashion": (15,)}  # pixels; MNIST at the paper's size and its own
# How often each class comes: a cut, shuffled or foreign file does not pass.
COUNTS = {
    "mnist": {
        "train": (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949),
        "t10k": (980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009),
    },
    "fashion": {"train": (6000,) * 10, "t10k": (1000,) * 10},
}


def read_part(
    folder: Path, part: str, counts: tuple[int, ...], side: int
) -> tuple[np.ndarray, np.ndarray]:
    """Images [N, side, side] and labels [N], both uint8, of `part`: "train" or "t10k". Raises
    NoDataError."""
    images, labels = read_idx(folder, part, sum(counts))
    found = tuple(np.bincount(labels, minlength=10).tolist())
    if found != counts:
        raise NoDataError(f"{part} labels: found {found} of each class, not {counts}.")
    return shrink(images, side), labels


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the npz files out of IDX files.")
    parser.add_argument("name", choices=SIDES)
    parser.add_argument("folder", type=Path, metavar="FOLDER_WITH_IDX")
    options = parser.parse_args()
    for side in SIDES[options.name]:
        parts = (
            read_part(options.folder, part, counts, side)
            for part, counts in COUNTS[options.name].items()
        )
        file = npz_file(f"{options.name}{side}")
        np.savez_compressed(file, **LabelledPictures(*next(parts), *next(parts))._asdict())
        print(sha256(file.read_bytes()).hexdigest(), file)


if __name__ == "__main__":
    main()
