"""What each particle is worth to the task: pure functions of an organism and its task weights."""

import torch
import torch.nn.functional as F
from torch import Tensor

from orgnet_core.organism import Organism
from orgnet_core.tasks import Batch

LEAVE_ONE_OUT, FIRST_ORDER = "leave-one-out", "first-order"
SAMPLES = 256  # test samples behind a task contribution
AFFORDABLE = 20_000_000  # numbers in the largest intermediate of the exact measure


def sample_of(batch: Batch) -> Batch:
    """The samples on which particles are measured: the first 256."""
    return Batch(batch.x[:SAMPLES], batch.y[:SAMPLES])


def task_contribution(organism: Organism, task, weight: Tensor, batch: Batch) -> tuple[Tensor, str]:
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


def task_gradient(organism: Organism, task, weight: Tensor, batch: Batch) -> Tensor:
    """∂L/∂w, [P]: which way, and how hard, the task pulls at each particle's task weight."""
    w = weight.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(task.loss(organism.forward(batch.x, w), batch.y), w)
    return gradient


def first_order(organism: Organism, task, weight: Tensor, batch: Batch) -> Tensor:
    """−w·∂L/∂w, [P]: how much the loss would rise if w went to zero along its tangent."""
    return -weight * task_gradient(organism, task, weight, batch)


def leave_one_out(organism: Organism, task, weight: Tensor, batch: Batch) -> Tensor:
    """Task loss of the organism without each particle minus the whole organism's, [P].

    Removing the edge i → o changes one pre-activation, z_o by −w_oi·a_i, so each layer is done
    at once: the changed units, their effect on the next layer, and forward from there. Where an
    input is zero (most pixels are) nothing changes, and nothing is computed.
    """
    matrices = organism.matrices(weight)
    inputs, sums = _trace(organism, matrices, batch.x)
    whole = task.losses(sums[-1], batch.y)
    contributions = []
    for layer, (matrix, a, z) in enumerate(zip(matrices, inputs, sums, strict=True)):
        without = z[:, :, None] - matrix * a[:, None, :]  # [B, cells, edges]
        sample, cell, edge = (without != z[:, :, None]).nonzero(as_tuple=True)
        changed = organism.activate(without[sample, cell, edge], layer)
        shift = changed - organism.activate(z, layer)[sample, cell]
        output = _carry_on(organism, matrices, sums, layer, sample, cell, shift)
        extra = torch.zeros_like(without)
        extra[sample, cell, edge] = task.losses(output, batch.y[sample]) - whole[sample]
        contributions.append(extra.mean(0).flatten())
    return torch.cat(contributions)


def _trace(organism, matrices, x) -> tuple[list[Tensor], list[Tensor]]:
    """Inputs [B, edges] and pre-activations [B, cells] of every layer."""
    inputs, sums = [], []
    for layer, matrix in enumerate(matrices):
        inputs.append(x)
        sums.append(F.linear(x, matrix))
        x = organism.activate(sums[-1], layer)
    return inputs, sums


def _carry_on(organism, matrices, sums, layer, sample, cell, shift) -> Tensor:
    """Outputs [K, out] for K samples, in each of which one cell of `layer` is off by its shift."""
    if layer == len(matrices) - 1:
        output = sums[layer][sample]
        output[torch.arange(len(cell), device=cell.device), cell] += shift
        return output
    outgoing = matrices[layer + 1].T.contiguous()
    # index_select takes half the time of indexing here
    z = sums[layer + 1].index_select(0, sample) + shift[:, None] * outgoing.index_select(0, cell)
    for following in range(layer + 1, len(matrices) - 1):
        z = F.linear(organism.activate(z, following), matrices[following + 1])
    return z
