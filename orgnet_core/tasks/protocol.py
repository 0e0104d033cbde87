"""What a task has to offer; nothing outside orgnet_core.tasks knows more of one than this."""

from typing import NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor

from orgnet_core.random_numbers import NOISE, Place, normals
from orgnet_core.tasks.preparation import Preparation

FOR_MEASURING = Place(2212_10078, 0, 0)  # where the samples are drawn that all runs are measured on


class Batch(NamedTuple):
    """Samples, first in both."""

    x: Tensor  # [B, inputs]
    y: Tensor  # [B, outputs], or class numbers [B]

    def to(self, device: torch.device) -> "Batch":
        return Batch(self.x.to(device), self.y.to(device))


class Readings(NamedTuple):
    """Values that one edge carries, and the class of each sample where the task has classes."""

    values: np.ndarray  # [N]
    classes: np.ndarray | None  # class numbers [N]

    @property
    def lit(self) -> int:
        """How many of the values are not zero."""
        return int(np.count_nonzero(self.values))

    @property
    def class_means(self) -> np.ndarray:
        """Mean value over the samples of each class, [classes]. Only for a task with classes."""
        assert self.classes is not None
        return np.bincount(self.classes, self.values) / np.bincount(self.classes)


class Picture(Protocol):
    """The inputs of a task that reads pictures: pixel after pixel, row by row."""

    @property
    def grid(self) -> tuple[int, int]:
        """(rows, columns)."""
        ...

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of the pictures that lie side by side in the grid, each as wide; none for grey."""
        ...

    @property
    def mean(self) -> tuple[float, ...]:
        """Mean of every input over the training pictures, 0..1."""
        ...

    @property
    def dark(self) -> tuple[int, ...]:
        """Inputs whose mean is below 1/256 of the largest (paper, Fig. 10)."""
        ...

    @property
    def preparation(self) -> Preparation | None:
        """What a drawing has to go through to be such a picture; None where nobody wrote them."""
        ...

    def readings(self, row: int, column: int) -> Readings:
        """Brightness 0..1 of one pixel, from 0, in all training pictures."""
        ...


class Task(Protocol):
    """What an organism can be grown for.

    Regression has no `classes`; its targets are numbers, [B, outputs], its loss is the mean squared
    error, its metric the mean absolute one. Classification has a name for each output; its targets
    are class numbers, [B], its loss is the cross-entropy, its metric the accuracy.
    """

    @property
    def inputs(self) -> int: ...
    @property
    def outputs(self) -> int: ...
    @property
    def samples(self) -> int:
        """Training samples in an epoch."""
        ...

    @property
    def test_size(self) -> int:
        """Samples of `test`."""
        ...

    @property
    def metric(self) -> str:
        """What `score` is called."""
        ...

    @property
    def higher_is_better(self) -> bool:
        """Of the metric."""
        ...

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes, in the order of their numbers; none for regression."""
        ...

    @property
    def class_noun(self) -> str:
        """What one class is called: "digit"; empty for regression."""
        ...

    @property
    def picture(self) -> Picture | None:
        """The inputs as a picture; None where they are none."""
        ...

    def check(self) -> None:
        """Look, without reading them, whether its data are there. Raises NoDataError."""
        ...

    def batch(
        self, place: Place, size: int, noise: float, dtype: torch.dtype, count: int = 1
    ) -> Batch:
        """The training batch at that place, drawn without those before it; or so many batches of
        its epoch from there on, one after another, the same as each by itself.

        An epoch goes once over the training data, `size` samples at a time, the last batch what is
        left. `noise` is the standard deviation of what is added to the inputs.
        """
        ...

    def sample(self, size: int, dtype: torch.dtype) -> Batch:
        """Up to `size` training samples without noise, a random draw, the same for every run."""
        ...

    def test(self, dtype: torch.dtype) -> Batch:
        """The test set, the same for every run."""
        ...

    def loss(self, output: Tensor, y: Tensor) -> Tensor:
        """Mean loss of outputs [B, outputs], a scalar."""
        ...

    def losses(self, output: Tensor, y: Tensor) -> Tensor:
        """The loss of every sample, [..., B], for outputs [..., outputs, B]."""
        ...

    def score(self, output: Tensor, y: Tensor) -> Tensor:
        """The metric of outputs [B, outputs], a scalar; NaN for an organism that has failed."""
        ...


def with_noise(x: Tensor, place: Place, scale: float, size: int) -> Tensor:
    """`x` plus N(0, scale²), of batches of that size from `place` on; nothing is drawn for a scale
    of zero."""
    if not scale:
        return x
    return normals(place, NOISE, tuple(x.shape), x.dtype, size).mul_(scale).add_(x)
