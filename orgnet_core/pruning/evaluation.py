"""How well an organism does, whole or with particles cut out of it (paper, Def. 9).

A cut is a mask, bool [P], True where a particle is cut; it then acts as the zero network. Masks
combine with |, & and ~.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan, sqrt

import numpy as np
import torch
from torch import Tensor

from orgnet_core.kernels import is_compiled
from orgnet_core.organism import Organism
from orgnet_core.pruning.specimen import Specimen
from orgnet_core.scoring import metric_of, outputs_of, score
from orgnet_core.tasks import Batch
from orgnet_core.threads import one_thread

AT_ONCE = 20  # organisms that one pass over the samples takes; with more it gains nothing


@dataclass(frozen=True)
class Score:
    """How well an organism does its task on the test set, and what is left of it.

    Where an output is no finite number, the scores are NaN or infinite and there is no confusion.
    """

    metric: float
    task_loss: float
    particles: int  # left
    parameters: int  # left, of all particles together
    mult_adds: int  # left, for one input to the organism read off as a dense net
    # None without classes: int [true, predicted], and of each test sample bool [N].
    confusion: np.ndarray | None = field(compare=False)
    correct: np.ndarray | None = field(compare=False)

    @property
    def class_accuracy(self) -> np.ndarray | None:
        """[C], of the samples of each class the share that was classified correctly."""
        if self.confusion is None:
            return None
        return self.confusion.diagonal() / self.confusion.sum(1)


@one_thread()
def evaluate(specimen: Specimen, cut: np.ndarray | None = None) -> Score:
    """Score on the whole test set, the particles in `cut` replaced by zero."""
    task, organism = specimen.task, specimen.organism
    kept = ~_mask(specimen, cut)
    x, y = task.test(specimen.config.torch_dtype)
    compiled = is_compiled(specimen.config.kernel, x.device)
    (output,) = outputs_of(organism, x, pruned_weight(specimen, cut)[None], compiled)
    loss, metric = score(task, output, y, compiled)
    found = confusion(output.T, y) if task.classes else None
    return Score(
        metric=metric,
        task_loss=loss,
        particles=int(kept.sum()),
        parameters=int(kept.sum()) * specimen.particle_size,
        mult_adds=mult_adds(organism, kept),
        confusion=found,
        correct=None if found is None else (output.argmax(0) == y).numpy(),
    )


def standard_error(before: Score, after: Score) -> float:
    """Of the difference of two accuracies on the same N samples, by McNemar's variance: only
    samples that one of the two classifies correctly count. NaN without classes."""
    if before.correct is None or after.correct is None:
        return nan
    changed = before.correct.astype(int) - after.correct.astype(int)
    return float(changed.std() / sqrt(len(changed)))


@one_thread()
def metrics(cuts: Sequence[tuple[Specimen, np.ndarray]], on: Batch | None = None) -> list[float]:
    """The metric alone, on the whole test set or on other samples, of organisms of one run, each
    without the particles in its cut: the very numbers of `evaluate`, where there are many in a
    fraction of the time."""
    if not cuts:
        return []
    specimen, found = cuts[0][0], list[float]()
    task, organism = specimen.task, specimen.organism
    x, y = task.test(specimen.config.torch_dtype) if on is None else on
    compiled = is_compiled(specimen.config.kernel, x.device)
    for first in range(0, len(cuts), AT_ONCE):
        weights = torch.stack([pruned_weight(*cut) for cut in cuts[first : first + AT_ONCE]])
        outputs = outputs_of(organism, x, weights, compiled)
        found += [metric_of(task, output, y, compiled) for output in outputs]
    return found


def pruned_weight(specimen: Specimen, cut: np.ndarray | None = None) -> Tensor:
    """Task weights [P], a copy, zero where a particle is cut."""
    return torch.as_tensor(np.where(_mask(specimen, cut), 0, specimen.weight))


def cut_first(order: np.ndarray, count: int) -> np.ndarray:
    """The cut, bool [P], of the first `count` particles, 0..P, of a ranking."""
    cut = np.zeros(len(order), bool)
    cut[order[:count]] = True
    return cut


def mult_adds(organism: Organism, kept: np.ndarray) -> int:
    """Multiplications that one input costs: the particles in `kept`, bool [P], on a path of kept
    ones from an input to an output.

    A cell that nothing comes into gives 0, one that nothing leaves is never heard; neither is
    computed (effective sparsity: Vysogorets & Kempe 2021, arXiv 2107.02306).
    """
    reached: list[np.ndarray] = []
    alive = np.ones(organism.widths[0], bool)
    for matrix in organism.matrices(torch.as_tensor(kept)):
        reached.append(matrix.numpy() & alive)
        alive = np.any(reached[-1], 1)
    count, heard = 0, np.ones(organism.widths[-1], bool)
    for matrix in reversed(reached):
        used = matrix & heard[:, None]
        count, heard = count + int(used.sum()), np.any(used, 0)
    return count


def confusion(output: Tensor, y: Tensor) -> np.ndarray | None:
    """How often class i was predicted as j, int [C, C]; None where an output is not finite."""
    if not output.isfinite().all():
        return None
    classes = output.shape[1]
    pairs = y * classes + output.argmax(1)
    return torch.bincount(pairs, minlength=classes**2).view(classes, classes).numpy()


def _mask(specimen: Specimen, cut: np.ndarray | None) -> np.ndarray:
    count = len(specimen.weight)
    cut = np.zeros(count, bool) if cut is None else np.asarray(cut)
    if cut.dtype != bool or cut.shape != (count,):
        raise ValueError(f"a cut is a mask, bool [{count}], not {cut.dtype} {list(cut.shape)}.")
    return cut
