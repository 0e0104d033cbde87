"""One organism growing in a background thread.

A training thread lives exactly as long as training goes on: play starts it, pause ends it, so
there is never an idle thread and never two on one organism. It publishes frozen snapshots and
knows nothing of who looks at them.
"""

from collections.abc import Callable
from threading import Event, RLock, Thread
from typing import NamedTuple

from orgnet_core.runs.live.growing import GrowingRun
from orgnet_core.runs.live.slots import Slots
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord

UNWATCHED = "Paused because nobody was watching."


class Turns(NamedTuple):
    """How the runs of a process share it."""

    slots: Slots
    unwatched_pause: float  # seconds until a run that nobody looks at rests


class LiveRun(GrowingRun):
    """A run that this process can grow, and the thread that does while it is told to."""

    def __init__(
        self,
        run_id: str,
        origin: Origin,
        store: Store,
        turns: Turns,
        record: RunRecord | None = None,
    ):
        super().__init__(run_id, origin, store, record)
        self._turns = turns
        self.rests_unwatched = True
        self._control = RLock()  # one command at a time; never taken by the training thread
        self._halt = Event()
        self._thread: Thread | None = None

    @property
    def ahead(self) -> int | None:
        """How many runs wait for a turn before this one; None if it does not wait."""
        return self._turns.slots.ahead(self.id)

    def play(self) -> None:
        """Grow until done, paused or stopped; does nothing if it is growing or over."""
        with self._control:
            if self._at_rest() and self._is_ours():
                self.state, self.message = State.QUEUED, ""
                self._start(self._wait_and_grow)

    def wake(self) -> None:
        if self._sleeps() or self._may_be_out_of_trouble():
            with self._control:
                if self._at_rest() and (self._sleeps() or self._is_out_of_trouble()):
                    self.play()

    def _sleeps(self) -> bool:
        return self.state is State.PAUSED and self.message == UNWATCHED

    def pause(self) -> None:
        """End the thread after the present batch; play goes on from there."""
        self._end_thread(State.PAUSED)

    def leave(self, patience: float) -> None:
        """Pause, and let go of what training needs: whoever comes may grow the run from its
        checkpoint, this process too.

        A thread that does not end its batch in `patience` seconds is left alone, and the run
        stands as interrupted at its last checkpoint once this process is gone.
        """
        with self._control:
            self._end_thread(State.PAUSED, patience)
            if self._thread is None:
                self._release()
                if self.is_kept:
                    self._trainer = self._recorder = None

    def stop(self) -> None:
        """End the run for good, with what it has; nothing happens to an interrupted one."""
        with self._control:
            only_recorded = self.state is State.PAUSED and self._trainer is None
            if not only_recorded or self._is_ours():
                self._end_thread(State.STOPPED)

    def advance(self) -> None:
        """One batch, then pause; does nothing while the run is growing or over."""
        with self._control:
            if self._at_rest() and self._is_ours():
                warm = self._trainer.is_warm
                self._set_state(State.RUNNING)
                self._start(self._one_batch)
                if warm:  # milliseconds; otherwise the page goes on and shows the warming up
                    self._join()

    def _start(self, work: Callable[[], None]) -> None:
        self._halt.clear()
        self._thread = Thread(target=self._guard, args=(work,), name=f"grow-{self.id}", daemon=True)
        self._thread.start()

    def _at_rest(self) -> bool:
        """Whether the run can grow and does not; then its last thread is surely gone."""
        resting = self.state.is_open and not self.state.is_growing
        if resting:
            self._join()
        return resting

    def _join(self, patience: float | None = None) -> bool:
        """Wait for the thread; whether it is gone."""
        if self._thread is not None:
            self._thread.join(patience)
            if self._thread.is_alive():
                return False
            self._thread = None
        return True

    def _end_thread(self, state: State, patience: float | None = None) -> None:
        with self._control:
            self._halt.set()
            if not self._join(patience):
                return
            paused = self.state.is_growing or self.state is State.PAUSED
            if paused and self._trainer is not None:
                message = UNWATCHED if self._sleeps() and state is State.PAUSED else ""
                self._guard(lambda: self._rest(state, message))
            elif self.state is State.READY and state is State.STOPPED:
                self._set_state(state)

    def _wait_and_grow(self) -> None:
        with self._turns.slots.turn(self.id, self._must_rest) as has_place:
            if has_place:
                self._set_state(State.RUNNING)
                self._grow(self._must_rest)
        if self.state.is_growing and not self._halt.is_set():
            self._rest(State.PAUSED, UNWATCHED)

    def _must_rest(self) -> bool:
        unseen = self.rests_unwatched and self.unwatched_seconds > self._turns.unwatched_pause
        return unseen or self._halt.is_set()
