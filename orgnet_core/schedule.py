"""Another phase for a living organism: its schedule ends with the present epoch, and goes on anew.

What is drawn for a batch depends on its place alone (random_numbers.py), and a phase that is cut
short keeps its rates: the changed config grows the very same organism up to the cut, bit for bit.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from orgnet_core.config import MOST_PHASES, RunConfig, SettingsError
from orgnet_core.phases import Phase, Replication, cut_short

EPOCHS = 20  # of a phase that is begun with one click
CONSTRAINED_LR = 0.003  # Adam's, where a phase before had another optimiser: that of our trials


def with_phases(config: RunConfig, step: int, phases: Sequence[Phase]) -> RunConfig:
    """The config with its schedule cut at the end of the epoch that `step` is in, the first at
    least, and these phases appended. At the end of the schedule they extend it.

    Raises SettingsError where they are too many.
    """
    epochs = min(config.epochs, max(1, -(-step // config.batches)))
    begun = [*_first_epochs(config.phases, epochs)]
    if len(begun) + len(phases) > MOST_PHASES:
        raise SettingsError(
            {
                "phases": f"phases would be {len(begun) + len(phases)}; a run may have "
                f"{MOST_PHASES}. Continue in a new run: its first phase can be any of these."
            }
        )
    return config.changed({"phases": [phase.model_dump() for phase in (*begun, *phases)]})


def _first_epochs(phases: Sequence[Phase], epochs: int) -> Iterator[Phase]:
    for phase in phases:
        if epochs > 0:
            yield cut_short(phase, min(epochs, phase.epochs))
        epochs -= phase.epochs


def freeze_task(phase: Phase) -> Phase:
    """After that one: the task rests, and particles replicate on by gradient."""
    steps = phase.replication_steps or Phase().replication_steps
    return _next(phase, task=False, replication="gradient", replication_steps=steps)


def constrain(phase: Phase) -> Phase:
    """After that one: every particle a self-replicator while Adam goes on with the task."""
    rate = phase.task_lr if phase.optimiser == "adam" else CONSTRAINED_LR
    return _next(phase, task=True, replication="constraint", optimiser="adam", task_lr=rate)


def task_only(phase: Phase) -> Phase:
    """After that one: no replication, the task as before."""
    return _next(phase, task=True, replication="gradient", replication_steps=0)


def replicated_on(phases: Sequence[Phase]) -> tuple[Phase, ...]:
    """That schedule, and then the task frozen."""
    return (*phases, freeze_task(phases[-1]))


def constrained(phases: Sequence[Phase], replication: Replication) -> tuple[Phase, ...]:
    """As many epochs of the task, every particle a self-replicator throughout."""
    changes = ({"epochs": phase.epochs, "replication": replication} for phase in phases)
    return tuple(
        constrain(phase).model_copy(update=change)
        for phase, change in zip(phases, changes, strict=True)
    )


# What an organism's own schedule is compared with, over the same seeds.
VARIANTS: dict[str, Callable[[Sequence[Phase]], tuple[Phase, ...]]] = {
    "own": tuple,
    "replicate_on": replicated_on,
    "constraint": lambda phases: constrained(phases, "constraint"),
    "projection": lambda phases: constrained(phases, "projection"),
}


def _next(phase: Phase, **changes: Any) -> Phase:
    """At rates that stay as they are."""
    steady = {"epochs": EPOCHS, "task_decay": 1.0, "replication_decay": 1.0}
    return phase.model_copy(update=steady | changes)
