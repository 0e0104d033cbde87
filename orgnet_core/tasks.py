"""Tasks an organism can be grown for: batches, a loss, a metric. `TASKS` is the registry."""

from collections.abc import Iterator
from functools import lru_cache
from math import ceil
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from orgnet_core.data import load_mnist15


class Batch(NamedTuple):
    x: Tensor  # [B, inputs]
    y: Tensor  # [B, outputs], or class numbers [B]


class Addition:
    """Learn a + b for a, b ~ N(0, 1) (paper, experiment 1). Metric: mean absolute error."""

    inputs, outputs = 2, 1
    metric, higher_is_better = "mean absolute error", False
    samples = 1000
    input_grid = None  # the inputs are no picture
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
    def score(output: Tensor, y: Tensor) -> Tensor:
        return (output - y).abs().mean()

    def _draw(self, generator, size, noise, dtype) -> Batch:
        x = torch.randn(size, self.inputs, generator=generator, dtype=torch.float64).to(dtype)
        return Batch(_with_noise(x, generator, noise), x.sum(1, keepdim=True))


class Mnist15:
    """Read handwritten digits at 15×15 pixels (paper, experiment 2). Metric: accuracy.

    Pixels are 0..1. The paper's tiny input noise (a config field) is added to training batches.
    """

    inputs, outputs = 225, 10
    metric, higher_is_better = "accuracy", True
    samples = 60_000
    input_grid = (15, 15)
    test_size = 10_000
    loss = staticmethod(F.cross_entropy)

    def epoch(
        self, generator: Generator, batch_size: int, noise: float, dtype: torch.dtype
    ) -> Iterator[Batch]:
        """One pass over the 60,000 training images in random order."""
        images, labels = _mnist15(dtype).train
        order = torch.randperm(self.samples, generator=generator)
        for chosen in order.split(batch_size):
            yield Batch(_with_noise(images[chosen], generator, noise), labels[chosen])

    def test(self, dtype: torch.dtype) -> Batch:
        return _mnist15(dtype).test

    @staticmethod
    def score(output: Tensor, y: Tensor) -> Tensor:
        # argmax over NaN would still name a class: a failed organism scores NaN, not luck.
        right = (output.argmax(1) == y).double()  # so that 980 of 10,000 is 0.098
        return torch.where(output.isfinite().all(), right.mean(), torch.nan)


TASKS = {"addition": Addition(), "mnist15": Mnist15()}


def batches_per_epoch(task: str, batch_size: int) -> int:
    return ceil(TASKS[task].samples / batch_size)


class _Split(NamedTuple):
    train: Batch
    test: Batch


@lru_cache
def _mnist15(dtype: torch.dtype) -> _Split:
    data = load_mnist15()

    def batch(images, labels):
        pixels = torch.tensor(images.reshape(len(images), -1)).to(dtype) / 255
        return Batch(pixels, torch.tensor(labels, dtype=torch.int64))

    return _Split(
        batch(data.train_images, data.train_labels), batch(data.test_images, data.test_labels)
    )


def _with_noise(x: Tensor, generator: Generator, scale: float) -> Tensor:
    if not scale:
        return x
    return torch.randn(x.shape, generator=generator, dtype=x.dtype).mul_(scale).add_(x)
