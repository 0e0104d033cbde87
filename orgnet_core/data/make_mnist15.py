"""Makes mnist15.npz out of MNIST's four IDX files.

python -m orgnet_core.data.make_mnist15 FOLDER_WITH_IDX
"""

import argparse
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch

from orgnet_core.data import MNIST15_FILE, Mnist15
from orgnet_core.data.vision import import_torchvision

SIDE = 15  # pixels

# How often MNIST holds the digits 0 … 9: a cut, shuffled or foreign file does not pass.
TRAIN_COUNTS = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
TEST_COUNTS = (980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009)


def shrink(images: torch.Tensor) -> np.ndarray:
    """uint8 [N, 28, 28] -> uint8 [N, 15, 15], bilinear with antialiasing."""
    import_torchvision()
    from torchvision.transforms.v2 import functional

    return functional.resize(images[:, None], [SIDE, SIDE], antialias=True)[:, 0].numpy()


def read_part(folder: Path, part: str, counts: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Images [N, 15, 15] and labels [N], both uint8, of `part`: "train" or "t10k"."""
    import_torchvision()
    from torchvision.datasets import mnist

    labels = mnist.read_label_file(str(folder / f"{part}-labels-idx1-ubyte"))
    found = tuple(torch.bincount(labels, minlength=10).tolist())
    if found != counts:
        raise SystemExit(f"{part} labels: found {found} of each digit, MNIST has {counts}")
    images = mnist.read_image_file(str(folder / f"{part}-images-idx3-ubyte"))
    return shrink(images), labels.to(torch.uint8).numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description="Make mnist15.npz out of MNIST's IDX files.")
    parser.add_argument("folder", type=Path, metavar="FOLDER_WITH_IDX")
    folder = parser.parse_args().folder
    mnist = Mnist15(
        *read_part(folder, "train", TRAIN_COUNTS), *read_part(folder, "t10k", TEST_COUNTS)
    )
    np.savez_compressed(MNIST15_FILE, **mnist._asdict())
    print(sha256(MNIST15_FILE.read_bytes()).hexdigest(), MNIST15_FILE)


if __name__ == "__main__":
    main()
