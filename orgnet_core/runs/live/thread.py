"""The thread in which a run grows, and the commands that start and end it.

A training thread lives exactly as long as training goes on: play starts it, pause ends it, so
there is never an idle thread and never two on one organism.
"""

from collections.abc import Callable
from threading import Event, RLock, Thread

from orgnet_core.runs.live.attention import Attention
from orgnet_core.runs.live.grower import Grower
from orgnet_core.runs.live.slots import Slots
from orgnet_core.runs.state import State


class GrowingThread:
    """Grows a run while it is told to, when it is its turn, as long as somebody watches."""

    def __init__(self, grower: Grower, slots: Slots, attention: Attention):
        self._grower, self._slots, self._attention = grower, slots, attention
        self._control = RLock()  # one command at a time; never taken by the training thread
        self._halt = Event()
        self._thread: Thread | None = None

    @property
    def step(self) -> int:
        return self._grower.step

    @property
    def is_kept(self) -> bool:
        return self._grower.is_kept

    @property
    def ahead(self) -> int | None:
        """How many runs wait for a turn before this one; None if it does not wait."""
        return self._slots.ahead(self._grower.view.id)

    def play(self) -> None:
        """Grow until done, paused or stopped; does nothing if it is growing or over."""
        with self._control:
            if self._is_at_rest() and self._grower.take_up():
                self._grower.queue()
                self._start(self._wait_and_grow)

    def wake(self) -> None:
        """Go on, if the run rests only because nobody watched, or because the store could not
        take what it takes now."""
        if self._grower.view.sleeps or self._grower.may_have_recovered:
            with self._control:
                if self._is_at_rest() and (self._grower.view.sleeps or self._grower.recovers()):
                    self.play()

    def pause(self) -> None:
        """End the thread after the present batch; play goes on from there."""
        self._end(State.PAUSED)

    def stop(self) -> None:
        """End the run for good, with what it has; nothing happens to an interrupted one."""
        with self._control:
            if self._grower.view.state is not State.PAUSED or self._grower.take_up():
                self._end(State.STOPPED)

    def advance(self) -> None:
        """One batch, then pause; does nothing while the run is growing or over."""
        with self._control:
            if self._is_at_rest() and self._grower.take_up():
                warm = self._grower.is_warm
                self._grower.set_state(State.RUNNING)
                self._start(self._grower.advance)
                if warm:  # milliseconds; otherwise the page goes on and shows the warming up
                    self.join()

    def leave(self, patience: float) -> None:
        """Pause, and let go of what training needs: whoever comes may grow the run from its
        checkpoint, this process too.

        A thread that does not end its batch in `patience` seconds is left alone, and the run
        stands as interrupted at its last checkpoint once this process is gone.
        """
        with self._control:
            if self._end(State.PAUSED, patience):
                self._grower.let_go()

    def join(self, patience: float | None = None) -> bool:
        """Wait for the thread, so many seconds at most; whether it is gone."""
        thread = self._thread
        if thread is not None:
            thread.join(patience)
        return thread is None or not thread.is_alive()

    def _start(self, work: Callable[[], None]) -> None:
        name = f"grow-{self._grower.view.id}"
        self._halt.clear()
        self._thread = Thread(target=work, name=name, daemon=True)
        self._thread.start()

    def _is_at_rest(self) -> bool:
        """Whether the run can grow and does not; then its last thread is surely gone."""
        state = self._grower.view.state
        return state.is_open and not state.is_growing and self.join()

    def _end(self, state: State, patience: float | None = None) -> bool:
        """End the thread and have the run rest in that state; whether it did in time."""
        with self._control:
            self._halt.set()
            if not self.join(patience):
                return False
            sleeps_on = self._grower.view.sleeps and state is State.PAUSED
            self._grower.rest(state, unwatched=sleeps_on)
            return True

    def _wait_and_grow(self) -> None:
        with self._slots.turn(self._grower.view.id, self._must_rest) as has_slot:
            if has_slot:
                self._grower.grow(self._must_rest)
        if self._grower.view.state.is_growing and not self._halt.is_set():
            self._grower.rest(State.PAUSED, unwatched=True)

    def _must_rest(self) -> bool:
        return self._halt.is_set() or self._attention.is_missing
