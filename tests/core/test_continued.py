"""A trainer of one's own goes on from where a run stands, and the run is as it was."""

import pytest
import torch
from helpers import addition, bits, wait_until

from orgnet_core.errors import NotRecordedError
from orgnet_core.phases import Phase
from orgnet_core.runs.live.continued import continued
from orgnet_core.runs.state import State
from orgnet_core.streaks import LONGEST
from orgnet_core.training import Trainer

CONFIG = addition(batch_size=50)


def trainer_at(config, step):
    trainer = Trainer(config)
    while trainer.step < step:
        trainer.advance(min(LONGEST, step - trainer.step))
    return trainer


def everything(run):
    return run.view, [bits(snapshot) for snapshot in run.snapshots], run.store.checkpoint(run.id)


@pytest.fixture
def finished(registry):
    run = registry.create(CONFIG)
    run.play()
    wait_until(lambda: run.state is State.FINISHED)
    return run


@pytest.fixture
def paused(registry):
    run = registry.create(CONFIG)
    for _ in range(30):
        run.advance()
    return run


def test_from_a_checkpoint_it_is_the_runs_next_batch_bit_for_bit(paused):
    before, step = everything(paused), paused.step
    copy = continued(paused, step)
    assert copy.has_momenta
    for _ in copy.trainer.in_parts(1):
        pass
    assert everything(paused) == before
    paused.advance()
    wait_until(lambda: paused.step == step + 1)
    assert torch.equal(copy.trainer.particles.weights, torch.tensor(paused.weights_at(step + 1)))


def test_from_recorded_weights_momenta_are_zero_and_it_says_so(finished):
    step = finished.snapshots[len(finished.snapshots) // 2].step
    copy = continued(finished, step)
    assert not copy.has_momenta and copy.trainer.step == step
    weights = torch.tensor(finished.weights_at(step))
    assert torch.equal(copy.trainer.particles.weights, weights)
    assert not copy.trainer.replication_velocity.any() and not copy.trainer.task_velocity.any()
    own = trainer_at(CONFIG, step)
    own.replication_velocity.zero_()
    own.task_velocity.zero_()
    own.advance()
    copy.trainer.advance()
    assert torch.equal(copy.trainer.particles.weights, own.particles.weights)


def test_as_a_run_begins_zero_is_what_momenta_are(registry, finished):
    for run in (registry.create(CONFIG), finished):
        copy = continued(run, 0)
        assert copy.has_momenta
        assert torch.equal(copy.trainer.particles.weights, Trainer(CONFIG).particles.weights)


def test_beyond_the_end_it_goes_on_as_in_the_last_epoch(finished):
    copy = continued(finished, finished.step)
    assert copy.has_momenta and copy.trainer.done
    for _ in copy.trainer.in_parts(1):
        pass
    longer = trainer_at(CONFIG.changed({"epochs": 4}), CONFIG.steps + 1)
    assert torch.equal(copy.trainer.particles.weights, longer.particles.weights)


@pytest.mark.parametrize("step", [1, 30])
def test_in_a_constrained_phase_particles_are_not_moved_onto_it_again(registry, step):
    phases = (Phase(epochs=2, replication="constraint", optimiser="adam"),)
    run = registry.create(addition(phases=phases))
    run.play()
    wait_until(lambda: run.state is State.FINISHED)
    step = next(each.step for each in run.snapshots if each.step >= step)
    copy = continued(run, step)
    assert [done.part for done in copy.trainer.in_parts(1)] == ["aim", "constraint"]


def test_without_weights_it_says_what_is_missing(finished):
    with pytest.raises(NotRecordedError, match="were not recorded at step 1,000,000"):
        continued(finished, 1_000_000)
