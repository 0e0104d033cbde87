"""Every run of a process, found again by its id."""

from collections.abc import Container, Iterable, Iterator
from contextlib import nullcontext, suppress
from itertools import accumulate
from secrets import token_hex
from threading import Lock
from time import monotonic
from typing import NamedTuple
from weakref import WeakValueDictionary

from orgnet_core import examples
from orgnet_core.config import RECORD_BYTES, RunConfig
from orgnet_core.errors import LabError, NotRecordedError
from orgnet_core.runs.access import Access
from orgnet_core.runs.live.attention import Attention
from orgnet_core.runs.live.grower import Grower
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.live.slots import Slots
from orgnet_core.runs.live.thread import GrowingThread
from orgnet_core.runs.live.view import Published, RunView
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, StoreError, annotations
from orgnet_core.runs.store.locks import LockedElsewhere
from orgnet_core.runs.store.records import RunRecord


class Allowance(NamedTuple):
    """What runs of one sort may take of memory when nobody looks at them."""

    seconds: float  # that one stays unseen
    bytes: int  # that they may take together; beyond it the longest unseen go …
    at_least: float  # … that nobody has seen for so many seconds

    def exceeding(self, runs: Iterable[Run]) -> Iterator[Run]:
        """Those that have to go."""
        latest_first = sorted(runs, key=lambda run: run.unwatched_seconds)
        seen_since = accumulate((run.resident_bytes for run in latest_first), initial=0)
        for run, size in zip(latest_first, seen_since, strict=False):
            patience = self.seconds if size < self.bytes else self.at_least
            if run.unwatched_seconds >= patience:
                yield run


