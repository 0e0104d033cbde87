"""What all trials share: at which ends of epochs they look, and what a cut costs there."""

from collections.abc import Sequence
from math import inf, isnan

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS

FIRST = 20  # epochs before which kinds are still falling into place


def check(config: RunConfig) -> None:
    """Raises InputError for a task without classes."""
    if not TASKS[config.task].classes:
        raise InputError(f"{config.task} has no classes, and the trial is about accuracies.")


def ends_of(
    config: RunConfig, recorded: Sequence[Snapshot], first: int, every: int
) -> list[Snapshot]:
    """Every so many epochs from `first` on, and the last; those that were recorded."""
    batches, last = config.batches, config.epochs * config.batches
    return [
        each
        for each in recorded
        if each.step >= first * batches
        and (each.step == last or (each.step - first * batches) % (every * batches) == 0)
    ]


def cost(before: float, after: float) -> float:
    """In accuracy, to a millionth: finer than any test set tells apart, without the last bits;
    infinite where no accuracy is left."""
    return inf if isnan(after) else round(before - after, 6)
