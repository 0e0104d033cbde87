"""One organism growing in a background thread.

A training thread lives exactly as long as training goes on: play starts it, pause ends it, so
there is never an idle thread and never two on one organism. It publishes frozen snapshots and
knows nothing of who looks at them.
"""

import logging
from collections.abc import Callable
from threading import Event, RLock, Thread
from time import monotonic
from typing import NamedTuple

from filelock import BaseFileLock

from orgnet_core.config import SettingsError
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.recorder import Recorder
from orgnet_core.runs.records import RunRecord
from orgnet_core.runs.run import Run
from orgnet_core.runs.slots import Slots
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.training import Divergence, Trainer

log = logging.getLogger(__name__)

UNWATCHED = "Paused because nobody was watching."
GOES_ON = "Once that is put right it goes on while somebody looks, or press Play."
RETRY = 10.0  # seconds between two looks at whether the store takes what it could not


class Turns(NamedTuple):
    """How the runs of a process share it."""

    slots: Slots
    unwatched_pause: float  # seconds until a run that nobody looks at rests


class LiveRun(Run):
    """A run that this process can grow: a new one, or a recorded one from its last checkpoint.

    Whoever grows a run holds its claim until the run is over or the process ends.
    """

    def __init__(
        self,
        run_id: str,
        origin: Origin,
        store: Store,
        turns: Turns,
        record: RunRecord | None = None,
    ):
        self._trainer = Trainer(origin.config) if record is None else None
        snapshots = [self._trainer.snapshot()] if record is None else store.snapshots(run_id)
        super().__init__(run_id, origin, store, snapshots)
        self.state, self.message = State.READY, ""
        if record is not None:
            self.state, self.message = State(record.state), record.message
        self._turns = turns
        self.rests_unwatched = True
        self._troubled, self._tried = False, 0.0  # whether the store failed us, and when last
        self._control = RLock()  # one command at a time; never taken by the training thread
        self._halt = Event()
        self._thread: Thread | None = None
        self._claim: BaseFileLock | None = None
        self._recorder: Recorder | None = None
        self._log = logging.LoggerAdapter(log, {"run": run_id})

    @property
    def step(self) -> int:
        trainer = self._trainer  # which the training thread drops when the run is over
        return self.latest.step if trainer is None else trainer.step

    @property
    def can_grow(self) -> bool:
        return self.state.is_open

    @property
    def is_kept(self) -> bool:
        if self._trainer is None or not self.state.is_open:
            return True
        recorder = self._recorder
        return self.state is State.PAUSED and recorder is not None and recorder.has_all

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
        if self._sleeps() or self._is_out_of_trouble():
            self.play()

    def _sleeps(self) -> bool:
        return self.state is State.PAUSED and self.message == UNWATCHED

    def _is_out_of_trouble(self) -> bool:
        """Whether what the store could not take it takes now; tried every RETRY seconds."""
        if not self._troubled or monotonic() - self._tried < RETRY:
            return False
        with self._control:
            self._tried = monotonic()
            if not self._at_rest() or self._recorder is None:
                return False
            try:
                self._catch_up()
            except StoreError:
                return False
            return True

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
                self._give_up_claim()
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

    def _is_ours(self) -> bool:
        """Whether the run stands in the store with its trainer here, for us alone to grow."""
        try:
            if self._claim is None:
                self._claim = self._store.claim(self.id)
            if self.state is State.READY:
                self._record_start()
            elif self._trainer is None:
                self._resume()
        except (StoreError, SettingsError, ValueError) as error:
            self.message = f"Not started: {error}"
            self._log.warning("not started: %s", error)
            if self._trainer is None:
                self._give_up_claim()
        return self._recorder is not None and self.state.is_open

    def _record_start(self) -> None:
        """A new run is written when it is first grown."""
        first, checkpoint = self.latest, self._trainer.checkpoint()
        origin = Origin(self.preset, self.config, self.control)
        self._store.add_run(self.id, origin, State.PAUSED, first, checkpoint)
        self._recorder = Recorder(self._store, self.id, self._trainer)
        self.snapshots[0] = first.light
        self.message, self.state = "", State.PAUSED
        self._log.info("recorded: preset %s, seed %d", self.preset, self.config.seed)

    def _resume(self) -> None:
        """Go back to the last checkpoint; the run may have gone on elsewhere since we looked."""
        record, checkpoint = self._store.run(self.id), self._store.checkpoint(self.id)
        if record is None or checkpoint is None:
            self.snapshots = self._store.snapshots(self.id) or self.snapshots
            self.state = State(record.state) if record else State.FAILED
            self.message = record.message if record else "This run is no longer recorded."
            self._give_up_claim()
            return
        trainer = Trainer.resumed(self.config, checkpoint)
        self._store.forget_after(self.id, trainer.step)
        self.snapshots = self._store.snapshots(self.id)
        self._trainer = trainer
        self._recorder = Recorder(self._store, self.id, trainer)
        self._log.info("resumed at step %d", trainer.step)

    def _give_up_claim(self) -> None:
        if self._claim is not None:
            self._claim.release()
            self._claim = None

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

    def _rest(self, state: State, message: str = "") -> None:
        self._catch_up()
        self._set_state(state, message)

    def _catch_up(self) -> None:
        """Have the store take whatever it has not got yet. Raises StoreError."""
        self._publish_if_new()
        self._recorder.rest()

    def _one_batch(self) -> None:
        self._warm_up()
        self._publish_if_new()
        if not self._trainer.done:
            self._trainer.advance()
            self._publish()
        self._set_state(State.FINISHED if self._trainer.done else State.PAUSED)

    def _wait_and_grow(self) -> None:
        with self._turns.slots.turn(self.id, self._must_rest) as has_place:
            if has_place:
                self._set_state(State.RUNNING)
                self._grow()
        if not has_place and not self._halt.is_set():
            self._rest(State.PAUSED, UNWATCHED)

    def _must_rest(self) -> bool:
        unseen = self.rests_unwatched and self.unwatched_seconds > self._turns.unwatched_pause
        return unseen or self._halt.is_set()

    def _grow(self) -> None:
        self._warm_up()
        self._publish_if_new()  # what the store could not take the last time
        while not self._must_rest() and not self._trainer.done:
            self._trainer.advance()
            if self._trainer.due:
                self._publish()
        if self._trainer.done:
            self._set_state(State.FINISHED)
        elif not self._halt.is_set():
            self._rest(State.PAUSED, UNWATCHED)

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
            self.message = f"Paused, nothing is lost: {error} {GOES_ON}"
            self.state, self._troubled, self._tried = State.PAUSED, True, monotonic()
            self._log.warning("paused at step %d, nothing is lost: %s", self.step, error)
        except Exception as error:  # the thread's last stop: report it, keep the server up
            self._log.exception("failed")
            self._set_state(State.FAILED, f"Training failed: {error}")

    def _publish_if_new(self) -> None:
        if self.latest.step != self._trainer.step:
            self._publish()

    def _publish(self) -> None:
        self.snapshots.append(self._recorder.record().light)

    def _set_state(self, state: State, message: str = "") -> None:
        self.message, self.state = message, state  # whoever sees the state finds its message
        self._troubled = False
        self._log.info("%s at step %d%s", state, self.step, message and f": {message}")
        try:
            self._store.set_state(self.id, state, message)
        except StoreError as error:
            self._log.warning("state not recorded: %s", error)
        if not state.is_open:
            self._give_up_claim()
            self._trainer = self._recorder = None  # with an epoch's batches, for nothing
