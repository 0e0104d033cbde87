"""A batch in slow motion is the trainer's own, bit for bit, and says what each part of it did."""

import numpy as np
import pytest
import torch.nn.functional as F
from helpers import addition

from orgnet_core.bench.reference import reference_of
from orgnet_core.drawing import batches_at
from orgnet_core.parts import Part
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.slow_motion import MOST, slow_motion
from orgnet_core.streaks import LONGEST
from orgnet_core.training import Trainer

EPSILON = 1e-5
DIGITS = PRESETS["mnist15-quick"].config.changed({"epochs": 1, "batch_size": 1_000})
CONFIGS = {
    "sums": addition(),
    "digits": DIGITS,
    "plain": addition(kernel="torch"),
    "precise": addition(dtype="float64"),
    "restarted": addition(replication_momentum="restarted"),
    "adam": addition(optimiser="adam"),
    "task only": addition(replication_steps=0),
    "many SR steps": addition(replication_steps=60),
    "replicate on": addition(**{"phases.0.task": False}),
    "constraint": addition(replication="constraint"),
    "projection": addition(replication="projection"),
}
BY_NAME = pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)


def state(trainer):
    memory = [each for each in trainer.task_step.memory if each is not None]
    tensors = trainer.particles.weights, trainer.replication_velocity, *memory
    return trainer.step, [each.numpy().tobytes() for each in tensors]


def errors_of(organism):
    """max |N ◁ N − N| of every particle of a slow organism."""
    particles = organism.particles
    return [float((one.replicate(one.flat) - one.flat).abs().max()) for one in particles]


@BY_NAME
def test_after_its_slow_steps_the_organism_is_the_trainers_own(config):
    slow, fast = Trainer(config), Trainer(config)
    for _ in range(3):
        for _ in slow_motion(slow):
            pass
        fast.advance()
        assert state(slow) == state(fast)
    assert slow.step == 3


def test_so_it_is_where_a_phase_begins_that_constrains_particles():
    phases = (Phase(epochs=1, replication_steps=2), Phase(epochs=1, replication="constraint"))
    config = addition(phases=phases, batch_size=500)
    slow, fast = Trainer(config), Trainer(config)
    parts = []
    while not slow.done:
        parts.append([stop.part for stop in slow_motion(slow)])
        fast.advance()
        assert state(slow) == state(fast)
    two = [None, Part.REPLICATION, Part.REPLICATION, Part.TASK]
    assert parts[0] == parts[1] == two
    assert parts[2] == [None, Part.ENTRY, Part.AIM, Part.CONSTRAINT]
    assert parts[3] == [None, Part.AIM, Part.CONSTRAINT]


def test_it_goes_through_the_parts_of_the_phase_in_order():
    def parts(name):
        return [stop.part for stop in slow_motion(Trainer(CONFIGS[name]))]

    steps = CONFIGS["sums"].phases[0].replication_steps
    assert parts("sums") == [None, *[Part.REPLICATION] * steps, Part.TASK]
    assert parts("task only") == [None, Part.TASK]
    assert parts("replicate on") == [None, *[Part.REPLICATION] * steps]
    assert parts("projection")[-2:] == [Part.TASK, Part.CONSTRAINT]


def test_of_many_steps_several_are_one_stop():
    stops = [stop for stop in slow_motion(Trainer(CONFIGS["many SR steps"])) if stop.steps[0]]
    assert len(stops) == 20 <= MOST
    assert [stop.steps for stop in stops][:2] == [(1, 3), (4, 6)]
    assert stops[-1].steps == (58, 60) and {stop.of for stop in stops} == {60}


def test_errors_after_each_part_are_those_of_the_slow_organism():
    config = CONFIGS["precise"].changed({"momentum": 0.0})
    trainer, phase = Trainer(config), config.phases[0]
    for _ in range(10):
        trainer.advance()
    slow, batch = reference_of(trainer), batches_at(config, trainer.step)
    for stop in slow_motion(trainer):
        if stop.part is Part.REPLICATION:
            slow.replication_step(phase.replication_lr)
        elif stop.part is Part.TASK:
            slow.task_step(*batch, F.mse_loss, phase.task_lr)
        np.testing.assert_allclose(stop.snapshot.replication_error, errors_of(slow), rtol=1e-9)


@pytest.mark.parametrize("name", ["digits", "projection"])
def test_what_came_under_and_went_over_is_counted(name):
    trainer, before, counted = Trainer(CONFIGS[name]), None, 0
    while trainer.step < trainer.config.steps - 1:
        trainer.advance(LONGEST)
    for stop in slow_motion(trainer):
        now = [error < EPSILON for error in stop.snapshot.replication_error.tolist()]
        if before is not None:
            changes = [after - was for was, after in zip(before, now, strict=True)]
            assert (stop.came_under, stop.pushed_over) == (changes.count(1), changes.count(-1))
        assert stop.left == now.count(False)
        assert stop.largest_error == max(stop.snapshot.replication_error)
        before, counted = now, counted + stop.came_under + stop.pushed_over
    assert counted, "or nothing was counted at all"


def test_the_task_loss_is_that_of_the_batch_and_the_task_step_lowers_it():
    trainer = Trainer(DIGITS)
    reference = Trainer(DIGITS)
    _, expected, metric = reference.gradient(reference.batch(), reference.particles.task_weight())
    stops = list(slow_motion(trainer))
    assert stops[0].snapshot.train_loss == expected
    assert stops[0].snapshot.train_metric == metric
    assert stops[-1].snapshot.train_loss < stops[-2].snapshot.train_loss
    resting = list(slow_motion(Trainer(CONFIGS["replicate on"])))
    assert all(np.isnan(stop.snapshot.train_loss) for stop in resting)
