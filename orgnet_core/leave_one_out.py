"""The organism without each of its particles, compiled for the CPU: the twin of
`measures.leave_one_out`, which says in plain torch what is done.

Layer by layer and sample by sample. The lanes of a block are edges that carry something, of one
cell after another, each cell's filled up to whole vectors. Behind its cell every lane is an
organism of its own, run forward to its loss. The interpreter lock is released meanwhile.
"""

import numpy as np
import torch
from torch import Tensor

from orgnet_core.compilation import Array, compiled
from orgnet_core.elementwise import ACTIVATION_CODES, LINEAR, activate, exp_of_negative, log
from orgnet_core.measures import traced
from orgnet_core.narrow import matrix_at
from orgnet_core.organism import Organism
from orgnet_core.tasks import TASKS, Batch, Task

LANES = 272  # at least; not a power of two, whose rows would share the same places in the cache
VECTOR = 8  # lanes come in whole vectors, of float32 with AVX2


@torch.no_grad()
def leave_one_out(organism: Organism, task: Task, weight: Tensor, batch: Batch) -> Tensor:
    """As `measures.leave_one_out`. A task with classes has cross-entropy, others mean squares."""
    has_classes = bool(task.classes)
    labels = batch.y if has_classes else torch.empty(0, dtype=torch.int64)
    targets = torch.empty(0, 0, dtype=weight.dtype) if has_classes else batch.y
    inputs, sums, losses = traced(organism, task, weight, batch)
    moments = torch.zeros(2, organism.particles, dtype=torch.float64)
    _leave_one_out(
        np.array(organism.widths), ACTIVATION_CODES[organism.activation], weight.numpy(),
        torch.cat(inputs, 1).numpy(), torch.cat(sums, 1).numpy(),
        labels.numpy(), targets.numpy(), losses.numpy(), moments.numpy(),
    )  # fmt: skip
    return moments


def warm_up(dtype: torch.dtype) -> None:
    """Compile for `dtype`, or load what was compiled before."""
    one = torch.ones(1, 1, dtype=dtype)
    leave_one_out(Organism((1, 1)), TASKS["addition"], one[0], Batch(one, one))


@compiled
def _leave_one_out(
    widths: Array, code: int, weight: Array, inputs: Array, sums: Array,
    labels: Array, targets: Array, whole: Array, moments: Array,
) -> None:  # fmt: skip
    """`inputs` [B, Σ edges] and `sums` [B, Σ cells]: all layers' side by side. Either `labels` [B]
    or `targets` [B, out] is empty. `moments` [2, P], float64, are added to."""
    lanes, last = max(LANES, _filled_up(widths.max())), widths.size - 2
    without, shift = np.zeros(lanes, weight.dtype), np.zeros(lanes, weight.dtype)
    loss, spare = np.zeros(lanes, weight.dtype), np.zeros(lanes, weight.dtype)
    z = np.zeros((widths.max(), lanes), weight.dtype)
    a, lit = np.zeros_like(z), np.zeros(widths.max(), np.uint32)
    one_each = np.eye(widths[-1]).astype(weight.dtype)
    edge, cell, particle = 0, 0, 0  # the first ones of the layer
    for layer in range(last + 1):
        edges, cells = widths[layer], widths[layer + 1]
        w, next_particle = matrix_at(weight, particle, cells, edges)
        outgoing, following, after = one_each, next_particle, cell
        if layer < last:
            outgoing, following = matrix_at(weight, next_particle, widths[layer + 2], cells)
            after = cell + cells
        for sample in range(whole.size):
            before = sums[sample, cell : cell + cells]
            behind = sums[sample, after : after + outgoing.shape[0]]
            count = _nonzero(inputs[sample, edge : edge + edges], lit)
            each = _filled_up(count)
            group = lanes // max(1, each)
            for first in range(0, cells if count else 0, group):
                some = before[first : first + group]
                used = some.size * each
                x = inputs[sample, edge : edge + edges]
                _take_out(w[first:], x, some, lit[:count], each, without)
                _shift(LINEAR if layer == last else code, some, without[:used], spare, shift)
                _spread(outgoing[:, first:], behind, shift[:used], each, z)
                _forward(widths[layer + 2 :], code, weight[following:], z, a, used)
                _losses(z[: widths[-1]], labels, targets, sample, used, loss, spare)
                _add_up(
                    some, without, loss, whole[sample], lit[:count], each,
                    moments[:, particle + first * edges :], edges,
                )  # fmt: skip
        edge, cell, particle = edge + edges, cell + cells, next_particle


