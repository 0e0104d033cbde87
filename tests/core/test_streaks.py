"""A streak of batches comes to the same as one by one, and ends where somebody has to look."""

from itertools import pairwise

import pytest
import torch
from helpers import addition

from orgnet_core import streaks
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.streaks import LONGEST
from orgnet_core.training import Divergence, Trainer

DIGITS = PRESETS["mnist15-quick"].config.changed({"epochs": 1, "batch_size": 7_000})
SEVERAL_PHASES = addition(
    batch_size=30,  # the last batch of an epoch has 10 samples
    input_noise=0.1,
    phases=(
        Phase(epochs=1, replication_steps=3),
        Phase(epochs=1, task=False),
        Phase(epochs=2, replication_steps=0),
        Phase(epochs=1, replication_momentum="restarted"),
    ),
)


def state(trainer):
    tensors = trainer.particles.weights, trainer.replication_velocity, trainer.task_velocity
    return trainer.step, trainer._recent, [each.numpy().tobytes() for each in tensors]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("config", [SEVERAL_PHASES, DIGITS], ids=["sums", "digits"])
def test_as_many_as_one_likes_bit_by_bit(config, dtype):
    config = config.changed({"dtype": dtype})
    alone, together = Trainer(config), Trainer(config)
    while not together.done:
        before = together.step
        together.advance(LONGEST if together.step % 2 else 3)
        assert together.step > before
        while alone.step < together.step:
            alone.advance()
        assert state(together) == state(alone)
    assert together.done and alone.done


def test_there_are_several_in_a_row_but_not_beyond_what_is_recorded_or_an_epoch():
    trainer, steps = Trainer(addition(batch_size=4, epochs=2)), [0]
    while not trainer.done:
        trainer.advance(LONGEST)
        steps.append(trainer.step)
    due = {step for step in range(trainer.config.steps + 1) if trainer.cadence.due(step)}
    assert due | {250, 500} <= set(steps)
    gaps = {after - before for before, after in pairwise(steps)}
    assert max(gaps) == LONGEST and min(gaps) == 1


@pytest.mark.parametrize(("limit", "count"), [("INPUTS", 100), ("WEIGHT_STEPS", 10 * 18 * 27)])
def test_none_takes_long(monkeypatch, limit, count):
    """Of a batch of 50 sums, or ten SR steps of 18 particles of 27 weights."""
    monkeypatch.setattr(streaks, limit, 2 * count)
    trainer = Trainer(addition())
    while trainer.step < 32:
        trainer.advance(LONGEST)
    before = trainer.step
    trainer.advance(LONGEST)
    assert trainer.step == before + 2


def test_an_organism_that_diverges_stands_where_it_would_have_one_by_one():
    config = addition(task_lr=0.08, replication_lr=0.08, epochs=50)
    alone, together = Trainer(config), Trainer(config)
    with pytest.raises(Divergence) as first:
        while True:
            alone.advance()
    with pytest.raises(Divergence) as second:
        while True:
            together.advance(LONGEST)
    assert str(first.value) == str(second.value) and alone.step == together.step > 16


def test_particles_that_threads_share_are_trained_batch_by_batch(monkeypatch):
    monkeypatch.setattr(streaks, "SHARED", 18 * 27)
    shared = Trainer(addition())
    for _ in range(40):
        shared.advance(LONGEST)
    assert shared.step == 40
    monkeypatch.undo()
    alone = Trainer(addition())
    while alone.step < 40:
        alone.advance(40 - alone.step)
    assert torch.equal(alone.particles.weights, shared.particles.weights)
