"""How an organism is grown: the same every time, phase by phase, and honest when it fails."""

import numpy as np
import pytest
import torch
from helpers import addition, bits
from pictures import EVERY_TASK, is_here

from orgnet_core.config import RunConfig
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.tasks import TASKS
from orgnet_core.training import Divergence, Trainer, train

DIGITS = RunConfig(hidden=(2,), particle_hidden=1, batch_size=6000, phases=(Phase(epochs=1),))
ABSURD = {"task_lr": 10, "replication_lr": 10, "epochs": 20}


@pytest.mark.parametrize("config", [addition(), DIGITS], ids=["addition", "digits"])
def test_the_same_config_grows_the_same_organism_bit_for_bit(config):
    first, second = list(train(config)), list(train(config))
    assert [bits(snapshot) for snapshot in first] == [bits(snapshot) for snapshot in second]


def test_another_seed_grows_another_organism():
    first, second = (list(train(addition(seed=seed)))[-1] for seed in (1, 2))
    assert not np.array_equal(first.weight, second.weight)


@pytest.mark.parametrize("config", [addition(), DIGITS], ids=["addition", "digits"])
def test_looking_at_an_organism_does_not_change_how_it_grows(config):
    watched, alone = Trainer(config), Trainer(config)
    while not watched.done:
        watched.snapshot()
        watched.advance()
        alone.advance()
    assert torch.equal(watched.particles.weights, alone.particles.weights)


def test_a_snapshot_stays_as_it_was_while_training_goes_on():
    trainer = Trainer(addition())
    snapshot = trainer.snapshot()
    before = bits(snapshot)
    trainer.advance()
    assert bits(snapshot) == before
    with pytest.raises(ValueError, match="read-only"):
        snapshot.weight[0] = 0


def test_snapshots_come_early_then_every_120_batches_and_at_each_epochs_end():
    config = addition(batch_size=4, epochs=3)  # 250 batches an epoch
    snapshots = list(train(config))
    early = [*range(8), 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112]
    later = [120, 128, 160, 192, 224, 240, 250, 256, 320, 370, 384, 448, 490, 500, 512]
    assert [snapshot.step for snapshot in snapshots] == [*early, *later, 620, 740, 750]
    assert [snapshot.epoch for snapshot in snapshots][-3:] == [620 / 250, 740 / 250, 3]


def test_every_snapshot_of_a_small_organism_carries_all_particle_weights():
    trainer, seen = Trainer(addition()), 0
    for snapshot in train(addition()):
        while trainer.step < snapshot.step:
            trainer.advance()
        assert snapshot.particle_weights.tobytes() == trainer.particles.weights.numpy().tobytes()
        seen += 1
    assert seen > 20


def test_where_room_is_scarce_fewer_snapshots_carry_all_particle_weights(monkeypatch):
    monkeypatch.setattr("orgnet_core.cadence.WEIGHT_BYTES", 5 * 4 * 27 * 18)
    snapshots = list(train(addition()))
    kept = [snapshot for snapshot in snapshots if snapshot.particle_weights is not None]
    assert len(kept) == 5 < len(snapshots)
    assert (kept[0].step, kept[-1].step) == (0, 60)


def test_the_first_snapshot_has_no_training_loss_yet():
    first, second, *_ = train(addition())
    assert np.isnan(first.train_loss) and np.isnan(first.train_metric)
    assert np.isfinite(second.train_loss) and np.isfinite(second.train_metric)


def test_phases_follow_one_another_each_with_its_own_schedule():
    phases = tuple(Phase(epochs=epochs, task_lr=lr) for epochs, lr in [(1, 0.001), (2, 0.002)])
    trainer = Trainer(addition(phases=phases, batch_size=500))
    seen = []
    while not trainer.done:
        seen.append(trainer.phase.task_lr)
        trainer.advance()
    assert seen == [0.001] * 2 + [0.002] * 4


def test_a_phase_without_the_task_leaves_the_task_job_alone():
    phases = (Phase(epochs=1), Phase(epochs=1, task=False, replication_steps=1))
    trainer = Trainer(addition(phases=phases, batch_size=500))
    for _ in range(2):
        trainer.advance()
    momentum, weights = trainer.task_velocity.clone(), trainer.particles.weights.clone()
    for _ in range(2):
        trainer.advance()
    assert momentum.any() and torch.equal(trainer.task_velocity, momentum)
    assert not torch.equal(trainer.particles.weights, weights)
    trainer.snapshot()
    assert np.isnan(trainer.snapshot().train_loss)


def test_without_replication_steps_the_replication_job_rests():
    trainer = Trainer(addition(replication_steps=0))
    trainer.advance()
    assert not trainer.replication_velocity.any() and trainer.task_velocity.any()


def test_an_absurd_learning_rate_is_a_divergence_not_a_result():
    with pytest.raises(Divergence, match=r"loss became (inf|nan) at step \d+"):
        list(train(addition(**ABSURD)))


@pytest.mark.parametrize("task", [True, False], ids=["task on", "task off"])
@pytest.mark.parametrize("name", EVERY_TASK)
def test_a_broken_organism_is_a_divergence_never_a_score(name, task):
    phases = (Phase(task=task, replication_steps=0),)
    config = RunConfig(task=name, hidden=(2,), particle_hidden=1, phases=phases)
    trainer = Trainer(config)
    trainer.particles.weights[:, 0] = torch.nan
    with pytest.raises(Divergence, match="nan"):
        trainer.snapshot()
    if task:
        with pytest.raises(Divergence, match="nan"):
            trainer.advance()


@pytest.mark.parametrize("name", EVERY_TASK)
def test_outputs_that_are_no_numbers_score_nan(name):
    x, y = TASKS[name].test(torch.float32)
    organism = RunConfig(task=name, hidden=(2,)).organism
    weight = torch.full((organism.particles,), torch.nan)
    assert TASKS[name].score(organism.forward(x, weight), y).isnan()


def test_one_answer_that_is_no_number_spoils_the_accuracy():
    output = torch.eye(10)
    assert TASKS["mnist15"].score(output, torch.arange(10)) == 1
    output[3, 0] = torch.nan
    assert TASKS["mnist15"].score(output, torch.arange(10)).isnan()


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_takes_a_first_step(name):
    config = PRESETS[name].config
    if not is_here(config.task):
        pytest.skip("its pictures are not on this machine")
    trainer = Trainer(config)
    trainer.advance()
    snapshot = trainer.snapshot()
    assert snapshot.step == 1 and len(snapshot.kind) == config.organism.particles
    assert np.isfinite(snapshot.task_contribution).all()
