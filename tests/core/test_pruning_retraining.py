"""Training after the cut, and the ordinary net beside it."""

from itertools import islice

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from specimens import CONFIGS, DIGITS, SUMS, grown, made_up, particle_weights, specimen

from orgnet_core.bench.reference import ReferenceOrganism
from orgnet_core.config import SettingsError
from orgnet_core.drawing import batches_from
from orgnet_core.particles import WEIGHT, Particles
from orgnet_core.phases import Phase
from orgnet_core.pruning import (
    Specimen,
    criteria_for,
    curve_of,
    cut_first,
    evaluate,
    fine_tune_each,
    fine_tuning,
    initial_weights,
    ranking,
    retrain,
    train_twin,
)
from orgnet_core.training import Divergence, Trainer, train

named = pytest.mark.parametrize("name", CONFIGS)
kernels = pytest.mark.parametrize("kernel", ["fused", "torch"])


def some(name: str, share: float = 0.3) -> np.ndarray:
    order = ranking(specimen(name), "random", seed=2)
    return cut_first(order, round(share * len(order)))


@named
@kernels
def test_cut_particles_stay_the_zero_network_however_long_the_rest_trains(name, kernel):
    config, cut = fine_tuning(CONFIGS[name].changed({"kernel": kernel}), 2), some(name)
    stages = list(retrain(config, particle_weights(name), cut))
    assert [stage.epoch for stage in stages] == [0, 1, 2]
    for stage in stages:
        assert (stage.specimen.weight[cut] == 0).all()
        assert (stage.specimen.replication_error[cut] == 0).all()
        assert stage.score.particles == (~cut).sum()
        after = evaluate(stage.specimen)
        assert (after.metric, after.task_loss) == (stage.score.metric, stage.score.task_loss)
    moved = stages[-1].specimen.weight != stages[0].specimen.weight
    assert moved[~cut].mean() > 0.5


@named
def test_before_the_first_epoch_it_is_the_organism_just_after_the_cut(name):
    cut = some(name)
    first = next(retrain(fine_tuning(CONFIGS[name], 1), particle_weights(name), cut))
    assert first.score == evaluate(specimen(name), cut)


@named
def test_rewinding_with_nothing_cut_grows_the_same_organism_bit_for_bit(name):
    config = CONFIGS[name]
    nothing = np.zeros(config.organism.particles, bool)
    *_, last = retrain(config, initial_weights(config), nothing)
    assert np.array_equal(last.specimen.weight, grown(name).weight)
    assert last.score.metric == grown(name).metric


@named
def test_initial_weights_are_what_a_run_begins_with_and_another_seeds_are_others(name):
    config = CONFIGS[name]
    begun, another = next(train(config)), config.changed({"seed": 5})
    assert np.array_equal(
        Specimen.of_particles(config, initial_weights(config)).weight, begun.weight
    )
    assert not torch.equal(initial_weights(config), initial_weights(another))


@kernels
def test_retraining_is_what_the_slow_reference_does_with_zero_particles(kernel):
    config = SUMS.changed(
        {"dtype": "float64", "kernel": kernel, "phases": [Phase(epochs=1, replication_steps=2)]}
    )
    cut, phase = some("sums"), config.phases[0]
    weights = particle_weights("sums").double()
    *_, last = retrain(config, weights, cut)
    pruned = weights.clone()
    pruned[:, torch.tensor(cut)] = 0
    slow = ReferenceOrganism(config.organism.widths, "linear", 3, pruned, phase.momentum)
    for x, y in islice(batches_from(config, 0), config.batches):
        for _ in range(phase.replication_steps):
            slow.replication_step(phase.replication_lr)
        slow.task_step(x, y, F.mse_loss, phase.task_lr)
    expected = Particles(slow.weights, 3).response()[WEIGHT]
    np.testing.assert_allclose(last.specimen.weight, expected.numpy(), rtol=1e-10, atol=1e-13)


