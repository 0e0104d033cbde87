"""A run's schedule: stretches of training, one after another, each with settings of its own."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from orgnet_core.validation import one_of, real, whole

Optimiser = Literal["sgd", "adam"]
Replication = Literal["gradient", "constraint", "projection"]
ReplicationMomentum = Literal["kept", "restarted"]  # from one batch to the next
LEAST_DECAY = 1e-6
RATE_DIGITS = 9  # of a rate that decays, so that rounding elsewhere does not change it


class Settings(BaseModel):
    """Frozen, and refuses what is no setting."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Phase(Settings):
    """A stretch of training under one schedule.

    How particles come to copy themselves is `replication`:
    gradient    per batch k SR steps, then one task step of every particle's weights (the paper's)
    constraint  ours: the task step moves the task weights alone, and each particle follows by the
                smallest change that keeps it a self-replicator (constraint.py)
    projection  ours: the task step moves every particle's weights, and the smallest change makes it
                a self-replicator again

    `momentum` is that of both jobs, each with its own memory; Adam's is its first decay rate. The
    authors' code makes a new optimiser for the SR steps of each batch: there replication's is
    `restarted`. A rate that decays falls by the same factor each epoch, to `…_decay` times itself
    in the last.
    """

    epochs: Annotated[int, whole(1, 10_000)] = 60
    task: Annotated[bool, Field(description="true or false")] = True
    replication: Annotated[Replication, one_of(get_args(Replication))] = "gradient"
    replication_steps: Annotated[int, whole(0, 1000)] = 5
    optimiser: Annotated[Optimiser, one_of(get_args(Optimiser))] = "sgd"
    task_lr: Annotated[float, real(0, 10)] = 0.004
    task_decay: Annotated[float, real(LEAST_DECAY, 1)] = 1.0
    replication_lr: Annotated[float, real(0, 10)] = 0.004
    replication_decay: Annotated[float, real(LEAST_DECAY, 1)] = 1.0
    momentum: Annotated[float, real(0, 0.999)] = 0.9
    replication_momentum: Annotated[ReplicationMomentum, one_of(get_args(ReplicationMomentum))] = (
        "kept"
    )

    @property
    def is_constrained(self) -> bool:
        """Whether every particle is a self-replicator after every batch."""
        return self.replication != "gradient"

    def at(self, epoch: int) -> "Phase":
        """With the rates of that epoch of it, from 0."""
        if self.task_decay == self.replication_decay == 1 or epoch == 0:
            return self
        share = min(epoch, self.epochs - 1) / max(1, self.epochs - 1)
        rates = {
            "task_lr": _decayed(self.task_lr, self.task_decay, share),
            "replication_lr": _decayed(self.replication_lr, self.replication_decay, share),
        }
        return self.model_copy(update=rates)

    @property
    def words(self) -> str:
        """What sets it apart, in a few: "5 SR steps, SGD 0.004", "replicate on"."""
        optimiser = "Adam" if self.optimiser == "adam" else "SGD"
        task = f"{optimiser} {self.task_lr:g}"
        if self.task_decay < 1:
            task += f" to {self.task_lr * self.task_decay:.2g}"
        replicates = self.is_constrained or self.replication_steps > 0
        if not self.task:
            resting = f"{self.replication}, no task" if self.is_constrained else "replicate on"
            return resting if replicates else "rest"
        how = self.replication if self.is_constrained else f"{self.replication_steps:,} SR steps"
        return f"{how if replicates else 'task only'}, {task}"


def cut_short(phase: Phase, epochs: int) -> Phase:
    """Its first epochs, at the rates that they have in it."""
    if epochs == phase.epochs:
        return phase
    share = (epochs - 1) / max(1, phase.epochs - 1)
    decays = {
        "task_decay": max(LEAST_DECAY, phase.task_decay**share),
        "replication_decay": max(LEAST_DECAY, phase.replication_decay**share),
    }
    return phase.model_copy(update={"epochs": epochs} | decays)


def _decayed(rate: float, decay: float, share: float) -> float:
    return rate if decay == 1 else float(f"{rate * decay**share:.{RATE_DIGITS}g}")


def begins(phases: Sequence[Phase]) -> list[int]:
    """For each, how many epochs there are before it."""
    return [0, *accumulate(phase.epochs for phase in phases[:-1])]


def place(phases: Sequence[Phase], epoch: int) -> tuple[int, int]:
    """(number of the phase that an epoch belongs to, epochs of it before); beyond the end, those of
    the last phase's last epoch."""
    for number, phase in enumerate(phases):
        if epoch < phase.epochs:
            return number, epoch
        epoch -= phase.epochs
    return len(phases) - 1, phases[-1].epochs - 1
