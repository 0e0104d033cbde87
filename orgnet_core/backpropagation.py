"""∂L/∂w of an organism's task weights on a batch, which is all that a task step needs of the task.

An organism is a dense MLP without biases: forward and backward are products of matrices, for which
BLAS is the fastest even where a layer has five cells, and between them something number by number.
What autograd adds to that, and fresh memory for each intermediate, is left out. Activations lie
[cells, samples]. What is large goes in blocks of rows that threads share: the blocks are the same
however many threads there are, and so are the bits.

`by_autograd` is the plain-torch twin, for any device.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, Protocol

import torch
from torch import Tensor

from orgnet_core.elementwise import ACTIVATION_CODES, activate, activate_with_slope, multiply
from orgnet_core.losses import cross_entropy, squared_error
from orgnet_core.organism import Organism
from orgnet_core.tasks import Batch, Task
from orgnet_core.threads import in_blocks

ROWS = 128  # of a block that goes through BLAS at once
LARGE = 20_000_000  # multiplications of a product, from where on it goes in blocks
NUMBERS = 16_384  # of a block in which something is done number by number
AT_ONCE = 4_000_000  # numbers between two layers, when whole test sets are scored


class Gradient(NamedTuple):
    slope: Tensor  # ∂L/∂w, [P]; the next one overwrites it
    loss: float  # mean over the batch
    score: float  # the task's metric on the batch; NaN for an organism that has failed


class GradientOf(Protocol):
    """Made for an organism and its task; then called with task weights [P] for each batch."""

    def __call__(self, batch: Batch, weight: Tensor) -> Gradient: ...

    def scores(self, batch: Batch, weights: Tensor) -> list[tuple[float, float]]:
        """(loss, score) of organisms with these task weights, [S, P]."""
        ...


def gradient_for(
    organism: Organism, task: Task, dtype: torch.dtype, is_compiled: bool
) -> GradientOf:
    return Compiled(organism, task, dtype) if is_compiled else ByAutograd(organism, task)


class ByAutograd:
    def __init__(self, organism: Organism, task: Task):
        self._organism, self._task = organism, task

    def __call__(self, batch: Batch, weight: Tensor) -> Gradient:
        weight = weight.detach().requires_grad_()
        output = self._organism.forward(batch.x, weight)
        loss = self._task.loss(output, batch.y)
        (slope,) = torch.autograd.grad(loss, weight)
        return Gradient(slope, loss.item(), self._task.score(output.detach(), batch.y).item())

    def scores(self, batch: Batch, weights: Tensor) -> list[tuple[float, float]]:
        with torch.no_grad():
            outputs = [self._organism.forward(batch.x, weight) for weight in weights]
        task, y = self._task, batch.y
        return [(task.loss(each, y).item(), task.score(each, y).item()) for each in outputs]


class Compiled:
    """On the CPU; holds what lies between the layers for the two batch sizes that came last."""

    def __init__(self, organism: Organism, task: Task, dtype: torch.dtype):
        self._organism, self._code = organism, ACTIVATION_CODES[organism.activation]
        self._loss = cross_entropy if task.classes else squared_error
        self._weight, self._slope = torch.empty(2, organism.particles, dtype=dtype)
        self._layers_for = lru_cache(2)(self._new_layers)

    def __call__(self, batch: Batch, weight: Tensor) -> Gradient:
        self._weight.copy_(weight)
        layers = self._layers_for(len(batch.x))
        inputs = [batch.x.T, *(layer.value for layer in layers[:-1])]
        for layer, given in zip(layers, inputs, strict=True):
            _times(layer.matrix, given, layer.total)
            if layer is not layers[-1]:
                _each(activate_with_slope, self._code, layer.total, layer.value, layer.steepness)
        last = layers[-1]
        loss, score = self._loss(last.total.numpy(), batch.y.numpy(), last.pull.numpy())
        for layer, given, before in zip(
            reversed(layers), reversed(inputs), [*layers[-2::-1], None], strict=True
        ):
            _times(layer.pull, given.T, layer.gradient)
            if before is not None:
                _times(layer.matrix.T, layer.pull, before.pull)
                _each(multiply, before.pull, before.steepness)
        return Gradient(self._slope, loss, score)

    def scores(self, batch: Batch, weights: Tensor) -> list[tuple[float, float]]:
        outputs = weights.new_empty(len(weights), self._organism.widths[-1], len(batch.x))
        most = max(1, AT_ONCE // (len(weights) * max(self._organism.widths[1:])))
        for samples in torch.arange(len(batch.x)).split(most):
            chosen = slice(int(samples[0]), int(samples[-1]) + 1)
            self._forward(batch.x[chosen].T, weights, outputs[:, :, chosen])
        y, scratch = batch.y.numpy(), torch.empty_like(outputs[0]).numpy()
        return [self._loss(each.numpy(), y, scratch) for each in outputs]

    def _forward(self, x: Tensor, weights: Tensor, outputs: Tensor) -> None:
        """outputs [S, out, B] for x [in, B]: all read each sample at once."""
        first, *following = zip(*map(self._organism.matrices, weights), strict=True)
        totals = weights.new_empty(len(weights) * len(first[0]), x.shape[1])
        _times(torch.cat(first), x, totals)
        for matrices in following:
            values = torch.empty_like(totals)
            _each(activate, self._code, totals, values)
            totals = values.new_empty(len(matrices) * len(matrices[0]), x.shape[1])
            for matrix, given, total in zip(
                matrices, values.chunk(len(matrices)), totals.chunk(len(matrices)), strict=True
            ):
                _times(matrix, given, total)
        outputs.copy_(totals.view(outputs.shape))

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


def _times(a: Tensor, b: Tensor, out: Tensor) -> None:
    """out = a·b: [I, K], [K, J] → [I, J]."""
    if a.numel() * b.shape[1] < LARGE:
        torch.mm(a, b, out=out)
        return

    def multiply_rows(start: int, stop: int) -> None:
        for first in range(start, stop, ROWS):
            rows = slice(first, min(first + ROWS, stop))
            torch.mm(a[rows], b, out=out[rows])

    in_blocks(multiply_rows, len(a), ROWS)


def _each(function: Callable[..., None], *parameters: Tensor | int) -> None:
    """A compiled function of what stands at each place of arrays of one size."""
    arrays = [each if isinstance(each, int) else each.view(-1).numpy() for each in parameters]
    size = max(each.size for each in arrays if not isinstance(each, int))

    def do(start: int, stop: int) -> None:
        function(*(each if isinstance(each, int) else each[start:stop] for each in arrays))

    in_blocks(do, size, NUMBERS)
