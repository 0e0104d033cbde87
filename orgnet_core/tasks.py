"""Tasks an organism can be grown for: batches, a loss, a metric. `TASKS` is the registry."""

from collections.abc import Iterator
from functools import cache, cached_property
from math import ceil
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from orgnet_core.data import load_mnist


class Batch(NamedTuple):
    x: Tensor  # [B, inputs]
    y: Tensor  # [B, outputs], or class numbers [B]


class Addition:
    """Learn a + b for a, b ~ N(0, 1) (paper, experiment 1). Metric: mean absolute error."""

    inputs, outputs = 2, 1
    metric, higher_is_better = "mean absolute error", False
    samples = 1000
    input_grid = None  # the inputs are no picture
    mean_image: tuple[float, ...] = ()
    dark_pixels: tuple[int, ...] = ()
    test_size = 1000
    loss = staticmethod(F.mse_loss)

    def epoch(
        self, generator: Generator, batch_size: int, noise: float, dtype: torch.dtype
    ) -> Iterator[Batch]:
        """One epoch of fresh samples: 1,000 of them, 20 batches at the paper's batch size 50."""
        for start in range(0, self.samples, batch_size):
            size = min(batch_size, self.samples - start)
            yield self._draw(generator, size, noise, dtype)

    def test(self, dtype: torch.dtype) -> Batch:
        """The same 1,000 samples for every run."""
        return self._draw(Generator().manual_seed(2212_10078), self.test_size, 0.0, dtype)

    @staticmethod
    def losses(output: Tensor, y: Tensor) -> Tensor:
        """The loss of every sample, [..., B], for outputs [..., out, B]."""
        return (output - y.T).square().mean(-2)

    @staticmethod
    def score(output: Tensor, y: Tensor) -> Tensor:
        return (output - y).abs().mean()

    def _draw(self, generator, size, noise, dtype) -> Batch:
        x = torch.randn(size, self.inputs, generator=generator, dtype=torch.float64).to(dtype)
        return Batch(_with_noise(x, generator, noise), x.sum(1, keepdim=True))


class Mnist:
    """Read handwritten digits at side×side pixels (paper, experiment 2: 15). Metric: accuracy.

    Pixels are 0..1. The paper's tiny input noise (a config field) is added to training batches.
    """

    outputs = 10
    metric, higher_is_better = "accuracy", True
    samples = 60_000
    test_size = 10_000
    loss = staticmethod(F.cross_entropy)

    def __init__(self, side: int):
        self.side = side
        self.inputs, self.input_grid = side * side, (side, side)

    def epoch(
        self, generator: Generator, batch_size: int, noise: float, dtype: torch.dtype
    ) -> Iterator[Batch]:
        """One pass over the 60,000 training images in random order."""
        images, labels = _mnist(self.side).train
        order = torch.randperm(self.samples, generator=generator)
        for chosen in order.split(batch_size):
            # Kept as bytes until here: at 28×28 all images take 47 MB so, 188 MB as float32.
            x = _pixels(images.index_select(0, chosen), dtype)
            yield Batch(_with_noise(x, generator, noise), labels.index_select(0, chosen))

    def test(self, dtype: torch.dtype) -> Batch:
        return _mnist_test(self.side, dtype)

    @cached_property
    def mean_image(self) -> tuple[float, ...]:
        """Mean of every input over the training images, 0..1."""
        return tuple((_mnist(self.side).train.x.sum(0) / self.samples / 255).tolist())

    @cached_property
    def dark_pixels(self) -> tuple[int, ...]:
        """Inputs whose mean over the training images is below 1/256 of the largest (Fig. 10)."""
        limit = max(self.mean_image) / 256
        return tuple(pixel for pixel, mean in enumerate(self.mean_image) if mean < limit)

    @staticmethod
    def losses(output: Tensor, y: Tensor) -> Tensor:
        """The loss of every sample, [..., B], for outputs [..., out, B]."""
        right = output.gather(-2, y.expand(*output.shape[:-2], 1, -1)).squeeze(-2)
        return output.logsumexp(-2) - right

    @staticmethod
    def score(output: Tensor, y: Tensor) -> Tensor:
        # argmax over NaN would still name a class: a failed organism scores NaN, not luck.
        if not output.isfinite().all():
            return torch.tensor(torch.nan)
        return (output.argmax(1) == y).double().mean()  # in double, 980 of 10,000 is 0.098


TASKS = {"addition": Addition(), "mnist15": Mnist(15), "mnist28": Mnist(28)}


def batches_per_epoch(task: str, batch_size: int) -> int:
    return ceil(TASKS[task].samples / batch_size)


class _Split(NamedTuple):
    train: Batch
    test: Batch


@cache
def _mnist(side: int) -> _Split:
    """Images as bytes, [N, side²], and class numbers, [N]."""
    data = load_mnist(side)

    def batch(images: np.ndarray, labels: np.ndarray) -> Batch:
        pixels = torch.tensor(images.reshape(len(images), -1))
        return Batch(pixels, torch.tensor(labels, dtype=torch.int64))

    return _Split(
        batch(data.train_images, data.train_labels), batch(data.test_images, data.test_labels)
    )


@cache
def _mnist_test(side: int, dtype: torch.dtype) -> Batch:
    images, labels = _mnist(side).test
    return Batch(_pixels(images, dtype), labels)


def _pixels(images: Tensor, dtype: torch.dtype) -> Tensor:
    """Bytes as numbers 0..1."""
    return images.to(dtype).div_(255)


def _with_noise(x: Tensor, generator: Generator, scale: float) -> Tensor:
    if not scale:
        return x
    return torch.randn(x.shape, generator=generator, dtype=x.dtype).mul_(scale).add_(x)
