"""What grows a run: a trainer's steps recorded, and whatever goes wrong put into words.

Knows neither threads nor commands nor who watches; `thread` does.
"""

import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from time import monotonic

from orgnet_core.compilation import when_compiling
from orgnet_core.errors import InputError, LabError
from orgnet_core.limits import Limits
from orgnet_core.phases import Phase
from orgnet_core.runs.live.pace import Pace
from orgnet_core.runs.live.recorder import Recorder
from orgnet_core.runs.live.tenure import Tenure
from orgnet_core.runs.live.view import UNWATCHED, Published, RunView
from orgnet_core.runs.state import Cause, State
from orgnet_core.runs.store import Store, StoreError, StoreFull
from orgnet_core.runs.store.locks import RightLost
from orgnet_core.training import LONGEST, Divergence, Trainer

DIVERGED = "Its last good snapshot is kept. Smaller learning rates usually help."
WARMING_UP = "Warming up: compiling the training steps, once on this machine."
RETRY = 10.0  # seconds between two looks at whether the store takes what it could not


class Grower:
    """Trains a run: a new one, or a recorded one from its last checkpoint.

    One thread at a time may use it; `view`, `step` and `is_kept` may be read from any.
    """

    def __init__(self, published: Published, store: Store, moved: Callable[[str], None]):
        """`moved` is told the run's id before, should it get another when it is first recorded."""
        self._published, self._store = published, store
        self._tenure = Tenure(published, store, moved)
        self._tried = 0.0  # when the store last failed us

    @property
    def view(self) -> RunView:
        return self._published.view

    @property
    def step(self) -> int:
        """Batches trained so far, which may be more than were recorded."""
        recorder = self._tenure.recorder  # which the training thread drops when the run is over
        return self.view.step if recorder is None else recorder.trainer.step

    @property
    def is_kept(self) -> bool:
        """Whether the store has all of the run that there is."""
        state, recorder = self.view.state, self._tenure.recorder
        if recorder is None or not state.is_open:
            return state is not State.READY
        return state is State.PAUSED and recorder.has_all

    def take_up(self) -> bool:
        """Whether the run stands in the store with its trainer here, for us alone to grow; what
        is in the way becomes its message."""
        try:
            self._tenure.take_up()
        except (LabError, ValueError, Divergence) as error:
            cause = Cause.STORE_FULL if isinstance(error, StoreFull) else None
            self._published.change(message=f"Not started: {error}", cause=cause)
            self._log.warning("not started: %s", error)
            self.let_go()
        return self._tenure.recorder is not None and self.view.state.is_open

    def append(self, phases: Sequence[Phase], limits: Limits) -> None:
        """End the schedule with the present epoch and have these phases follow; then it is paused.
        Raises LabError, and all is as it was."""
        try:
            self._tenure.append(phases, limits)
        except (LabError, ValueError) as error:
            self.let_go()
            if isinstance(error, LabError):
                raise
            raise InputError(f"No phase can follow: {error}.") from error

    def let_go(self) -> None:
        """Leave the run to whoever takes it up next, and if it is kept drop what trains it."""
        self._tenure.let_go(keep=not self.is_kept)

    @property
    def _taken_up(self) -> Recorder:
        if self._tenure.recorder is None:
            raise RuntimeError("a run has to be taken up before it can grow")
        return self._tenure.recorder

    @property
    def _log(self) -> logging.LoggerAdapter[logging.Logger]:
        return self._tenure.log

    @property
    def is_warm(self) -> bool:
        """Whether the next batch of a run that was taken up will take no longer than any other."""
        return self._taken_up.trainer.is_warm

    def refuse(self, error: LabError) -> None:
        """Say why it does not grow; nothing else changes."""
        self._published.change(message=f"Not started: {error}")

    def queue(self) -> None:
        """It waits for its turn, which is not worth recording."""
        self._published.change(state=State.QUEUED, message="", cause=None)

    def grow(self, must_rest: Callable[[], bool], pace: Pace) -> None:
        """Batch after batch, to the end or until `must_rest()`; then it is still running. Or until
        it is somebody else's turn; then it is queued, with all recorded."""
        with self._failures_told():
            self._store.check_visitor(self.view.origin.owner)
            self.set_state(State.RUNNING)
            trainer = self._ready_trainer()
            while not must_rest() and not trainer.done:
                before = trainer.step
                trainer.advance(pace.most(LONGEST))
                batches, recorded = trainer.step - before, len(self.view.kept)
                if is_recorded := trainer.due or pace.shows(batches, recorded):
                    self._publish()
                if not trainer.done and not pace.go_on(batches, is_recorded):
                    self._catch_up()
                    self.set_state(State.QUEUED)
                    return
            if trainer.done:
                self._finish()

    def advance(self) -> None:
        """One batch, and rest."""
        with self._failures_told():
            trainer = self._ready_trainer()
            if not trainer.done:
                trainer.advance()
                self._publish()
            if trainer.done:
                self._finish()
            else:
                self.set_state(State.PAUSED)

    def _finish(self) -> None:
        """With what it needs to go on, should another phase be appended."""
        self._catch_up()
        self.set_state(State.FINISHED)

    def rest(self, state: State, unwatched: bool = False) -> None:
        """Paused or stopped, with all that it has come to recorded; `unwatched` tells why.

        Nothing happens to a run that is over, or that would first have to be taken up.
        """
        if self.view.state is State.READY and state is State.STOPPED:
            self.set_state(state)
        elif self._tenure.recorder is not None:
            with self._failures_told():
                self._catch_up()
                message, cause = (UNWATCHED, Cause.UNWATCHED) if unwatched else ("", None)
                self.set_state(state, message, cause)

    @property
    def may_have_recovered(self) -> bool:
        """Whether the store failed us, and it is time to look again whether it takes our steps."""
        return self.view.is_stuck and monotonic() - self._tried >= RETRY

    def recovers(self) -> bool:
        """Whether the store takes now what it could not; asked only so often."""
        if not self.may_have_recovered:
            return False
        self._tried = monotonic()
        try:
            if self._tenure.recorder is not None:
                self._catch_up()
        except RightLost as error:
            self._lose(error)
            return False
        except StoreError:
            return False
        return True

    def set_state(self, state: State, message: str = "", cause: Cause | None = None) -> None:
        """Show it and record it; of a run that is over what trained it is let go. A queued one is
        recorded as paused, which it is should this process end."""
        self._published.change(state=state, message=message, cause=cause)
        self._log.info("%s at step %d%s", state, self.step, message and f": {message}")
        try:
            if self.view.kept:  # which a run that nobody has played is not
                recorded = State.PAUSED if state is State.QUEUED else state
                self._store.set_state(self.view.id, recorded, message)
        except StoreError as error:
            self._log.warning("state not recorded: %s", error)
        if not state.is_open:
            self.let_go()

    @contextmanager
    def _failures_told(self) -> Generator[None, None, None]:
        """Whatever goes wrong becomes a state and a sentence, not a dead thread."""
        try:
            yield
        except Divergence as error:
            self.set_state(State.DIVERGED, f"This organism diverged: {error}. {DIVERGED}")
        except RightLost as error:
            self._lose(error)
        except StoreError as error:
            cause = Cause.STORE_FULL if isinstance(error, StoreFull) else Cause.STORE
            message, self._tried = f"Paused, nothing is lost: {error}", monotonic()
            self._published.change(state=State.PAUSED, message=message, cause=cause)
            self._log.warning("paused at step %d, nothing is lost: %s", self.step, error)
        except Exception as error:  # the thread's last stop: report it, keep the server up
            self._log.exception("failed")
            self.set_state(State.FAILED, f"Training failed: {error}")

    def _lose(self, error: RightLost) -> None:
        """It is somebody else's now, or nobody's: nothing more is written of it."""
        message = f"Training ended: {error}"
        self._tenure.let_go()
        self._published.change(state=State.INTERRUPTED, message=message, cause=None)
        self._log.warning(message)

    def _ready_trainer(self) -> Trainer:
        """The trainer, compiled, and all recorded that it has come to."""
        trainer = self._taken_up.trainer
        if not trainer.is_warm:
            with when_compiling(lambda: self._published.change(message=WARMING_UP)):
                trainer.warm_up()
            self._published.change(message="")
        self._publish_if_new()  # what the store could not take the last time
        return trainer

    def _catch_up(self) -> None:
        """Have the store take whatever it has not got yet. Raises StoreError."""
        self._publish_if_new()
        self._taken_up.rest()

    def _publish_if_new(self) -> None:
        if self.view.step != self._taken_up.trainer.step:
            self._publish()

    def _publish(self) -> None:
        self._published.change(kept=(*self.view.kept, self._taken_up.record().light))
