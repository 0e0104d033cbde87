"""At which steps a run is recorded: densely at first, where particles split up, thinner later.

Decided by the config alone, so that the same run is always recorded alike, and bounded in memory.
"""

from collections.abc import Sequence
from typing import TypeVar

from orgnet_core.config import RECORD_BYTES, SNAPSHOT_STEPS, WEIGHT_BYTES, RunConfig
from orgnet_core.snapshot import NUMBERS

SNAPSHOT_BYTES = 2_000  # what a snapshot takes beside its particles, about
FEWEST = 10  # snapshots, however large the organism
Item = TypeVar("Item")


class Cadence:
    """`due(step)`: whether a snapshot is taken after so many batches. Steps 0 and the last are."""

    def __init__(self, config: RunConfig):
        particles, real = config.organism.particles, config.torch_dtype.itemsize
        size = SNAPSHOT_BYTES + particles * (NUMBERS * real + 1)
        most = max(FEWEST, RECORD_BYTES // size)
        early = evenly(_first_steps(config), most // 3)
        due = sorted({*early, *_regular_steps(config, most - len(early))})
        weight_sets = WEIGHT_BYTES // (real * particles * config.particle_size)
        self._due = frozenset(due)
        self._with_weights = frozenset(evenly(due, weight_sets)) | {config.steps}
        self._always_with_weights = len(due) <= weight_sets

    def due(self, step: int) -> bool:
        return step in self._due

    def until_due(self, step: int, most: int) -> int:
        """Batches from that step to the next one that is due, `most` if it is farther away."""
        return next((ahead for ahead in range(1, most) if self.due(step + ahead)), most)

    def keeps_weights(self, step: int) -> bool:
        """Whether a snapshot of this step carries all particle weights."""
        return self._always_with_weights or step in self._with_weights


def _first_steps(config: RunConfig) -> list[int]:
    """Every batch at first, then four steps an octave, until they are as far apart as usual."""
    usual = min(config.batches, SNAPSHOT_STEPS)
    steps = [0]
    while (gap := max(1, 1 << steps[-1].bit_length() >> 3)) < usual and steps[-1] < config.steps:
        steps.append(steps[-1] + gap)
    return [step for step in steps if step <= config.steps]


def _regular_steps(config: RunConfig, most: int) -> list[int]:
    """Every epoch's end, and marks between if it is long: the first of them, then fewer."""
    marks_per_epoch = -(-config.batches // SNAPSHOT_STEPS)
    marks = range(config.epochs * marks_per_epoch + 1)
    half = most // 2
    later = marks[half:][::-1]  # from the end, so that the last step is always there
    kept = [*marks[:half], *later[:: max(1, -(-len(later) // (most - half)))]]
    return [
        epoch * config.batches + part * SNAPSHOT_STEPS
        for epoch, part in (divmod(mark, marks_per_epoch) for mark in kept)
    ]


def evenly(recorded: Sequence[Item], count: int) -> Sequence[Item]:
    """At most `count` of them, evenly by rank, the first and the last among them; none, where
    those two are too many."""
    if len(recorded) <= count:
        return recorded
    last = len(recorded) - 1
    return [recorded[round(i * last / (count - 1))] for i in range(count)] if count > 1 else []
