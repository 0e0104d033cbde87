"""One organism, growing in a background thread or only recorded.

A training thread lives exactly as long as training goes on: play starts it, pause ends it, so
there is never an idle thread and never two on one organism. It publishes frozen snapshots and
knows nothing of who looks at them.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from threading import Event, RLock, Thread
from time import monotonic

import numpy as np

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

    def __init__(self, run_id: str, origin: Origin, store: Store, snapshots: list[Snapshot]):
        self.id, self.preset, self.config = run_id, origin.preset, origin.config
        self.snapshots, self.state, self.message = snapshots, State.INTERRUPTED, ""
        self._store, self._watched = store, monotonic()

    @property
    def latest(self) -> Snapshot:
        return self.snapshots[-1]

    @property
    def step(self) -> int:
        """Batches trained so far."""
        return self.latest.step

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
        """What is only recorded cannot grow: to a recorded run every command is empty."""

    pause = stop = advance = play


class LiveRun(Run):
    """A run that this process can grow."""

    def __init__(self, run_id: str, origin: Origin, store: Store, unwatched_pause: float):
        self._trainer, self._unwatched_pause = Trainer(origin.config), unwatched_pause
        super().__init__(run_id, origin, store, [self._trainer.snapshot()])
        self.state = State.READY
        self._control = RLock()  # one command at a time; never taken by the training thread
        self._halt = Event()
        self._thread: Thread | None = None

    @property
    def step(self) -> int:
        return self._trainer.step

    def play(self) -> None:
        """Grow until done, paused or stopped; does nothing if it is growing or over."""
        with self._control:
            if self._at_rest() and self._recorded_start():
                self._start(self._grow)

    def pause(self) -> None:
        """End the thread after the present batch; play goes on from there."""
        self._end_thread(State.PAUSED)

    def stop(self) -> None:
        """End the run for good, with what it has."""
        self._end_thread(State.STOPPED)

    def advance(self) -> None:
        """One batch, then pause; does nothing while the run is growing or over."""
        with self._control:
            if self._at_rest() and self._recorded_start():
                warm = self._trainer.is_warm
                self._start(self._one_batch)
                if warm:  # milliseconds; otherwise the page goes on and shows the warming up
                    self._join()

    def _start(self, work: Callable[[], None]) -> None:
        self._halt.clear()
        self._set_state(State.RUNNING)
        self._thread = Thread(target=self._guard, args=(work,), name=f"grow-{self.id}", daemon=True)
        self._thread.start()

    def _at_rest(self) -> bool:
        """Whether the run can grow and does not; then its last thread is surely gone."""
        resting = self.state in (State.READY, State.PAUSED)
        if resting:
            self._join()
        return resting

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _recorded_start(self) -> bool:
        """Whether the run stands in the store, where it is written when it is first grown."""
        if self.state is State.READY:
            try:
                self._store.add_run(self.id, self.preset, self.config, State.PAUSED, self.latest)
            except StoreError as error:
                self.message = f"Not started: {error}"
                return False
            self.snapshots[0] = self.latest.light
            self.message, self.state = "", State.PAUSED
        return True

    def _end_thread(self, state: State) -> None:
        with self._control:
            self._halt.set()
            self._join()
            if self.state in (State.RUNNING, State.PAUSED):
                self._guard(lambda: self._rest(state))
            elif self.state is State.READY and state is State.STOPPED:
                self._set_state(state)

    def _rest(self, state: State) -> None:
        self._publish_if_new()
        self._set_state(state)

    def _one_batch(self) -> None:
        self._warm_up()
        self._publish_if_new()
        if not self._trainer.done:
            self._trainer.advance()
            self._publish()
        self._set_state(State.FINISHED if self._trainer.done else State.PAUSED)

    def _grow(self) -> None:
        self._warm_up()
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

    def _warm_up(self) -> None:
        if not self._trainer.is_warm:
            self.message = "Warming up: compiling the training steps, once on this machine."
            self._trainer.warm_up()
            self.message = ""

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
        self.snapshots.append(snapshot.light)

    def _set_state(self, state: State, message: str = "") -> None:
        self.message, self.state = message, state  # whoever sees the state finds its message
        try:
            self._store.set_state(self.id, state, message)
        except StoreError as error:
            log.warning("run %s: %s", self.id, error)
