"""Every run of a process, found again by its id."""

from secrets import token_hex
from threading import Lock

from orgnet_core.config import RunConfig
from orgnet_core.runs import labels
from orgnet_core.runs.run import LiveRun, Origin, Run, State
from orgnet_core.runs.store import RunRecord, Store


class Registry:
    """Every run of this process, and through the store every run there ever was."""

    KEEP_UNPLAYED = 100  # beyond this many, runs that nobody started go, the longest unseen first
    KEEP_SECONDS = 600  # runs that are over leave memory, not the store, when unseen so long

    def __init__(self, store: Store, unwatched_pause: float):
        self.store, self._unwatched_pause = store, unwatched_pause
        self._runs: dict[str, Run] = {}
        self._deleted: dict[str, Run] = {}  # until they are brought back or gone for good
        self._lock = Lock()

    def create(self, config: RunConfig, preset: str | None = None) -> LiveRun:
        """A new run, ready to play; it is recorded once it is played."""
        run = LiveRun(token_hex(4), Origin(preset, config), self.store, self._unwatched_pause)
        with self._lock:
            self._tidy()
            self._runs[run.id] = run
        return run

    def _tidy(self) -> None:
        unplayed = [run for run in self._runs.values() if run.state is State.READY]
        unplayed.sort(key=lambda run: -run.unwatched_seconds)
        over = [
            run
            for run in self._runs.values()
            if not run.state.can_grow and run.unwatched_seconds > self.KEEP_SECONDS
        ]
        for run in unplayed[: -self.KEEP_UNPLAYED] + over:
            del self._runs[run.id]

    def get(self, run_id: str) -> Run | None:
        """The run of that id, growing or recorded; None if there is none."""
        run = self._runs.get(run_id) or self._recorded(run_id)
        if run is not None:
            run.watched()
        return run

    def _recorded(self, run_id: str) -> Run | None:
        record = self.store.run(run_id)
        if record is None or not record.scalars:
            return None
        state = State(record.state)
        run = Run(
            run_id,
            Origin(record.preset, record.config),
            self.store,
            self.store.snapshots(run_id),
        )
        run.state = State.INTERRUPTED if state.can_grow else state
        run.message = record.message
        with self._lock:
            return self._runs.setdefault(run_id, run)

    def shut_down(self) -> None:
        """Pause every run; its thread is gone afterwards."""
        for run in [*self._runs.values(), *self._deleted.values()]:
            run.pause()
        self.store.close()

    def peek(self, record: RunRecord) -> tuple[State, int]:
        """(state, step) of a recorded run as it is now, without looking at it."""
        run = self._runs.get(record.id)
        if run is not None:
            return run.state, run.step
        state = State(record.state)
        return State.INTERRUPTED if state.can_grow else state, record.scalars.get("step", 0)

    def delete(self, run_id: str) -> None:
        """Pause a recorded run and put it out of sight; `restore` brings it back as it was."""
        gone = labels.delete(self.store, run_id)  # first, or who looks now would load it again
        with self._lock:
            run = self._runs.pop(run_id, None)
            if run is not None:
                self._deleted[run_id] = run
            for each in gone:
                self._deleted.pop(each, None)
        if run is not None:
            run.pause()

    def restore(self, run_id: str) -> None:
        with self._lock:
            run = self._deleted.pop(run_id, None)
            if run is not None:
                self._runs[run_id] = run
        labels.restore(self.store, run_id)