def test_fine_tuning_goes_on_like_the_last_phase():
    phases = (Phase(epochs=5, task_lr=0.1), Phase(epochs=7, task_lr=0.2, replication_steps=3))
    config = SUMS.changed({"phases": [phase.model_dump() for phase in phases]})
    tuned = fine_tuning(config, 2)
    assert tuned.phases == (Phase(epochs=2, task_lr=0.2, replication_steps=3),)
    assert tuned.changed({"phases": [phase.model_dump() for phase in phases]}) == config
    with pytest.raises(SettingsError, match="epochs must be a whole number"):
        fine_tuning(config, 0)


def test_fine_tuning_heals_a_cut():
    cut = ~some("digits", 0.7)
    stages = list(retrain(fine_tuning(DIGITS, 2), particle_weights("digits"), cut))
    assert stages[0].score.task_loss > stages[-1].score.task_loss
    assert stages[-1].score.metric > stages[0].score.metric


def test_every_criterion_gets_the_same_budget():
    organism, count = specimen("sums"), 4
    points = {}
    for by, stage in fine_tune_each(organism, particle_weights("sums"), count, epochs=2):
        points.setdefault(by, []).append(stage)
    assert tuple(points) == criteria_for(SUMS)
    for by, stages in points.items():
        assert [stage.epoch for stage in stages] == [0, 1, 2]
        assert stages[0].score == evaluate(organism, cut_first(ranking(organism, by), count))
        assert {stage.score.particles for stage in stages} == {18 - count}


def test_training_that_diverges_says_so():
    config = fine_tuning(SUMS.changed({"task_lr": 10, "replication_lr": 10}), 5)
    with pytest.raises(Divergence):
        list(retrain(config, particle_weights("sums"), np.zeros(18, bool)))


def test_what_was_given_is_left_alone():
    weights = particle_weights("sums")
    before = weights.clone()
    list(retrain(fine_tuning(SUMS, 1), weights, some("sums")))
    assert torch.equal(weights, before)


def test_the_twin_is_trained_as_plain_sgd_trains_it_on_the_organisms_batches():
    """Through two phases, in the second of which the task rests, and a third."""
    phases = [
        Phase(epochs=2, task_lr=0.05, momentum=0.5).model_dump(),
        Phase(epochs=1, task=False).model_dump(),
        Phase(epochs=1, task_lr=0.02, momentum=0.9).model_dump(),
    ]
    config = SUMS.changed({"phases": phases, "dtype": "float64"})
    stages = list(train_twin(made_up("sums", config=config)))
    trainer = Trainer(config)
    weight = trainer.particles.response()[WEIGHT].clone()
    velocity = torch.zeros_like(weight)
    np.testing.assert_array_equal(stages[0].specimen.weight, weight.numpy())
    batches = batches_from(trainer.config, trainer.step)
    for epoch in range(1, 5):
        for x, y in islice(batches, config.batches):
            if epoch == 3:
                continue
            w = weight.clone().requires_grad_()
            w1, w2, w3 = w[:6].view(3, 2), w[6:15].view(3, 3), w[15:].view(1, 3)
            F.mse_loss(x @ w1.T @ w2.T @ w3.T, y).backward()
            velocity = (0.9 if epoch == 4 else 0.5) * velocity + w.grad
            weight = weight - (0.02 if epoch == 4 else 0.05) * velocity
        stage = stages[epoch]
        assert stage.epoch == epoch
        np.testing.assert_allclose(stage.specimen.weight, weight.numpy(), rtol=1e-9, atol=1e-13)
    assert stages[2].score == stages[3].score


def test_the_twin_learns_and_is_cut_by_the_organisms_masks_and_by_its_own():
    organism = specimen("digits")
    begun, *_, last = train_twin(organism)
    twin = last.specimen
    assert last.score.metric > 0.25 and last.score.task_loss < begun.score.task_loss - 0.2
    assert last.score.parameters == len(twin.weight), "a particle of one weight each"
    for by in ("self_replicator", "replication_error"):
        assert np.array_equal(ranking(twin, by), ranking(organism, by))
    assert np.array_equal(
        np.abs(twin.weight)[ranking(twin, "l1_global")], np.sort(abs(twin.weight))
    )
    assert not np.array_equal(ranking(twin, "taylor"), ranking(organism, "taylor"))
    point = curve_of(twin, "self_replicator").operating
    assert point.metric == evaluate(twin, organism.replicators).metric
