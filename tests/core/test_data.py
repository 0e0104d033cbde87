"""MNIST at 15×15 and 28×28: the digits that are stored, and the shrinking that made the small ones.

The files' bytes are pinned by the README's checksums.
"""

import re
from hashlib import sha256

import numpy as np
import pytest
import torch
from orgnet_core.tasks.data.make_mnist import TEST_COUNTS, TRAIN_COUNTS, read_part, shrink

from orgnet_core.tasks.data import SIDES, load_mnist, mnist_file

PARTS = [("train", 60_000, TRAIN_COUNTS), ("test", 10_000, TEST_COUNTS)]
each_side = pytest.mark.parametrize("side", SIDES)


def triangle_weights(size_in: int, size_out: int) -> np.ndarray:
    """[size_out, size_in]: bilinear shrinking with antialiasing, as its definition says it.

    Each output pixel averages the inputs under a triangle centred on it, as wide on either side
    as one output pixel; what sticks out over the border is left out of the average.
    """
    scale = size_in / size_out
    centres = (np.arange(size_out) + 0.5) * scale
    distance = np.abs(np.arange(size_in) + 0.5 - centres[:, None]) / scale
    weights = np.clip(1 - distance, 0, None)
    return weights / weights.sum(axis=1, keepdims=True)


def some_images(count: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 28, 28), dtype=np.uint8)


def write_idx(folder, part: str, images: np.ndarray, labels: np.ndarray) -> None:
    """The IDX pair of `part`: two zero bytes, 8 for uint8, the number of axes, their lengths."""
    for name, array in {"images-idx3": images, "labels-idx1": labels}.items():
        header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
        (folder / f"{part}-{name}-ubyte").write_bytes(header + array.tobytes())


@each_side
@pytest.mark.parametrize(("part", "size", "counts"), PARTS)
def test_every_digit_is_there(side, part, size, counts):
    mnist = load_mnist(side)._asdict()
    images, labels = mnist[f"{part}_images"], mnist[f"{part}_labels"]
    assert images.shape == (size, side, side) and images.dtype == np.uint8
    assert labels.shape == (size,) and labels.dtype == np.uint8
    assert tuple(np.bincount(labels)) == counts


@each_side
def test_images_use_the_whole_range_and_keep_mnists_mean(side):
    images = load_mnist(side).train_images
    assert images.min() == 0 and images.max() == 255
    assert images.mean() / 255 == pytest.approx(0.1307, abs=2e-4)  # 28×28 MNIST: 0.1307


@each_side
def test_class_means_tell_the_digits_apart(side):
    """Images and labels belong together: the nearest class mean alone gets 4 of 5 digits."""
    mnist = load_mnist(side)
    train, test = (a.reshape(len(a), -1).astype(np.float32) for a in (mnist[0], mnist[2]))
    means = np.stack([train[mnist.train_labels == digit].mean(axis=0) for digit in range(10)])
    nearest = (test @ means.T - (means**2).sum(axis=1) / 2).argmax(axis=1)
    assert (nearest == mnist.test_labels).mean() > 0.8


@pytest.mark.parametrize("part", ["train", "test"])
def test_the_small_images_are_the_large_ones_shrunk_in_the_same_order(part):
    small, large = (load_mnist(side)._asdict() for side in SIDES)
    assert np.array_equal(small[f"{part}_labels"], large[f"{part}_labels"])
    shrunk = shrink(torch.tensor(large[f"{part}_images"]), 15)
    # One grey level: what torchvision's code for another processor may differ by.
    assert np.abs(shrunk.astype(np.int16) - small[f"{part}_images"]).max() <= 1


@each_side
def test_loading_twice_shares_one_read_only_copy(side):
    mnist = load_mnist(side)
    assert load_mnist(side) is mnist
    for array in mnist:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@each_side
def test_readme_states_the_checksum_of_the_stored_file(side):
    file = mnist_file(side)
    readme = file.with_name("README.md").read_text(encoding="utf-8")
    stated = re.search(rf"`([0-9a-f]{{64}})` +`{re.escape(file.name)}`", readme)
    assert stated and stated[1] == sha256(file.read_bytes()).hexdigest()


def test_shrink_is_the_triangle_filter_within_one_grey_level():
    images = some_images(20)
    weights = triangle_weights(28, 15)
    slow = weights @ images @ weights.T
    fast = shrink(torch.from_numpy(images), 15)
    assert fast.dtype == np.uint8
    assert np.abs(fast - slow).max() <= 1


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        (15, lambda images: shrink(torch.from_numpy(images), 15)),
        (28, lambda images: images),  # MNIST's own pixels, byte for byte
    ],
)
def test_reading_idx_files_gives_the_images_at_that_size_and_their_labels(tmp_path, side, expected):
    images = some_images(3)
    write_idx(tmp_path, "train", images, np.array([7, 0, 7], np.uint8))
    read, labels = read_part(tmp_path, "train", (1, 0, 0, 0, 0, 0, 0, 2, 0, 0), side)
    assert np.array_equal(read, expected(images)) and read.dtype == np.uint8
    assert labels.tolist() == [7, 0, 7] and labels.dtype == np.uint8


@each_side
def test_other_label_counts_than_mnists_are_refused(tmp_path, side):
    write_idx(tmp_path, "train", some_images(3), np.array([7, 0, 7], np.uint8))
    with pytest.raises(SystemExit, match="train labels: found"):
        read_part(tmp_path, "train", TRAIN_COUNTS, side)