@compiled
def _filled_up(lanes: int) -> int:
    return -(-lanes // VECTOR) * VECTOR


@compiled
def _nonzero(x: Array, lit: Array) -> int:
    """How many of x are not zero; which, into `lit`."""
    count = 0
    for edge in range(x.size):
        lit[count] = edge
        count += x[edge] != 0
    return count


@compiled
def _take_out(w: Array, x: Array, some: Array, lit: Array, each: int, without: Array) -> None:
    """What some cells sum up to without each of their lit edges; in lanes too many, with all."""
    for c in range(some.size):
        for k in range(lit.size):
            without[c * each + k] = some[c] - w[c, lit[k]] * x[lit[k]]
        for k in range(lit.size, each):
            without[c * each + k] = some[c]


@compiled
def _shift(code: int, some: Array, without: Array, scratch: Array, shift: Array) -> None:
    """How far what the cells send on is off."""
    each = without.size // some.size
    activate(code, some, scratch)
    activate(code, without, shift)
    for c in range(some.size):
        mine = shift[c * each : (c + 1) * each]
        for lane in range(each):
            mine[lane] -= scratch[c]


@compiled
def _spread(outgoing: Array, behind: Array, shift: Array, each: int, z: Array) -> None:
    """What the next layer's cells sum up to then."""
    for k in range(behind.size):
        for c in range(shift.size // each):
            off, sums = shift[c * each : (c + 1) * each], z[k][c * each : (c + 1) * each]
            for lane in range(each):
                sums[lane] = behind[k] + outgoing[k, c] * off[lane]


@compiled
def _forward(widths: Array, code: int, weight: Array, z: Array, a: Array, used: int) -> None:
    """From the sums z of the first layer of these `widths` to those of the last, in place."""
    particle = 0
    for layer in range(widths.size - 1):
        edges, cells = widths[layer], widths[layer + 1]
        for e in range(edges):
            activate(code, z[e][:used], a[e])
        w, particle = matrix_at(weight, particle, cells, edges)
        for k in range(cells):
            _weighted(w[k], a, used, z[k])


@compiled
def _weighted(w: Array, a: Array, used: int, z: Array) -> None:
    """z = w·a, four rows of `a` at a time: between them z need not go to memory."""
    for lane in range(used):
        z[lane] = w[0] * a[0, lane]
    fours = 1 + (w.size - 1) // 4 * 4
    for e in range(1, fours, 4):
        w0, w1, w2, w3 = w[e], w[e + 1], w[e + 2], w[e + 3]
        a0, a1, a2, a3 = a[e], a[e + 1], a[e + 2], a[e + 3]
        for lane in range(used):
            z[lane] += w0 * a0[lane] + w1 * a1[lane] + w2 * a2[lane] + w3 * a3[lane]
    for e in range(fours, w.size):
        for lane in range(used):
            z[lane] += w[e] * a[e, lane]


@compiled
def _losses(
    z: Array, labels: Array, targets: Array, sample: int, used: int, loss: Array, spare: Array
) -> None:
    """Of outputs z [out, lanes], where the sample's label or target is the right answer."""
    if labels.size:
        _cross_entropy(z, labels[sample], used, loss, spare)
    else:
        _mean_square(z, targets[sample], used, loss)


@compiled
def _cross_entropy(z: Array, label: int, used: int, loss: Array, most: Array) -> None:
    for lane in range(used):
        loss[lane], most[lane] = 0, z[0, lane]
    for k in range(1, z.shape[0]):
        for lane in range(used):
            most[lane] = z[k, lane] if z[k, lane] > most[lane] else most[lane]
    for k in range(z.shape[0]):
        for lane in range(used):
            loss[lane] += exp_of_negative(z[k, lane] - most[lane])
    for lane in range(used):
        loss[lane] = log(loss[lane]) + (most[lane] - z[label, lane])


@compiled
def _mean_square(z: Array, target: Array, used: int, loss: Array) -> None:
    for lane in range(used):
        loss[lane] = 0
    for k in range(target.size):
        for lane in range(used):
            miss = z[k, lane] - target[k]
            loss[lane] += miss * miss
    for lane in range(used):
        loss[lane] /= target.size


@compiled
def _add_up(
    some: Array, without: Array, loss: Array, whole: float, lit: Array, each: int,
    moments: Array, edges: int,
) -> None:  # fmt: skip
    """The differences of the losses, and their squares, of each particle."""
    for c in range(some.size):
        for k in range(lit.size):
            lane = c * each + k
            if without[lane] != some[c]:  # else there is only rounding
                more = np.float64(loss[lane]) - np.float64(whole)
                moments[0, c * edges + lit[k]] += more
                moments[1, c * edges + lit[k]] += more * more
