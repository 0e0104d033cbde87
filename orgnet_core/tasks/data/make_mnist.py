# pyright: reportMissingTypeStubs=false
# torchvision comes without types.
"""Makes mnist15.npz and mnist28.npz out of MNIST's four IDX files.

python -m orgnet_core.tasks.data.make_mnist FOLDER_WITH_IDX
"""

import argparse
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch

from orgnet_core.tasks.data import SIDES, mnist_file
from orgnet_core.tasks.data.vision import import_torchvision
from orgnet_core.tasks.pictures import LabelledPictures

# How often MNIST holds the digits 0 … 9: a cut, shuffled or foreign file does not pass.
TRAIN_COUNTS = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
TEST_COUNTS = (980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009)


def shrink(images: torch.Tensor, side: int) -> np.ndarray:
    """uint8 [N, 28, 28] -> [N, side, side], bilinear with antialiasing; side 28 keeps all bytes."""
    import_torchvision()
    from torchvision.transforms.v2 import functional

    return functional.resize(images[:, None], [side, side], antialias=True)[:, 0].numpy()


def read_part(
    folder: Path, part: str, counts: tuple[int, ...], side: int
) -> tuple[np.ndarray, np.ndarray]:
    """Images [N, side, side] and labels [N], both uint8, of `part`: "train" or "t10k"."""
    import_torchvision()
    from torchvision.datasets import mnist

    labels = mnist.read_label_file(str(folder / f"{part}-labels-idx1-ubyte"))
    found = tuple(torch.bincount(labels, minlength=10).numpy().tolist())
    if found != counts:
        raise SystemExit(f"{part} labels: found {found} of each digit, MNIST has {counts}")
    images = mnist.read_image_file(str(folder / f"{part}-images-idx3-ubyte"))
    return shrink(images, side), labels.to(torch.uint8).numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the npz files out of MNIST's IDX files.")
    parser.add_argument("folder", type=Path, metavar="FOLDER_WITH_IDX")
    folder = parser.parse_args().folder
    for side in SIDES:
        train = read_part(folder, "train", TRAIN_COUNTS, side)
        test = read_part(folder, "t10k", TEST_COUNTS, side)
        file = mnist_file(side)
        np.savez_compressed(file, **LabelledPictures(*train, *test)._asdict())
        print(sha256(file.read_bytes()).hexdigest(), file)


if __name__ == "__main__":
    main()
