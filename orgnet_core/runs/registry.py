"""Runs that grow in background threads, found again by their id.

A training thread lives exactly as long as training goes on: play starts it, pause ends it, so
there is never an idle thread and never two on one organism. It publishes frozen snapshots and
knows nothing of who looks at them.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from secrets import token_hex
from threading import Event, Lock, RLock, Thread
from time import monotonic

from orgnet_core.config import RunConfig
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.snapshot import Snapshot
from orgnet_core.training import Divergence, Trainer

log = logging.getLogger(__name__)


class State(StrEnum):
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"
    DIVERGED = "diverged"
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # recorded, but its server is gone

    @property
    def can_grow(self) -> bool:
        return self in (State.READY, State.RUNNING, State.PAUSED)


@dataclass(frozen=True)
class Origin:
    """Where a run comes from: its preset's name, if any, and its complete config."""

    preset: str | None
    config: RunConfig


class Run:
    """One organism, growing or done. All methods may be called from any thread."""

    def __init__(self, run_id: str, origin: Origin, snapshots: list[Snapshot], state: State):
        self.id, self.preset, self.config = run_id, origin.preset, origin.config
        self.snapshots, self.state, self.message = snapshots, state, ""
        self._watched = monotonic()

    @property
    def latest(self) -> Snapshot:
        return self.snapshots[-1]

    @property
    def step(self) -> int:
        """Batches trained so far."""
        return self.latest.step

    @property
    def seconds_left(self) -> float | None:
        """Training time left at the present pace; None before there is a pace to tell from."""
        total = self.config.epochs * self.config.batches
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
        """Nothing to grow here; see LiveRun."""

    pause = stop = advance = play


class LiveRun(Run):
    """A run that this process can grow."""

    def __init__(self, run_id: str, origin: Origin, store: Store, unwatched_pause: float):
        self._trainer = Trainer(origin.config)
        super().__init__(run_id, origin, [self._trainer.snapshot()], State.READY)
        self._store, self._unwatched_pause = store, unwatched_pause
        self._control = RLock()  # one command at a time; never taken by the training thread
        self._halt = Event()
        self._thread: Thread | None = None

    @property
    def step(self) -> int:
        return self._trainer.step

    def play(self) -> None:
        """Grow until done, paused or stopped; does nothing if it is growing or over."""
        with self._control:
            if not self.state.can_grow or self._growing:
                return
            if not self._recorded_start():
                return
            self._halt.clear()
            self._set_state(State.RUNNING)
            self._thread = Thread(target=self._grow, name=f"grow-{self.id}", daemon=True)
            self._thread.start()

    def pause(self) -> None:
        """End the thread after the present batch; play goes on from there."""
        self._end_thread(State.PAUSED)

    def stop(self) -> None:
        """End the run for good, with what it has."""
        self._end_thread(State.STOPPED)

    def advance(self) -> None:
        """One batch, then pause; does nothing while the run is growing or over."""
        with self._control:
            if not self.state.can_grow or self._growing:
                return
            if self._recorded_start():
                self._guard(self._one_batch)

    @property
    def _growing(self) -> bool:
        if self._thread is not None and self.state is not State.RUNNING:
            self._thread.join()  # it has said that it rests: only its last words are left
        return self._thread is not None and self._thread.is_alive()

    def _recorded_start(self) -> bool:
        """Whether the run stands in the store, where it is written when it is first grown."""
        if self.state is State.READY:
            try:
                self._store.add_run(self.id, self.preset, self.config, State.PAUSED, self.latest)
            except StoreError as error:
                self.message = f"Not started: {error}"
                return False
            self.message, self.state = "", State.PAUSED
        return True

    def _end_thread(self, state: State) -> None:
        with self._control:
            self._halt.set()
            if self._thread is not None:
                self._thread.join()
                self._thread = None
            if self.state in (State.RUNNING, State.PAUSED):
                self._guard(lambda: self._rest(state))
            elif self.state is State.READY and state is State.STOPPED:
                self._set_state(state)

    def _rest(self, state: State) -> None:
        self._publish_if_new()
        self._set_state(state)

    def _one_batch(self) -> None:
        self._publish_if_new()
        if not self._trainer.done:
            self._trainer.advance()
            self._publish()
        self._set_state(State.FINISHED if self._trainer.done else State.PAUSED)

    def _grow(self) -> None:
        self._guard(self._grow_until_told)

    def _grow_until_told(self) -> None:
        self._publish_if_new()  # what the store could not take the last time
        while not self._halt.is_set() and not self._trainer.done:
            self._trainer.advance()
            if self._trainer.due:
                self._publish()
            if self.unwatched_seconds > self._unwatched_pause:
                self._publish_if_new()
                self._set_state(State.PAUSED, "Paused because nobody was watching.")
                return
        if self._trainer.done:
            self._set_state(State.FINISHED)

    def _guard(self, work: Callable[[], None]) -> None:
        """Run `work`; whatever goes wrong becomes a state and a sentence, not a dead thread."""
        try:
            work()
        except Divergence as error:
            self._set_state(
                State.DIVERGED,
                f"This organism diverged: {error}. Its last good snapshot is kept. "
                "Smaller learning rates usually help.",
            )
        except StoreError as error:
            self.message, self.state = f"Paused, nothing is lost: {error}", State.PAUSED
            log.warning("run %s: %s", self.id, error)
        except Exception as error:  # the thread's last stop: report it, keep the server up
            log.exception("run %s failed", self.id)
            self._set_state(State.FAILED, f"Training failed: {error}")

    def _publish_if_new(self) -> None:
        if self.latest.step != self._trainer.step:
            self._publish()

    def _publish(self) -> None:
        snapshot = self._trainer.snapshot()
        self._store.add_snapshot(self.id, snapshot)
        self.snapshots.append(snapshot)

    def _set_state(self, state: State, message: str = "") -> None:
        self.message, self.state = message, state  # whoever sees the state finds its message
        try:
            self._store.set_state(self.id, state, message)
        except StoreError as error:
            log.warning("run %s: %s", self.id, error)


class Registry:
    """Every run of this process, and through the store every run there ever was."""

    KEEP_UNPLAYED = 32  # runs that nobody started are dropped beyond this many
    KEEP_SECONDS = 600  # runs that are over leave memory, not the store, when unseen so long

    def __init__(self, store: Store, unwatched_pause: float):
        self.store, self._unwatched_pause = store, unwatched_pause
        self._runs: dict[str, Run] = {}
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
            self.store.snapshots(run_id),
            State.INTERRUPTED if state.can_grow else state,
        )
        run.message = record.message
        with self._lock:
            return self._runs.setdefault(run_id, run)

    def shut_down(self) -> None:
        """Pause every run; its thread is gone afterwards."""
        for run in list(self._runs.values()):
            run.pause()
        self.store.close()
