"""What a batch's training is made of, in order."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from torch import Tensor

from orgnet_core.phases import Phase


class Part(StrEnum):
    """The paper's batch is SR steps and a task step; the others belong to our constraint."""

    ENTRY = "entry"  # every particle is made a self-replicator, as a constrained phase begins
    REPLICATION = "replication"  # SR steps
    TASK = "task"  # the task step …
    AIM = "aim"  # … under replication=constraint: what the task weights are to be
    CONSTRAINT = "constraint"  # the smallest change that makes particles self-replicators again


class Done(NamedTuple):
    """What of a batch has just been done."""

    part: Part
    steps: int = 0  # SR steps
    slope: Tensor | None = None  # ∂(batch's loss)/∂weight before the task step, [P], until the next


def task_part(phase: Phase) -> Part:
    """What its task steps are."""
    return Part.AIM if phase.replication == "constraint" else Part.TASK


def shares(phase: Phase, at_once: int) -> Iterator[int]:
    """A batch's SR steps, so many at a time."""
    total = 0 if phase.is_constrained else phase.replication_steps
    for first in range(0, total, max(1, at_once)):
        yield min(at_once, total - first)
