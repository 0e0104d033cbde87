"""A trainer of one's own that goes on from a recorded step: to try and to look, nothing of which is
recorded."""

from typing import NamedTuple

import torch

from orgnet_core.checkpoint import Checkpoint
from orgnet_core.errors import NotRecordedError
from orgnet_core.runs.live.run import Run
from orgnet_core.training import Trainer

NO_WEIGHTS = (
    "The weights of its particles were not recorded at step {step:,}. Most steps of a run have "
    "them; very large organisms keep only a few."
)


class Continued(NamedTuple):
    trainer: Trainer  # compiled
    has_momenta: bool  # the run's own, rather than all 0


def continued(run: Run, step: int) -> Continued:
    """From the run's checkpoint where that is of this step, or else from the recorded weights with
    all momenta at 0, as they are when a run begins. Raises NotRecordedError.

    Beyond the schedule's end it goes on as in its last epoch.
    """
    trainer = _from_checkpoint(run, step)
    has_momenta = trainer is not None or step == 0
    trainer = trainer or _from_weights(run, step)
    trainer.warm_up()
    return Continued(trainer, has_momenta)


def last_with_weights(run: Run, step: int) -> int | None:
    """The latest recorded step up to that one whose particle weights are kept."""
    steps = [snapshot.step for snapshot in run.snapshots if snapshot.step <= step]
    return next((each for each in reversed(steps) if run.weights_at(each) is not None), None)


def first_with_weights(run: Run, step: int) -> int | None:
    """The earliest recorded step after that one whose particle weights are kept."""
    steps = [snapshot.step for snapshot in run.snapshots if snapshot.step > step]
    return next((each for each in steps if run.weights_at(each) is not None), None)


def _from_checkpoint(run: Run, step: int) -> Trainer | None:
    record = run.store.run(run.id) if run.view.kept else None
    content = run.store.checkpoint(run.id) if record and record.checkpoint == step else None
    if record is None or content is None:
        return None
    trainer = Trainer.resumed(record.config, content)
    return trainer if trainer.step == step else None  # it may have gone on meanwhile


def _from_weights(run: Run, step: int) -> Trainer:
    weights = run.weights_at(step)
    if weights is None:
        raise NotRecordedError(NO_WEIGHTS.format(step=step))
    state = Checkpoint.at_rest(run.config, step, torch.tensor(weights))
    return Trainer.resumed(run.config, state.saved())
