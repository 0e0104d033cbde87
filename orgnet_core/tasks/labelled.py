"""Pictures with their classes, as arrays, and what can be made of any such set."""

from typing import NamedTuple

import numpy as np

FOR_RANDOM_LABELS = 2212_10078  # the seed of the one shuffle that all runs have


class LabelledPictures(NamedTuple):
    """Pictures, uint8, from 0 to 255: [N, rows, columns], and their class numbers [N].

    The channels of colour pictures lie side by side: [N, rows, channels · columns].
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def frozen(pictures: LabelledPictures) -> LabelledPictures:
    """The same, read-only: shared by whoever asks for them."""
    for array in pictures:
        array.flags.writeable = False
    return pictures


def side_by_side(images: np.ndarray) -> np.ndarray:
    """[N, rows, columns, channels] -> [N, rows, channels · columns]."""
    return np.ascontiguousarray(images.transpose(0, 1, 3, 2)).reshape(*images.shape[:2], -1)


def cropped(pictures: LabelledPictures, side: int, channels: int = 1) -> LabelledPictures:
    """The middle side×side pixels; where as many cannot be cut on both sides, one more at the
    bottom and on the right."""

    def crop(images: np.ndarray) -> np.ndarray:
        count, rows, columns = images.shape
        apart = images.reshape(count, rows, channels, columns // channels)
        top, left = (rows - side) // 2, (columns // channels - side) // 2
        inner = apart[:, top : top + side, :, left : left + side]
        return np.ascontiguousarray(inner).reshape(count, side, channels * side)

    train, train_labels, test, test_labels = pictures
    return frozen(LabelledPictures(crop(train), train_labels, crop(test), test_labels))


def with_random_labels(pictures: LabelledPictures) -> LabelledPictures:
    """The training labels shuffled once and for all, each class as often as before; the test's are
    the true ones, so that the accuracy on them is chance (Zhang et al. 2017, arXiv 1611.03530)."""
    shuffled = np.random.default_rng(FOR_RANDOM_LABELS).permutation(pictures.train_labels)
    return frozen(pictures._replace(train_labels=shuffled))
