"""One organism that was recorded: what is known of it, whether it grows or not."""

from collections.abc import Iterator
from time import monotonic

import numpy as np

from orgnet_core.cadence import SNAPSHOT_BYTES
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.snapshot import Snapshot


class Run:
    """One organism, growing or done. All methods may be called from any thread.

    One that is no `LiveRun` is only recorded and cannot grow: every command is empty to it.
    """

    can_grow = False  # whether play would train it on
    is_kept = True  # whether the store has all of it that there is

    def __init__(self, run_id: str, origin: Origin, store: Store, snapshots: list[Snapshot]):
        self.id, self.preset, self.config = run_id, origin.preset, origin.config
        self.access = origin.access
        self.snapshots, self.state, self.message = snapshots, State.INTERRUPTED, ""
        self._store, self._watched = store, monotonic()

    @property
    def latest(self) -> Snapshot:
        return self.snapshots[-1]

    @property
    def step(self) -> int:
        """Batches trained so far."""
        return self.latest.step

    @property
    def resident_bytes(self) -> int:
        """What its snapshots take in memory, about."""
        return len(self.snapshots) * (SNAPSHOT_BYTES + self.latest.nbytes)

    def particle_weights(
        self, first: int = 0, last: int | None = None
    ) -> Iterator[tuple[int, np.ndarray]]:
        """(step, weights [n, P]) of the snapshots from step `first` to `last` that have them.

        They stay in the store; only those of a run that was never played are in memory.
        """
        last = self.latest.step if last is None else last
        start = self.snapshots[0]
        if start.particle_weights is None:
            yield from self._store.particle_weights(self.id, first, last)
        elif first <= start.step <= last:
            yield start.step, start.particle_weights

    def weights_at(self, step: int) -> np.ndarray | None:
        """All particle weights [n, P] of the snapshot of that step; None if it has none."""
        return next((weights for _, weights in self.particle_weights(step, step)), None)

    @property
    def seconds_left(self) -> float | None:
        """Training time left at the present pace; None before there is a pace to tell from."""
        total = self.config.steps
        seconds = self.latest.seconds - self.snapshots[0].seconds
        trained = self.latest.step
        return seconds / trained * (total - trained) if trained else None

    def watched(self) -> None:
        """Say that somebody is looking at this run now."""
        self._watched = monotonic()

    @property
    def unwatched_seconds(self) -> float:
        return monotonic() - self._watched

    def play(self) -> None:
        """Nothing happens."""

    pause = stop = advance = play

    def wake(self) -> None:
        """Somebody looks: a run that rests only because nobody did, or because the store could
        not take what it takes now, goes on."""

    def leave(self, patience: float) -> None:
        """Nor does anything happen here."""
