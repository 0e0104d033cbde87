"""∂L/∂w of an organism's task weights on a batch, which is all that a task step needs of the task.

An organism is a dense MLP without biases: forward and backward are products of matrices, for which
BLAS is the fastest but where few cells read many inputs (narrow.py), and between them something
number by number. What autograd adds to that, and fresh memory for each intermediate, is left out.
Activations lie [cells, samples]. `ByAutograd` is the plain-torch twin, for any device.
"""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor

from orgnet_core.elementwise import ACTIVATION_CODES, activate_with_slope, multiply
from orgnet_core.losses import loss_of
from orgnet_core.narrow import KEPT, are_narrow, first_totals, gradient
from orgnet_core.organism import Organism
from orgnet_core.sharing import for_each, multiply_matrices
from orgnet_core.tasks import Batch, Task


class Gradient(NamedTuple):
    slope: Tensor  # ∂L/∂w, [P]; the next one overwrites it
    loss: float  # mean over the batch
    score: float  # the task's metric on the batch; NaN for an organism that has failed


class GradientOf(Protocol):
    """Made for an organism and its task; then called with task weights [P] for each batch."""

    def __call__(self, batch: Batch, weight: Tensor) -> Gradient: ...


def gradient_for(
    organism: Organism, task: Task, dtype: torch.dtype, is_compiled: bool
) -> GradientOf:
    if not is_compiled:
        return ByAutograd(organism, task)
    return (Narrow if are_narrow(organism.widths) else Compiled)(organism, task, dtype)


class ByAutograd:
    def __init__(self, organism: Organism, task: Task):
        self._organism, self._task = organism, task

    def __call__(self, batch: Batch, weight: Tensor) -> Gradient:
        weight = weight.detach().requires_grad_()
        output = self._organism.forward(batch.x, weight)
        loss = self._task.loss(output, batch.y)
        (slope,) = torch.autograd.grad(loss, weight)
        return Gradient(slope, loss.item(), self._task.score(output.detach(), batch.y).item())


class Narrow:
    """On the CPU, for an organism all of whose layers are narrow."""

    def __init__(self, organism: Organism, _task: Task, dtype: torch.dtype):
        self.widths, self.code = np.array(organism.widths), ACTIVATION_CODES[organism.activation]
        self._weight, self.slope = torch.empty(2, organism.particles, dtype=dtype)
        self._space = np.empty(0, self.slope.numpy().dtype)

    def space(self, samples: int) -> np.ndarray:
        """For what lies between the layers; the next one overwrites it."""
        size = KEPT * int(self.widths[1:].sum()) * samples
        if self._space.size < size:
            self._space = np.empty(size, self._space.dtype)
        return self._space

    def __call__(self, batch: Batch, weight: Tensor) -> Gradient:
        x, y, space = batch.x.numpy(), batch.y.numpy(), self.space(len(batch.x))
        self._weight.copy_(weight)
        w, slope = self._weight.numpy(), self.slope.numpy()
        loss, score = gradient(self.widths, self.code, w, x, y, space, slope)
        return Gradient(self.slope, loss, score)


class Compiled:
    """On the CPU; holds what lies between the layers for the two batch sizes that came last."""

    def __init__(self, organism: Organism, task: Task, dtype: torch.dtype):
        self._organism, self._code = organism, ACTIVATION_CODES[organism.activation]
        self._loss = loss_of(task)
        self._weight, self._slope = torch.empty(2, organism.particles, dtype=dtype)
        self._layers_for = lru_cache(2)(self._new_layers)

    def __call__(self, batch: Batch, weight: Tensor) -> Gradient:
        self._weight.copy_(weight)
        layers = self._layers_for(len(batch.x))
        first, last = layers[0], layers[-1]
        first_totals(first.matrix[None], batch.x, first.total[None])
        for before, layer in pairwise(layers):
            for_each(activate_with_slope, self._code, before.total, before.value, before.steepness)
            multiply_matrices(layer.matrix, before.value, layer.total)
        loss, score = self._loss(last.total.numpy(), batch.y.numpy(), last.pull.numpy())
        for layer, before in pairwise(reversed(layers)):
            multiply_matrices(layer.pull, before.value.T, layer.gradient)
            multiply_matrices(layer.matrix.T, layer.pull, before.pull)
            for_each(multiply, before.pull, before.steepness)
        multiply_matrices(first.pull, batch.x, first.gradient)
        return Gradient(self._slope, loss, score)

    def _new_layers(self, samples: int) -> list["_Layer"]:
        matrices = self._organism.matrices(self._weight), self._organism.matrices(self._slope)
        return [
            _Layer(matrix, gradient, *matrix.new_empty(4, len(matrix), samples))
            for matrix, gradient in zip(*matrices, strict=True)
        ]


class _Layer(NamedTuple):
    matrix: Tensor  # [cells, edges]: its task weights …
    gradient: Tensor  # … and ∂L/∂ of them
    total: Tensor  # [cells, samples]: what each cell sums up …
    value: Tensor  # … and makes of it,
    steepness: Tensor  # the activation's slope there,
    pull: Tensor  # and ∂L/∂total
