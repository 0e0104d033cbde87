"""How well organisms do their task: one pass over the samples for several of one shape."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from orgnet_core.elementwise import ACTIVATION_CODES, activate
from orgnet_core.losses import accuracy, loss_of
from orgnet_core.narrow import are_narrow, first_totals, forward
from orgnet_core.organism import Organism
from orgnet_core.sharing import for_each, multiply_matrices
from orgnet_core.tasks import Batch, Task

AT_ONCE = 1_000_000  # numbers that samples have in the widest layer behind the inputs


def outputs_of(organism: Organism, x: Tensor, weights: Tensor, is_compiled: bool) -> Tensor:
    """Outputs [S, out, B] for inputs x [B, in] and the task weights of S organisms, [S, P].

    Compiled on the CPU, or in plain torch on any device.
    """
    if not is_compiled:
        with torch.no_grad():
            return torch.stack([organism.forward(x, weight).T for weight in weights])
    outputs = weights.new_empty(len(weights), organism.widths[-1], len(x))
    if are_narrow(organism.widths):
        code = ACTIVATION_CODES[organism.activation]
        forward(np.array(organism.widths), code, weights.numpy(), x.numpy(), outputs.numpy())
        return outputs
    samples = max(1, AT_ONCE // max(organism.widths[1:]))
    for first in range(0, len(x), samples):
        part = slice(first, first + samples)
        outputs[:, :, part] = _forward(organism, x[part], weights)
    return outputs


def score(task: Task, output: Tensor, y: Tensor, is_compiled: bool) -> tuple[float, float]:
    """(mean loss, metric) of one organism's outputs, [out, B]; the metric is NaN where an output is
    no finite number."""
    if not is_compiled:
        return task.loss(output.T, y).item(), task.score(output.T, y).item()
    return loss_of(task)(output.numpy(), y.numpy(), torch.empty_like(output).numpy())


def metric_of(task: Task, output: Tensor, y: Tensor, is_compiled: bool) -> float:
    """The metric alone, of classes without the exponentials that `score` takes for the loss."""
    if is_compiled and task.classes:
        return accuracy(output.numpy(), y.numpy(), output.amax(0).numpy())
    return score(task, output, y, is_compiled)[1]


class Scores(NamedTuple):
    loss: float  # mean
    metric: float
    metric_of_others: float  # with some task weights at zero


def scores_of_two(
    organism: Organism, task: Task, batch: Batch, weight: Tensor, others: Tensor, is_compiled: bool
) -> Scores:
    """With task weights `weight`, and with `others`, both [P]."""
    weights = torch.stack([weight, others])
    whole, without = outputs_of(organism, batch.x, weights, is_compiled)
    loss, metric = score(task, whole, batch.y, is_compiled)
    return Scores(loss, metric, metric_of(task, without, batch.y, is_compiled))


def _forward(organism: Organism, x: Tensor, weights: Tensor) -> Tensor:
    """Outputs [S, out, B] for inputs [B, in]."""
    code = ACTIVATION_CODES[organism.activation]
    first, *following = zip(*map(organism.matrices, weights), strict=True)
    totals = first_totals(torch.stack(first), x)
    for matrices in following:
        values = torch.empty_like(totals)
        for_each(activate, code, totals, values)
        totals = torch.stack(
            [multiply_matrices(*each) for each in zip(matrices, values, strict=True)]
        )
    return totals