class Registry:
    """Every run of this process, and through the store every run there ever was."""

    UNPLAYED = Allowance(seconds=86_400, bytes=10_000_000, at_least=0)  # they are gone for good
    RECORDED = Allowance(seconds=600, bytes=RECORD_BYTES, at_least=60)  # the store has them whole
    PATIENCE = 4.0  # seconds that running batches may take to end when the server ends

    def __init__(
        self, store: Store, unwatched_pause: float, slots: int = 1, most_waiting: int | None = None
    ):
        """`slots` runs train at once, and a visitor may have `most_waiting` in line, or any number
        of them."""
        self.store, self.slots = store, Slots(slots, most_waiting)
        self._unwatched_pause = unwatched_pause  # seconds until a run that nobody looks at rests
        self._runs: dict[str, Run] = {}
        self._new_ids: dict[str, str] = {}  # of runs that got another, by the one before
        self._deleted: dict[str, Run] = {}  # until they are brought back or gone for good
        self._lock = Lock()
        self._loading: WeakValueDictionary[str, Lock] = WeakValueDictionary()  # by run

    def create(
        self, config: RunConfig, preset: str | None = None, access: Access | None = None
    ) -> Run:
        """A new run, ready to play, which costs next to nothing until it is played and recorded.

        Raises SettingsError where its device or its data are not there.
        """
        config.check_machine()
        run = self._composed(RunView(token_hex(4), Origin(preset, config, access), State.READY))
        with suppress(StoreError):  # what cannot be removed now can be later
            self._purge()
        with self._lock:
            self._tidy()
            self._runs[run.id] = run
        return run

    @property
    def ids(self) -> Container[str]:
        """Of the runs in memory, some of which may not be in the store yet."""
        return frozenset(self._runs)

    def _composed(self, view: RunView) -> Run:
        """A run, and if this process can grow it the thread that does while it is told to."""
        published, attention, thread = Published(view), Attention(self._unwatched_pause), None
        if view.is_live:
            grower = Grower(published, self.store, self._moved)
            thread = GrowingThread(grower, self.slots, attention)
        return Run(published, self.store, attention, thread)

    def _moved(self, before: str) -> None:
        """Its run has another id now; whoever knew the old one finds it by that, too."""
        with self._lock:
            run = self._runs.pop(before, None)
            if run is not None:
                self._runs[run.id], self._new_ids[before] = run, run.id

    def share(self, run: Run, visitor: str) -> None:
        """From now on this visitor may steer the run, too. Raises StoreError."""
        with self._lock:
            run.share(visitor)
            if run.access is not None:
                self.store.set_access(run.id, run.access)

    def _tidy(self) -> None:
        runs = set(self._runs.values())
        unplayed = {run for run in runs if run.state is State.READY}
        recorded = {run for run in runs - unplayed if run.is_kept}
        leaving = {*self.RECORDED.exceeding(recorded)}
        for run in leaving:
            run.leave(1.0)
        leaving.update(self.UNPLAYED.exceeding(unplayed))
        self._runs = {id: run for id, run in self._runs.items() if run not in leaving}

    def get(self, run_id: str) -> Run | None:
        """The run of that id, growing or recorded; None if there is none."""
        moved = self._runs.get(self._new_ids.get(run_id, ""))
        run = moved or self._runs.get(run_id) or self._recorded(run_id)
        if run is not None:
            run.watched()
        return run

    def require(self, run_id: str) -> Run:
        """The run of that id. Raises NotRecordedError if there is none."""
        run = self.get(run_id)
        if run is None:
            raise NotRecordedError(f"There is no run {run_id!r}.")
        return run

    def _recorded(self, run_id: str) -> Run | None:
        if run_id in examples.RUNS:
            with suppress(LabError, OSError):  # without room for it, say, there is none
                examples.keep(self.store, run_id)
        try:
            record = self.store.run(run_id)
        except NotRecordedError:  # in a way that this version can read
            return None
        if record is None or not record.scalars:
            return None
        with self._lock:
            loading = self._loading.setdefault(run_id, Lock())
        with loading:
            if run := self._runs.get(run_id):  # read meanwhile for another who asked
                return run
            run = self._composed(RunView.recorded(record, self.store.snapshots(run_id)))
            with self._lock:
                self._tidy()
                return self._runs.setdefault(run_id, run)

    def seconds_until_turn(self, run: Run) -> float | None:
        """About how long until a queued run's turn, as things stand; None where one that trains
        has no pace yet to tell from, or where it is too long to tell."""
        with self._lock:
            runs = self._runs | self._deleted  # one may be deleted before its batch has ended
        training = set(self.slots.training)
        left = {each: runs[each].seconds_left for each in [*training, *self.slots.waiting]}
        known = {each: seconds for each, seconds in left.items() if seconds is not None}
        paces = [known[each] for each in training if each in known]
        if paces:  # those that wait are guessed alike
            guess = sum(paces) / len(paces)
            known = {each: guess for each in left.keys() - training} | known
        return self.slots.seconds_until_turn(run.id, known)

    def halt(self) -> None:
        """Let no run begin to train any more, and have those that train rest after their batch."""
        self.slots.close()
        for run in self._all_runs():
            run.halt()
        self.slots.call()

    def shut_down(self) -> bool:
        """Pause every run, with all that it needs to go on in another process, and close the
        store; False, and the store stays open, where a batch did not end in PATIENCE seconds."""
        self.halt()
        until = monotonic() + self.PATIENCE
        resting = [run.leave(max(0.0, until - monotonic())) for run in self._all_runs()]
        if not all(resting):
            return False
        self.store.close()
        return True

    def _all_runs(self) -> list[Run]:
        with self._lock:
            return [*self._runs.values(), *self._deleted.values()]

    def peek(self, record: RunRecord) -> tuple[State, int]:
        """(state, step) of a recorded run as it is now, without looking at it."""
        run = self._runs.get(record.id)
        if run is not None:
            return run.state, run.step
        return record.state, record.scalars.get("step", 0)

    def delete(self, run_id: str) -> None:
        """Pause a recorded run and put it out of sight; `restore` brings it back as it was.

        Raises StoreError, also where another process grows it.
        """
        self._mark_deleted(run_id)  # first, or who looks now would load it again
        with self._lock:
            run = self._runs.pop(run_id, None)
            if run is not None:
                self._deleted[run_id] = run
        if run is not None:
            run.pause()
        self._purge()

    def _mark_deleted(self, run_id: str) -> None:
        try:
            with nullcontext() if self.store.holds(run_id) else self.store.lock(run_id):
                annotations.delete(self.store, run_id)
        except LockedElsewhere:
            raise StoreError(
                f"Run {run_id} cannot be deleted while another server or command grows it; pause "
                "or end it there first."
            ) from None

    def restore(self, run_id: str) -> bool:
        """Bring a deleted run back; whether there was still something to bring back."""
        annotations.restore(self.store, run_id)
        is_there = self.store.run(run_id) is not None
        with self._lock:
            run = self._deleted.pop(run_id, None)
            if run is not None and is_there:
                self._runs[run_id] = run
        return is_there

    def _purge(self) -> None:
        left = annotations.purge(self.store)
        with self._lock:
            self._deleted = {each: run for each, run in self._deleted.items() if each in left}
