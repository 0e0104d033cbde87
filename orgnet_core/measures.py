"""What each particle is worth to the task: pure functions of an organism and its task weights."""

import torch
import torch.nn.functional as F
from torch import Tensor

from orgnet_core.organism import Organism
from orgnet_core.tasks import Batch

LEAVE_ONE_OUT, FIRST_ORDER = "leave-one-out", "first-order"
SAMPLES = 256  # test samples behind a task contribution
AFFORDABLE = 20_000_000  # numbers in the largest intermediate of the exact measure


def task_contribution(organism: Organism, task, weight: Tensor, batch: Batch) -> tuple[Tensor, str]:
    """(contribution [P], method): task loss without each particle minus that of the whole.

    Exact leave-one-out where affordable, otherwise the first-order estimate −w·∂L/∂w. Positive
    means that the particle helps. `weight` is [P]; the first 256 samples of `batch` are used.
    """
    sample = Batch(batch.x[:SAMPLES], batch.y[:SAMPLES])
    if exact_cost(organism, len(sample.x)) <= AFFORDABLE:
        return leave_one_out(organism, task, weight, sample), LEAVE_ONE_OUT
    return first_order(organism, task, weight, sample), FIRST_ORDER


def exact_cost(organism: Organism, samples: int) -> int:
    """Numbers in the largest intermediate tensor of `leave_one_out`."""
    last = organism.widths[-1]
    widest = [max((*organism.widths[layer + 2 :], last)) for layer in range(len(organism.shapes))]
    return samples * max(
        cells * edges * width for (cells, edges), width in zip(organism.shapes, widest, strict=True)
    )


def first_order(organism: Organism, task, weight: Tensor, batch: Batch) -> Tensor:
    """−w·∂L/∂w, [P]: how much the loss would rise if w went to zero along its tangent."""
    w = weight.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(task.loss(organism.forward(batch.x, w), batch.y), w)
    return -weight * gradient


def leave_one_out(organism: Organism, task, weight: Tensor, batch: Batch) -> Tensor:
    """Task loss of the organism without each particle minus the whole organism's, [P].

    Removing the edge i → o changes one pre-activation, z_o by −w_oi·a_i, so each layer is done
    at once: the changed unit, its effect on the next layer, and forward from there.
    """
    matrices = organism.matrices(weight)
    inputs, sums = _trace(organism, matrices, batch.x)
    whole = _losses(task, sums[-1], batch.y)
    contributions = []
    for layer, (matrix, a, z) in enumerate(zip(matrices, inputs, sums, strict=True)):
        changed = organism.activate(z[:, :, None] - matrix * a[:, None, :], layer)
        shift = changed - organism.activate(z, layer)[:, :, None]  # [B, cells, edges]
        output = _carry_on(organism, matrices, sums, layer, shift)
        targets = batch.y[:, None, None].expand(*shift.shape, *batch.y.shape[1:])
        loss = _losses(task, output, targets)
        contributions.append((loss - whole[:, None, None]).mean(0).flatten())
    return torch.cat(contributions)


def _trace(organism, matrices, x) -> tuple[list[Tensor], list[Tensor]]:
    """Inputs [B, edges] and pre-activations [B, cells] of every layer."""
    inputs, sums = [], []
    for layer, matrix in enumerate(matrices):
        inputs.append(x)
        sums.append(F.linear(x, matrix))
        x = organism.activate(sums[-1], layer)
    return inputs, sums


def _carry_on(organism, matrices, sums, layer, shift) -> Tensor:
    """Outputs [B, cells, edges, out] when unit o of `layer` is shifted by `shift`[:, o, i]."""
    if layer == len(matrices) - 1:
        unit = torch.eye(shift.shape[1], dtype=shift.dtype)
        return sums[layer][:, None, None, :] + shift[..., None] * unit[None, :, None, :]
    outgoing = matrices[layer + 1].T[None, :, None, :]
    z = sums[layer + 1][:, None, None, :] + shift[..., None] * outgoing
    for following in range(layer + 1, len(matrices) - 1):
        z = F.linear(organism.activate(z, following), matrices[following + 1])
    return z


def _losses(task, output: Tensor, y: Tensor) -> Tensor:
    """The task's loss sample by sample: [..., out] and targets → [...]."""
    flat = output.reshape(-1, output.shape[-1])
    targets = y.reshape(len(flat), *y.shape[output.ndim - 1 :])
    return (
        task.loss(flat, targets, reduction="none")
        .reshape(len(flat), -1)
        .mean(1)
        .view(output.shape[:-1])
    )
