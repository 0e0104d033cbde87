"""Naming what is on small pictures: any labelled set of them makes a task."""

from collections.abc import Callable
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from orgnet_core.compilation import Array, compiled
from orgnet_core.errors import InputError
from orgnet_core.random_numbers import NOISE, Place, normals, shuffled
from orgnet_core.tasks.labelled import LabelledPictures, cropped, with_random_labels
from orgnet_core.tasks.preparation import Preparation
from orgnet_core.tasks.protocol import FOR_MEASURING, Batch, Picture, Readings
from orgnet_core.validation import must_be

COLOURS = ("red", "green", "blue")


class _Split(NamedTuple):
    """Pictures as bytes, [N, pixels], and class numbers, [N]."""

    train: Batch
    test: Batch


class PictureClassification:
    """Name the class of a picture, pixels 0..1. Metric: accuracy.

    `load` reads the data, when they are first needed, and `check` looks before that whether they
    are there. Of such a task `picture` is the task itself: it knows its own pixels. The grid holds
    the `channels`, by name, side by side; a grey picture has none.
    """

    metric, higher_is_better = "accuracy", True

    def __init__(
        self,
        load: Callable[[], LabelledPictures],
        grid: tuple[int, int],
        sizes: tuple[int, int],
        classes: tuple[str, ...],
        class_noun: str,
        channels: tuple[str, ...] = (),
        check: Callable[[], object] | None = None,
        preparation: Preparation | None = None,
    ):
        self._load, self._check, self.grid, self.channels = load, check, grid, channels
        self.preparation = preparation
        self.samples, self.test_size = sizes
        self.classes, self.class_noun = classes, class_noun
        self.inputs, self.outputs = grid[0] * grid[1], len(classes)
        self._sample, self._test = lru_cache(self._sample_in), lru_cache(self._test_in)

    @property
    def picture(self) -> Picture:
        return self

    def check(self) -> None:
        if self._check is not None:
            self._check()

    def cropped(self, side: int) -> "PictureClassification":
        """The same of the middle side×side pixels. Raises InputError for what is no smaller."""
        channels = max(1, len(self.channels))
        least = min(self.grid[0], self.grid[1] // channels)
        if not 1 <= side < least:
            allowed = f"a whole number from 1 to {least - 1} for these pictures"
            raise InputError(must_be("-cropN", allowed, side))
        return self._like(lambda all: cropped(all, side, channels), (side, channels * side))

    def with_random_labels(self) -> "PictureClassification":
        """The same, taught what is not so."""
        return self._like(with_random_labels, self.grid)

    def _like(
        self, change: Callable[[LabelledPictures], LabelledPictures], grid: tuple[int, int]
    ) -> "PictureClassification":
        load = cache(lambda: change(self._load()))
        sizes = self.samples, self.test_size
        return PictureClassification(
            load,
            grid,
            sizes,
            self.classes,
            self.class_noun,
            self.channels,
            self._check,
            self.preparation,
        )

    def batch(
        self, place: Place, size: int, noise: float, dtype: torch.dtype, count: int = 1
    ) -> Batch:
        """A part of the training pictures, which each epoch has in an order of its own."""
        images, labels = self._split.train
        order = shuffled(place.seed, place.epoch, self.samples)
        chosen = order[place.number * size : (place.number + count) * size]
        shape = len(chosen), self.inputs
        x = normals(place, NOISE, shape, dtype, size) if noise else torch.zeros(shape, dtype=dtype)
        # Kept as bytes until here: 60,000 of 28×28 take 47 MB so, 188 MB as float32.
        _add_to(x.numpy(), noise, images.numpy(), chosen.numpy())
        return Batch(x, labels.index_select(0, chosen))

    def sample(self, size: int, dtype: torch.dtype) -> Batch:
        return self._sample(size, dtype)

    def test(self, dtype: torch.dtype) -> Batch:
        return self._test(dtype)

    @property
    def mean(self) -> tuple[float, ...]:
        return self._mean

    @cached_property
    def _mean(self) -> tuple[float, ...]:
        sums = self._split.train.x.numpy().sum(0, dtype=np.int64)  # torch takes nine times as long
        return tuple((torch.as_tensor(sums) / self.samples / 255).numpy().tolist())

    @property
    def dark(self) -> tuple[int, ...]:
        limit = max(self.mean) / 256
        return tuple(pixel for pixel, mean in enumerate(self.mean) if mean < limit)

    def readings(self, row: int, column: int) -> Readings:
        pictures = self._load()
        return Readings(pictures.train_images[:, row, column] / 255, pictures.train_labels)

    def loss(self, output: Tensor, y: Tensor) -> Tensor:
        return F.cross_entropy(output, y)

    def losses(self, output: Tensor, y: Tensor) -> Tensor:
        right = output.gather(-2, y.expand(*output.shape[:-2], 1, -1)).squeeze(-2)
        return output.logsumexp(-2) - right

    def score(self, output: Tensor, y: Tensor) -> Tensor:
        # argmax over NaN would still name a class: a failed organism scores NaN, not luck.
        if not output.isfinite().all():
            return torch.tensor(torch.nan)
        return (output.argmax(1) == y).double().mean()  # in double, 980 of 10,000 is 0.098

    @cached_property
    def _split(self) -> _Split:
        data = self._load()

        def batch(images: np.ndarray, labels: np.ndarray) -> Batch:
            pixels = torch.tensor(images.reshape(len(images), -1))
            return Batch(pixels, torch.tensor(labels, dtype=torch.int64))

        return _Split(
            batch(data.train_images, data.train_labels), batch(data.test_images, data.test_labels)
        )

    def _sample_in(self, size: int, dtype: torch.dtype) -> Batch:
        return self.batch(FOR_MEASURING, size, 0.0, dtype)

    def _test_in(self, dtype: torch.dtype) -> Batch:
        images, labels = self._split.test
        return Batch(_pixels(images, dtype), labels)


def _pixels(images: Tensor, dtype: torch.dtype) -> Tensor:
    """Bytes as numbers 0..1."""
    return images.to(dtype).div_(255)


@compiled
def _add_to(x: Array, scale: float, images: np.ndarray, chosen: np.ndarray) -> None:
    """x ← scale·x + the chosen images as numbers 0..1, [B, pixels]."""
    real = x.dtype.type
    share, factor = real(1 / 255), real(scale)
    for b in range(len(chosen)):
        row, image = x[b], images[chosen[b]]
        for pixel in range(row.size):
            row[pixel] = factor * row[pixel] + share * real(image[pixel])
