"""One batch in slow motion: what each part of it does to every particle, measured in between.

The trainer itself trains, by the kernels of any other batch and to the same bits.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from orgnet_core.drawing import batches_at
from orgnet_core.fixpoints import EPSILON
from orgnet_core.parts import Done, Part
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import Batch
from orgnet_core.threads import one_thread
from orgnet_core.training import Trainer

MOST = 25  # stops for SR steps in a batch; where there are more steps, several are done at a time


@dataclass(frozen=True, eq=False)
class Stop:
    """The organism after one part of a batch, or before them all."""

    part: Part | None  # None before the batch
    steps: tuple[int, int]  # the first and last SR step that were done, from 1; or (0, 0)
    of: int  # SR steps of the batch
    came_under: int  # particles whose replication error this part took below ε …
    pushed_over: int  # … and to ε or above
    snapshot: Snapshot  # its training loss and metric are those of this batch, NaN without a task

    @property
    def left(self) -> int:
        """Particles whose replication error is not below ε."""
        return int((~_replicates(self.snapshot)).sum())

    @property
    def largest_error(self) -> float:
        """The largest replication error; NaN if a particle has diverged."""
        return float(self.snapshot.replication_error.max())


def slow_motion(trainer: Trainer) -> Iterator[Stop]:
    """Train on one batch: what was there before it, and after each part. Raises Divergence."""
    phase, done = trainer.phase, 0
    batch = batches_at(trainer.config, trainer.step).to(trainer.device) if phase.task else None
    of = 0 if phase.is_constrained else phase.replication_steps
    stop = Stop(None, (0, 0), of, 0, 0, _snapshot(trainer, batch))
    yield stop
    parts = trainer.in_parts(-(-phase.replication_steps // MOST))
    while part := _next(parts):
        snapshot = _snapshot(trainer, batch)
        before, after = _replicates(stop.snapshot), _replicates(snapshot)
        steps = (done + 1, done + part.steps) if part.steps else (0, 0)
        done += part.steps
        came, pushed = int((after & ~before).sum()), int((before & ~after).sum())
        stop = Stop(part.part, steps, of, came, pushed, snapshot)
        yield stop


@one_thread()
def _next(parts: Iterator[Done]) -> Done | None:
    return next(parts, None)


@one_thread()
def _snapshot(trainer: Trainer, batch: Batch | None) -> Snapshot:
    loss = metric = nan
    if batch is not None:
        _, loss, metric = trainer.gradient(batch, trainer.particles.task_weight())
    return replace(trainer.snapshot().light, train_loss=loss, train_metric=metric)


def _replicates(snapshot: Snapshot) -> np.ndarray:
    """Whose replication error is below ε, bool [P]."""
    return snapshot.replication_error < EPSILON
