"""The thread in which a run grows, and the commands that start and end it.

A training thread lives exactly as long as training goes on: play starts it, pause ends it, so
there is never an idle thread and never two on one organism.
"""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Event, RLock, Thread
from time import monotonic

from orgnet_core.errors import LabError
from orgnet_core.limits import Limits
from orgnet_core.phases import Phase
from orgnet_core.runs.live.attention import Attention
from orgnet_core.runs.live.grower import Grower
from orgnet_core.runs.live.pace import Pace
from orgnet_core.runs.live.slots import LineFull, Slots, Turn
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
        """How many runs train before this one of those that wait; None if it does not wait."""
        return self._slots.ahead(self._grower.view.id)

    def play(self) -> None:
        """Grow until done, paused or stopped; does nothing if it is growing or over."""
        with self._control:
            turn = self._stand_in_line() if self._is_at_rest() else None
            if turn is not None and self._grower.take_up():
                self._grower.queue()
                self._start(partial(self._wait_and_grow, turn))
            elif turn is not None:
                turn.leave()

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

    def append(self, phases: Sequence[Phase], limits: Limits) -> None:
        """End the schedule with the present epoch, and go on with these phases. Raises LabError:
        then the run goes on as it was, if it was growing."""
        with self._control:
            was_growing = self._grower.view.state.is_growing
            self._end(State.PAUSED)
            try:
                self._grower.append(phases, limits)
            except LabError:
                if was_growing:
                    self.play()
                raise
            self.play()

    def halt(self) -> None:
        """Have the thread end after the present batch, without waiting for it."""
        self._halt.set()

    def leave(self, patience: float) -> bool:
        """Pause, and let go of what training needs: whoever comes may grow the run from its
        checkpoint, this process too. Whether it could.

        A thread that does not end its batch in `patience` seconds is left alone, and the run
        stands as interrupted at its last checkpoint once this process is gone.
        """
        until = monotonic() + patience
        if not self._control.acquire(timeout=patience):  # a command waits for the thread, too
            return False
        try:
            is_at_rest = self._end(State.PAUSED, max(0.0, until - monotonic()))
            if is_at_rest:
                self._grower.let_go()
            return is_at_rest
        finally:
            self._control.release()

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
        can_grow = state.is_open and not state.is_growing and not self._slots.closed
        return can_grow and self.join()

    def _stand_in_line(self) -> Turn | None:
        """None, and the run says why, if its visitor has too many there."""
        view = self._grower.view
        try:
            return self._slots.enter(view.id, view.origin.owner)
        except LineFull as error:
            self._grower.refuse(error)
            return None

    def _end(self, state: State, patience: float | None = None) -> bool:
        """End the thread and have the run rest in that state; whether it did in time."""
        with self._control:
            self._halt.set()
            self._slots.call()
            if not self.join(patience):
                return False
            sleeps_on = self._grower.view.sleeps and state is State.PAUSED
            self._grower.rest(state, unwatched=sleeps_on)
            return True

    def _wait_and_grow(self, turn: Turn) -> None:
        try:
            while turn.wait(self._must_rest):
                pace = Pace(turn, lambda: self._grower.view.speed_limit, self._halt.wait)
                self._grower.grow(self._must_rest, pace)
                if self._grower.view.state is not State.QUEUED:
                    break
        finally:
            turn.leave()
        if self._grower.view.state.is_growing and not self._halt.is_set():
            self._grower.rest(State.PAUSED, unwatched=self._attention.is_missing)

    def _must_rest(self) -> bool:
        return self._halt.is_set() or self._attention.is_missing
