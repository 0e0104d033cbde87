"""The pictures in the package, MNIST and Fashion-MNIST, and the shrinking that made the small ones.

The files' bytes are pinned by the README's checksums.
"""

import re
from hashlib import sha256

import numpy as np
import pytest
import torch
from pictures import write_idx

from orgnet_core.errors import NoDataError
from orgnet_core.tasks.data import load_mnist, load_packed, npz_file
from orgnet_core.tasks.data.make_npz import COUNTS, SIDES, read_part
from orgnet_core.tasks.data.shrinking import shrink
from orgnet_core.tasks.data.vision import torchvision_sets

PACKED = [f"{name}{side}" for name, sides in SIDES.items() for side in sides]
MEANS = {"mnist": 0.1307, "fashion": 0.2860}  # of all pixels, as is known of both at 28×28
each_packed = pytest.mark.parametrize("name", PACKED)


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


@each_packed
@pytest.mark.parametrize(("part", "of"), [("train", "train"), ("test", "t10k")])
def test_every_picture_is_there(name, part, of):
    counts, side = COUNTS[name[:-2]][of], int(name[-2:])
    pictures = load_packed(name)._asdict()
    images, labels = pictures[f"{part}_images"], pictures[f"{part}_labels"]
    assert images.shape == (sum(counts), side, side) and images.dtype == np.uint8
    assert labels.shape == (sum(counts),) and labels.dtype == np.uint8
    assert tuple(np.bincount(labels)) == counts


@each_packed
def test_images_use_the_whole_range_and_keep_their_mean(name):
    images = load_packed(name).train_images
    assert images.min() == 0 and images.max() == 255
    assert images.mean() / 255 == pytest.approx(MEANS[name[:-2]], abs=2e-3)


@each_packed
def test_class_means_tell_the_classes_apart(name):
    """Images and labels belong together: the nearest class mean alone gets two thirds and more."""
    data = load_packed(name)
    train, test = (a.reshape(len(a), -1).astype(np.float32) for a in (data[0], data[2]))
    means = np.stack([train[data.train_labels == each].mean(axis=0) for each in range(10)])
    nearest = (test @ means.T - (means**2).sum(axis=1) / 2).argmax(axis=1)
    assert (nearest == data.test_labels).mean() > (0.8 if name.startswith("mnist") else 0.65)


@pytest.mark.parametrize("part", ["train", "test"])
def test_the_small_images_are_the_large_ones_shrunk_in_the_same_order(part):
    small, large = (load_mnist(side)._asdict() for side in (15, 28))
    assert np.array_equal(small[f"{part}_labels"], large[f"{part}_labels"])
    shrunk = shrink(large[f"{part}_images"], 15)
    # One grey level: what torch's code for another processor may differ by.
    assert np.abs(shrunk.astype(np.int16) - small[f"{part}_images"]).max() <= 1


@each_packed
def test_loading_twice_shares_one_read_only_copy(name):
    pictures = load_packed(name)
    assert load_packed(name) is pictures
    for array in pictures:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@each_packed
def test_readme_states_the_checksum_of_the_stored_file(name):
    file = npz_file(name)
    readme = file.with_name("README.md").read_text(encoding="utf-8")
    stated = re.search(rf"`([0-9a-f]{{64}})` +`{re.escape(file.name)}`", readme)
    assert stated and stated[1] == sha256(file.read_bytes()).hexdigest()


def test_shrink_gives_the_bytes_of_torchvisions_resize():
    torchvision_sets()
    from torchvision.transforms.v2 import functional

    images = some_images(20)
    resized = functional.resize(torch.tensor(images)[:, None], [15, 15], antialias=True)
    assert np.array_equal(shrink(images, 15), resized[:, 0].numpy())


def test_shrink_is_the_triangle_filter_within_one_grey_level():
    images = some_images(20)
    weights = triangle_weights(28, 15)
    slow = weights @ images @ weights.T
    fast = shrink(images, 15)
    assert fast.dtype == np.uint8
    assert np.abs(fast - slow).max() <= 1


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        (15, lambda images: shrink(images, 15)),
        (28, lambda images: images),  # MNIST's own pixels, byte for byte
    ],
)
def test_reading_idx_files_gives_the_images_at_that_size_and_their_labels(tmp_path, side, expected):
    images = some_images(3)
    write_idx(tmp_path, "train", images, np.array([7, 0, 7], np.uint8))
    read, labels = read_part(tmp_path, "train", (1, 0, 0, 0, 0, 0, 0, 2, 0, 0), side)
    assert np.array_equal(read, expected(images)) and read.dtype == np.uint8
    assert labels.tolist() == [7, 0, 7] and labels.dtype == np.uint8


@pytest.mark.parametrize("name", SIDES)
def test_other_label_counts_are_refused(tmp_path, name):
    write_idx(tmp_path, "train", some_images(60_000), np.full(60_000, 7, np.uint8))
    with pytest.raises(NoDataError, match="train labels: found"):
        read_part(tmp_path, "train", COUNTS[name]["train"], 15)


def test_files_that_are_cut_short_or_missing_are_refused(tmp_path):
    write_idx(tmp_path, "train", some_images(3), np.array([7, 0, 7], np.uint8))
    with pytest.raises(NoDataError, match="lacks the files t10k-images"):
        read_part(tmp_path, "t10k", (3,), 15)
    with pytest.raises(NoDataError, match="is no IDX file of 4 × 28 × 28 bytes"):
        read_part(tmp_path, "train", (4,), 15)
    file = tmp_path / "train-images-idx3-ubyte"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(NoDataError, match="is no IDX file of 3 × 28 × 28 bytes"):
        read_part(tmp_path, "train", (3,), 15)
