"""What growing comes to: a trainer's steps recorded, and whatever goes wrong put into words.

Knows neither threads nor commands; `live` has both.
"""

import logging
from collections.abc import Callable
from time import monotonic

from filelock import BaseFileLock

from orgnet_core.errors import LabError
from orgnet_core.runs.live.recorder import Recorder
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.training import Divergence, Trainer

log = logging.getLogger(__name__)

GOES_ON = "Once that is put right it goes on while somebody looks, or press Play."
RETRY = 10.0  # seconds between two looks at whether the store takes what it could not


class GrowingRun(Run):
    """A run and its trainer: a new one's, or a recorded one's from its last checkpoint.

    Whoever grows a run holds its lock until the run is over or the process ends.
    """

    def __init__(self, run_id: str, origin: Origin, store: Store, record: RunRecord | None = None):
        self._trainer = Trainer(origin.config) if record is None else None
        snapshots = [self._trainer.snapshot()] if record is None else store.snapshots(run_id)
        super().__init__(run_id, origin, store, snapshots)
        self.state, self.message = State.READY, ""
        if record is not None:
            self.state, self.message = State(record.state), record.message
        self._troubled, self._tried = False, 0.0  # whether the store failed us, and when last
        self._lock: BaseFileLock | None = None
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

    def _is_ours(self) -> bool:
        """Whether the run stands in the store with its trainer here, for us alone to grow."""
        try:
            if self._lock is None:
                self._lock = self._store.lock(self.id)
            if self.state is State.READY:
                self._record_start()
            elif self._trainer is None:
                self._resume()
        except (LabError, ValueError) as error:
            self.message = f"Not started: {error}"
            self._log.warning("not started: %s", error)
            if self._trainer is None:
                self._release()
        return self._recorder is not None and self.state.is_open

    def _record_start(self) -> None:
        """A new run is written when it is first grown."""
        first, checkpoint = self.latest, self._trainer.checkpoint()
        origin = Origin(self.preset, self.config, self.access)
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
            self._release()
            return
        trainer = Trainer.resumed(self.config, checkpoint)
        self._store.forget_after(self.id, trainer.step)
        self.snapshots = self._store.snapshots(self.id)
        self._trainer = trainer
        self._recorder = Recorder(self._store, self.id, trainer)
        self._log.info("resumed at step %d", trainer.step)

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _one_batch(self) -> None:
        self._warm_up()
        self._publish_if_new()
        if not self._trainer.done:
            self._trainer.advance()
            self._publish()
        self._set_state(State.FINISHED if self._trainer.done else State.PAUSED)

    def _grow(self, must_rest: Callable[[], bool]) -> None:
        """Batch after batch, to the end or until `must_rest()`, in whatever state that finds it."""
        self._warm_up()
        self._publish_if_new()  # what the store could not take the last time
        while not must_rest() and not self._trainer.done:
            self._trainer.advance()
            if self._trainer.due:
                self._publish()
        if self._trainer.done:
            self._set_state(State.FINISHED)

    def _rest(self, state: State, message: str = "") -> None:
        self._catch_up()
        self._set_state(state, message)

    def _catch_up(self) -> None:
        """Have the store take whatever it has not got yet. Raises StoreError."""
        self._publish_if_new()
        self._recorder.rest()

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

    def _may_be_out_of_trouble(self) -> bool:
        """Whether the store failed us, and it is time to look again whether it takes our steps."""
        return self._troubled and monotonic() - self._tried >= RETRY

    def _is_out_of_trouble(self) -> bool:
        """Whether the store takes now what it could not."""
        self._tried = monotonic()
        if self._recorder is None:
            return False
        try:
            self._catch_up()
        except StoreError:
            return False
        return True

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
            self._release()
            self._trainer = self._recorder = None  # with an epoch's batches, for nothing
