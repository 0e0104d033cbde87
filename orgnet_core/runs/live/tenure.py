"""The sole right to grow a run, and what trains it: taken up, held, let go.

One thread at a time may use it.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from orgnet_core.errors import InputError
from orgnet_core.limits import Limits
from orgnet_core.phases import Phase
from orgnet_core.runs.live.recorder import Recorder
from orgnet_core.runs.live.view import Published, RunView
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.locks import RunLock
from orgnet_core.runs.store.schedules import set_config
from orgnet_core.schedule import with_phases
from orgnet_core.training import Trainer

log = logging.getLogger(__name__)

NOT_BEGUN = (
    "This organism has not started to train: phases are appended to one that has; before that "
    "any schedule can be set."
)
NO_WAY_ON = (
    "This run has no checkpoint to continue from: it was stopped, or grown by a sweep's workers, "
    "or finished by an earlier version."
)


class Tenure:
    """Whoever grows a run holds its lock until the run is over, is let go or the process ends."""

    def __init__(self, published: Published, store: Store, moved: Callable[[str], None]):
        """`moved` is told the run's id before, should it get another when it is first recorded."""
        self._published, self._store, self._moved = published, store, moved
        self.recorder: Recorder | None = None  # with the trainer, once the run is taken up
        self._lock: RunLock | None = None
        self.log = logging.LoggerAdapter(log, {"run": published.view.id})

    @property
    def _view(self) -> RunView:
        return self._published.view

    def take_up(self) -> None:
        """Have the run in the store with its trainer here, for us alone to grow, unless it turns
        out to be over. Raises LabError, ValueError, Divergence: then let it go."""
        self._store.check_visitor(self._view.origin.owner)
        if self._view.state is State.READY:
            self._make_sure_of_its_id()
        if self._lock is None:
            self._lock = self._store.lock(self._view.id)
        if self._view.state is State.READY:
            self._record_start()
        elif self.recorder is None:
            self._resume()

    def _record_start(self) -> None:
        """A new run gets its trainer, and is written, when it is first grown."""
        view, trainer = self._view, Trainer(self._view.origin.config)
        first = trainer.snapshot()
        self._store.add_run(view.id, view.origin, State.PAUSED, first, trainer.checkpoint())
        self.recorder = Recorder(self._store, view.id, trainer)
        self._published.change(state=State.PAUSED, message="", cause=None, kept=(first.light,))
        self.log.info("recorded: preset %s, seed %d", view.origin.preset, trainer.config.seed)

    def _make_sure_of_its_id(self) -> None:
        """Another run may have come to the store by that id since this one was prepared."""
        before, run = self._view.id, self._store.free_id(self._view.id)
        if run != before:
            self._published.change(id=run)
            self.log = logging.LoggerAdapter(log, {"run": run})
            self._moved(before)

    def _resume(self) -> None:
        """Go back to the last checkpoint; the run may have gone on elsewhere since we looked."""
        run = self._view.id
        record, checkpoint = self._store.run(run), self._store.checkpoint(run)
        if record is None or checkpoint is None:
            state = record.state if record else State.FAILED
            message = record.message if record else "This run is no longer recorded."
            kept = tuple(self._store.snapshots(run)) or self._view.kept
            self._published.change(state=state, message=message, cause=None, kept=kept)
            self.let_go()
            return
        trainer = Trainer.resumed(record.config, checkpoint)
        versions = self._store.resume_from(run, trainer.step)
        origin, kept = self._view.origin, tuple(self._store.snapshots(run))
        origin = replace(origin, config=record.config)
        self._published.change(origin=origin, kept=kept, versions=versions)
        self.recorder = Recorder(self._store, run, trainer)
        self.log.info("resumed at step %d", trainer.step)

    def append(self, phases: Sequence[Phase], limits: Limits) -> None:
        """End the schedule with the present epoch, and have these phases follow; then the run is
        paused. Raises LabError, ValueError, and nothing has changed."""
        if not self._view.kept:
            raise InputError(NOT_BEGUN)
        if not self._view.takes_phases:
            raise InputError(NO_WAY_ON)
        self.take_up()
        if self.recorder is None:
            raise InputError(NO_WAY_ON)
        trainer, origin = self.recorder.trainer, self._view.origin
        config = with_phases(origin.config, trainer.step, phases)
        limits.check(config)
        later = Trainer.resumed(config, trainer.checkpoint())
        set_config(self._store, self._view.id, config)
        self.recorder = Recorder(self._store, self._view.id, later)
        self._published.change(
            origin=replace(origin, config=config), state=State.PAUSED, message="", cause=None
        )
        self.log.info("%d phase(s) appended at step %d", len(phases), trainer.step)

    def let_go(self, keep: bool = False) -> None:
        """Leave the run to whoever takes it up next, and drop what trains it, unless that is to be
        kept, for what the store has not got of it."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if not keep:
            self.recorder = None  # with an epoch's batches, for nothing
