"""A run as pages, endpoints and the registry hold it, whether it grows or is only recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

import numpy as np

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.limits import UNLIMITED, Limits
from orgnet_core.phases import Phase
from orgnet_core.runs.access import Access
from orgnet_core.runs.live.attention import Attention
from orgnet_core.runs.live.first import FIRST
from orgnet_core.runs.live.tenure import NO_WAY_ON
from orgnet_core.runs.live.thread import GrowingThread
from orgnet_core.runs.live.view import Published, RunView
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.snapshot import Snapshot


class Run:
    """One organism, growing or done. All methods may be called from any thread.

    Properties are those of the view that stands just now; take `view` where several must belong
    together. Without a `thread` a run is only recorded: no command does anything.
    """

    def __init__(
        self,
        published: Published,
        store: Store,
        attention: Attention,
        thread: GrowingThread | None = None,
    ):
        self._published, self._store = published, store
        self._attention, self._thread = attention, thread

    @classmethod
    def recorded(cls, store: Store, record: RunRecord) -> "Run":
        """What the store has of a run, for whoever only reads."""
        view = RunView.recorded(record, store.snapshots(record.id))
        return cls(Published(view), store, Attention(inf))

    @property
    def view(self) -> RunView:
        return self._published.view

    @property
    def store(self) -> Store:
        """Where it is recorded."""
        return self._store

    @property
    def id(self) -> str:
        return self.view.id

    @property
    def origin(self) -> Origin:
        return self.view.origin

    @property
    def preset(self) -> str | None:
        return self.view.origin.preset

    @property
    def config(self) -> RunConfig:
        return self.view.origin.config

    @property
    def access(self) -> Access | None:
        return self.view.origin.access

    @property
    def versions(self) -> tuple[str, ...]:
        """That grew it, in order."""
        return self.view.versions

    @property
    def state(self) -> State:
        return self.view.state

    @property
    def message(self) -> str:
        return self.view.message

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        return self.view.snapshots

    @property
    def latest(self) -> Snapshot:
        return self.view.latest

    @property
    def can_grow(self) -> bool:
        return self.view.can_grow

    @property
    def seconds_left(self) -> float | None:
        return self.view.seconds_left

    @property
    def resident_bytes(self) -> int:
        return self.view.resident_bytes

    @property
    def step(self) -> int:
        """Batches trained so far."""
        return self.view.step if self._thread is None else self._thread.step

    @property
    def is_kept(self) -> bool:
        """Whether the store has all of it that there is."""
        return self._thread is None or self._thread.is_kept

    def particle_weights(
        self, first: int = 0, last: int | None = None
    ) -> Iterator[tuple[int, np.ndarray]]:
        """(step, weights [n, P]) of the snapshots from step `first` to `last` that have them.

        They stay in the store; those of a run that was never played are computed from its seed.
        """
        view = self.view
        last = view.step if last is None else last
        if view.kept:
            yield from self._store.particle_weights(view.id, first, last)
        elif first <= 0 <= last and (weights := FIRST.weights(view.origin.config)) is not None:
            yield 0, weights

    def weights_at(self, step: int) -> np.ndarray | None:
        """All particle weights [n, P] of the snapshot of that step; None if it has none."""
        return next((weights for _, weights in self.particle_weights(step, step)), None)

    def share(self, visitor: str) -> None:
        """From now on this visitor may steer it, too, as everybody may who has no `access`."""
        origin = self.view.origin
        if origin.access is not None:
            shared = replace(origin, access=origin.access.shared_with(visitor))
            self._published.change(origin=shared)

    def watched(self) -> None:
        """Say that somebody is looking at this run now."""
        self._attention.watched()

    @property
    def unwatched_seconds(self) -> float:
        return self._attention.unwatched_seconds

    @property
    def rests_unwatched(self) -> bool:
        """Whether it pauses when nobody has looked at it for a while."""
        return self._attention.rests_unwatched

    @rests_unwatched.setter
    def rests_unwatched(self, rests: bool) -> None:
        self._attention.rests_unwatched = rests

    @property
    def speed_limit(self) -> float | None:
        """Batches a second that it trains at most; None for full speed."""
        return self.view.speed_limit

    @speed_limit.setter
    def speed_limit(self, limit: float | None) -> None:
        self._published.change(speed_limit=limit)

    @property
    def ahead(self) -> int | None:
        """How many runs train before this one of those that wait; None if it does not wait."""
        return None if self._thread is None else self._thread.ahead

    def play(self) -> None:
        """Grow until done, paused or stopped."""
        if self._thread is not None:
            self._thread.play()

    def wake(self) -> None:
        """Somebody looks: a run that rests only because nobody did, or because the store could
        not take what it takes now, goes on."""
        if self._thread is not None:
            self._thread.wake()

    def pause(self) -> None:
        """Rest after the present batch."""
        if self._thread is not None:
            self._thread.pause()

    def stop(self) -> None:
        """End it for good, with what it has."""
        if self._thread is not None:
            self._thread.stop()

    def advance(self) -> None:
        """Train on one batch."""
        if self._thread is not None:
            self._thread.advance()

    def append(self, phases: Sequence[Phase], limits: Limits = UNLIMITED) -> None:
        """End the schedule with the present epoch, and grow on under these phases; a run that has
        finished, too. Raises LabError: nothing has changed then."""
        if self._thread is None:
            raise InputError(NO_WAY_ON)
        self._thread.append(phases, limits)

    def halt(self) -> None:
        """Rest after the present batch, without waiting for that."""
        if self._thread is not None:
            self._thread.halt()

    def leave(self, patience: float) -> bool:
        """Pause within so many seconds, and let go of what training needs; whether it could."""
        return self._thread is None or self._thread.leave(patience)

    def join(self, patience: float | None = None) -> bool:
        """Wait, so many seconds at most, until nothing grows it; whether nothing does."""
        return self._thread is None or self._thread.join(patience)
