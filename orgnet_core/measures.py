"""What each particle is worth to the task: pure functions of an organism and its task weights."""

from typing import Final, Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from orgnet_core.organism import Organism
from orgnet_core.tasks import Batch, Task

ContributionMethod = Literal["leave-one-out", "first-order"]
LEAVE_ONE_OUT: Final = "leave-one-out"
FIRST_ORDER: Final = "first-order"
SAMPLES = 256  # test samples behind a task contribution
AFFORDABLE = 20_000_000  # numbers in the largest intermediate of the exact measure


def sample_of(batch: Batch) -> Batch:
    """The samples on which particles are measured: the first 256."""
    return Batch(batch.x[:SAMPLES], batch.y[:SAMPLES])


def task_contribution(
    organism: Organism, task: Task, weight: Tensor, batch: Batch
) -> tuple[Tensor, ContributionMethod]:
    """(contribution [P], method): task loss without each particle minus that of the whole.

    Exact leave-one-out where affordable, otherwise the first-order estimate −w·∂L/∂w. Positive
    means that the particle helps. `weight` is [P]; the first 256 samples of `batch` are used.
    """
    sample = sample_of(batch)
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


def task_gradient(organism: Organism, task: Task, weight: Tensor, batch: Batch) -> Tensor:
    """∂L/∂w, [P]: which way, and how hard, the task pulls at each particle's task weight."""
    w = weight.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(task.loss(organism.forward(batch.x, w), batch.y), w)
    return gradient


def first_order(organism: Organism, task: Task, weight: Tensor, batch: Batch) -> Tensor:
    """−w·∂L/∂w, [P]: how much the loss would rise if w went to zero along its tangent."""
    return -weight * task_gradient(organism, task, weight, batch)


def leave_one_out(organism: Organism, task: Task, weight: Tensor, batch: Batch) -> Tensor:
    """Task loss of the organism without each particle minus the whole organism's, [P].

    Removing the edge i → o changes one pre-activation, z_o by −w_oi·a_i, so each layer is done at
    once: how far each cell is off without each of its edges, what that does to the next layer, and
    forward from there. Where an input is zero (most pixels are) nothing changes, and nothing is
    computed. Samples come last in memory, where every operation runs along them.
    """
    matrices = organism.matrices(weight)
    inputs, sums = _trace(organism, matrices, batch.x)
    whole = task.losses(sums[-1].T, batch.y)
    contributions: list[Tensor] = []
    for layer, (matrix, a) in enumerate(zip(matrices, inputs, strict=True)):
        sample, edge = a.nonzero(as_tuple=True)  # K of them
        before = sums[layer].T.index_select(1, sample)  # [cells, K]
        without = before - matrix.index_select(1, edge) * a[sample, edge]
        shift = organism.activate(without, layer) - organism.activate(before, layer)
        output = _carry_on(organism, matrices, sums, layer, sample, shift)
        more = task.losses(output, batch.y[sample]) - whole[sample]
        extra = a.new_zeros(len(matrix), *a.shape)  # [cells, B, edges]
        extra[:, sample, edge] = torch.where(shift == 0, 0, more)  # no shift, no rounding either
        contributions.append(extra.mean(1).flatten())
    return torch.cat(contributions)


def _trace(
    organism: Organism, matrices: list[Tensor], x: Tensor
) -> tuple[list[Tensor], list[Tensor]]:
    """Inputs [B, edges] and pre-activations [B, cells] of every layer."""
    inputs: list[Tensor] = []
    sums: list[Tensor] = []
    for layer, matrix in enumerate(matrices):
        inputs.append(x)
        sums.append(F.linear(x, matrix))
        x = organism.activate(sums[-1], layer)
    return inputs, sums


def _carry_on(
    organism: Organism,
    matrices: list[Tensor],
    sums: list[Tensor],
    layer: int,
    sample: Tensor,
    shift: Tensor,
) -> Tensor:
    """Outputs [cells, out, K] for K samples, one cell of `layer` off by its shift, [cells, K]."""
    if layer == len(matrices) - 1:  # its cells are the outputs
        outgoing, z = torch.eye(len(shift), dtype=shift.dtype, device=shift.device), sums[layer]
    else:
        outgoing, z = matrices[layer + 1].T, sums[layer + 1]
    z = torch.addcmul(z.T.index_select(1, sample), outgoing[:, :, None], shift[:, None])
    for following in range(layer + 1, len(matrices) - 1):
        z = matrices[following + 1] @ organism.activate(z, following)
    return z
