"""MNIST at 15×15: the digits that are stored, and the shrinking that made them."""

import re
from hashlib import sha256

import numpy as np
import pytest
import torch

from orgnet_core.data import MNIST15_FILE, load_mnist15
from orgnet_core.data.make_mnist15 import TEST_COUNTS, TRAIN_COUNTS, read_part, shrink

PARTS = [("train", 60_000, TRAIN_COUNTS), ("test", 10_000, TEST_COUNTS)]


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


def write_idx(folder, part: str, images: np.ndarray, labels: np.ndarray) -> None:
    """The IDX pair of `part`: two zero bytes, 8 for uint8, the number of axes, their lengths."""
    for name, array in {"images-idx3": images, "labels-idx1": labels}.items():
        header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
        (folder / f"{part}-{name}-ubyte").write_bytes(header + array.tobytes())


@pytest.mark.parametrize(("part", "size", "counts"), PARTS)
def test_every_digit_is_there(part, size, counts):
    mnist = load_mnist15()._asdict()
    images, labels = mnist[f"{part}_images"], mnist[f"{part}_labels"]
    assert images.shape == (size, 15, 15) and images.dtype == np.uint8
    assert labels.shape == (size,) and labels.dtype == np.uint8
    assert tuple(np.bincount(labels)) == counts


def test_images_use_the_whole_range_and_keep_mnists_mean():
    images = load_mnist15().train_images
    assert images.min() == 0 and images.max() == 255
    assert images.mean() / 255 == pytest.approx(0.1307, abs=2e-4)  # 28×28 MNIST: 0.1307


def test_class_means_tell_the_digits_apart():
    """Images and labels belong together: the nearest class mean alone gets 4 of 5 digits."""
    mnist = load_mnist15()
    train, test = (a.reshape(len(a), -1).astype(np.float32) for a in (mnist[0], mnist[2]))
    means = np.stack([train[mnist.train_labels == digit].mean(axis=0) for digit in range(10)])
    nearest = (test @ means.T - (means**2).sum(axis=1) / 2).argmax(axis=1)
    assert (nearest == mnist.test_labels).mean() > 0.8


def test_loading_twice_shares_one_read_only_copy():
    mnist = load_mnist15()
    assert load_mnist15() is mnist
    for array in mnist:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_readme_states_the_checksum_of_the_stored_file():
    readme = MNIST15_FILE.with_name("README.md").read_text(encoding="utf-8")
    stated = re.search(r"`([0-9a-f]{64})` +`mnist15\.npz`", readme)
    assert stated and stated[1] == sha256(MNIST15_FILE.read_bytes()).hexdigest()


def test_shrink_is_the_triangle_filter_within_one_grey_level():
    images = np.random.default_rng(0).integers(0, 256, (20, 28, 28), dtype=np.uint8)
    weights = triangle_weights(28, 15)
    slow = weights @ images @ weights.T
    fast = shrink(torch.from_numpy(images))
    assert fast.dtype == np.uint8
    assert np.abs(fast - slow).max() <= 1


def test_reading_idx_files_gives_shrunk_images_and_their_labels(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28), dtype=np.uint8)
    write_idx(tmp_path, "train", images, np.array([7, 0, 7], np.uint8))
    shrunk, labels = read_part(tmp_path, "train", counts=(1, 0, 0, 0, 0, 0, 0, 2, 0, 0))
    assert np.array_equal(shrunk, shrink(torch.from_numpy(images)))
    assert labels.tolist() == [7, 0, 7] and labels.dtype == np.uint8


def test_other_label_counts_than_mnists_are_refused(tmp_path):
    write_idx(tmp_path, "train", np.zeros((3, 28, 28), np.uint8), np.array([7, 0, 7], np.uint8))
    with pytest.raises(SystemExit, match="train labels: found"):
        read_part(tmp_path, "train", TRAIN_COUNTS)
