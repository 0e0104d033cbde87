"""Tasks an organism can be grown for: batches, a loss, a metric. `TASKS` is the registry."""

from collections.abc import Iterator
from functools import cache
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
        """The loss of every sample, [B]."""
        return (output - y).square().mean(1)

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
        images, labels, *_ = load_mnist(self.side)
        order = torch.randperm(self.samples, generator=generator).numpy()
        for start in range(0, self.samples, batch_size):
            chosen = order[start : start + batch_size]
            # Kept as bytes until here: at 28×28 all images take 47 MB so, 188 MB as float32.
            x, y = _digits(images[chosen], labels[chosen], dtype)
            yield Batch(_with_noise(x, generator, noise), y)

    def test(self, dtype: torch.dtype) -> Batch:
        return _mnist_test(self.side, dtype)

    @staticmethod
    def losses(output: Tensor, y: Tensor) -> Tensor:
        """The loss of every sample, [B]; several times faster than `loss` without reduction."""
        right = output.gather(1, y[:, None])[:, 0]
        return output.T.contiguous().logsumexp(0) - right

    @staticmethod
    def score(output: Tensor, y: Tensor) -> Tensor:
        # argmax over NaN would still name a class: a failed organism scores NaN, not luck.
        right = (output.argmax(1) == y).double()  # so that 980 of 10,000 is 0.098
        return torch.where(output.isfinite().all(), right.mean(), torch.nan)


TASKS = {"addition": Addition(), "mnist15": Mnist(15), "mnist28": Mnist(28)}


def batches_per_epoch(task: str, batch_size: int) -> int:
    return ceil(TASKS[task].samples / batch_size)


@cache
def _mnist_test(side: int, dtype: torch.dtype) -> Batch:
    *_, images, labels = load_mnist(side)
    return _digits(images, labels, dtype)


def _digits(images: np.ndarray, labels: np.ndarray, dtype: torch.dtype) -> Batch:
    """Images [B, side, side] and labels [B], both uint8, as a batch."""
    x = torch.tensor(images.reshape(len(images), -1)).to(dtype).div_(255)
    return Batch(x, torch.tensor(labels, dtype=torch.int64))


def _with_noise(x: Tensor, generator: Generator, scale: float) -> Tensor:
    if not scale:
        return x
    return torch.randn(x.shape, generator=generator, dtype=x.dtype).mul_(scale).add_(x)
