"""Controls of a cut: other masks of the same size, other labels, other moments."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from specimens import (
    CONFIGS,
    DIGITS,
    SUMS,
    counts,
    cuts,
    made_up,
    particle_weights,
    sizes,
    specimen,
)

from orgnet_core.bench.reference import ReferenceOrganism
from orgnet_core.census import census
from orgnet_core.errors import InputError
from orgnet_core.fixpoints import Kind
from orgnet_core.particles import WEIGHT, Particles
from orgnet_core.phases import Phase
from orgnet_core.pruning import (
    criteria_for,
    evaluate,
    matched_in_layers,
    on_dark_pixels,
    random_draws,
    relabelled,
    replicated,
)
from orgnet_core.tasks.data import load_mnist
from orgnet_core.training import Trainer

named = pytest.mark.parametrize("name", CONFIGS)


@named
@given(data=st.data(), seed=st.integers(0, 100))
def test_a_matched_cut_has_as_many_particles_in_each_layer(name, data, seed):
    cut, by = data.draw(cuts(name)), data.draw(st.sampled_from(criteria_for(CONFIGS[name])))
    organism = specimen(name)
    matched = matched_in_layers(organism, cut, by, seed)
    assert counts(organism, matched) == counts(organism, cut)


def test_a_shuffle_is_another_cut_with_another_seed_and_the_same_with_the_same():
    organism = specimen("digits")
    shuffles = [matched_in_layers(organism, organism.replicators, seed=seed) for seed in (1, 2, 2)]
    assert not np.array_equal(shuffles[0], shuffles[1])
    assert not np.array_equal(shuffles[0], organism.replicators)
    assert np.array_equal(shuffles[1], shuffles[2])


def test_a_cut_matched_by_size_of_weight_takes_the_smallest_of_each_layer():
    organism = specimen("digits")
    matched = matched_in_layers(organism, organism.replicators, "l1_global")
    layer = np.array([place[0] for place in sizes(organism)])
    for number, count in enumerate(counts(organism, organism.replicators)):
        inside = np.abs(organism.weight[layer == number])
        expected = sorted(inside.tolist())[:count]
        assert sorted(inside[matched[layer == number]].tolist()) == expected


def test_random_draws_are_scores_of_different_shuffles_and_come_again():
    organism = specimen("digits")
    draws = random_draws(organism, organism.replicators)
    assert len(draws) == 20 and len({score.task_loss for score in draws}) == 20
    assert {score.particles for score in draws} == {int((~organism.replicators).sum())}
    assert draws == random_draws(organism, organism.replicators)
    assert draws != random_draws(organism, organism.replicators, seed=1)


def test_random_draws_of_nothing_and_of_everything_do_not_spread():
    organism = specimen("digits")
    for cut in (np.zeros(len(organism.weight), bool), np.ones(len(organism.weight), bool)):
        assert set(random_draws(organism, cut, draws=3)) == {evaluate(organism, cut)}


def test_dark_pixels_are_those_below_a_256th_of_the_brightest_and_read_in_the_first_layer():
    mean = load_mnist(15).train_images.reshape(60_000, -1).mean(0)
    expected = [
        layer == 0 and mean[edge] < mean.max() / 256 for layer, _, edge in sizes(specimen("digits"))
    ]
    assert on_dark_pixels(DIGITS).tolist() == expected
    assert sum(expected) > 4 * 60, "the paper counts 68 such pixels; here each has 4 particles"


def test_without_pictures_there_are_no_dark_pixels():
    with pytest.raises(InputError, match="addition reads no pictures"):
        on_dark_pixels(SUMS)


@named
@pytest.mark.parametrize("epsilon", [1e-7, 1e-6, 1e-5, 1e-4, 1e-3])
def test_relabelling_agrees_with_classifying_the_particles_themselves(name, epsilon):
    particles = Particles(particle_weights(name), CONFIGS[name].particle_hidden)
    expected = census(particles, epsilon).kind.numpy() == Kind.SELF_REPLICATOR
    assert np.array_equal(relabelled(specimen(name), epsilon).replicators, expected)


def test_a_larger_epsilon_takes_in_more_and_the_usual_one_changes_nothing():
    organism = specimen("digits")
    found = [relabelled(organism, 10.0**power).replicators for power in range(-7, -1)]
    for smaller, larger in pairwise(found):
        assert larger[smaller].all()
    assert found[0].sum() < found[2].sum() < found[-1].sum()
    assert np.array_equal(relabelled(organism, 1e-5).kind, organism.kind)


def test_relabelling_keeps_the_order_of_the_kinds_tests():
    """Zero and divergent come before self-replicator, self-replicator before secondary."""
    kinds = [Kind.ZERO, Kind.DIVERGENT, Kind.SECONDARY, Kind.SECONDARY, Kind.OTHER]
    kinds += [Kind.OTHER, Kind.SELF_REPLICATOR, Kind.SELF_REPLICATOR]
    errors = [0, np.nan, 2e-4, 1e-2, 2e-4, 1e-2, 1e-6, 9e-4]
    organism = made_up(
        "sums",
        kind=np.array(kinds + 10 * [Kind.OTHER], np.uint8),
        replication_error=np.array(errors + 10 * [1], np.float32),
    )
    loose = relabelled(organism, 5e-4).kind[:8].tolist()
    assert loose == [
        *(Kind.ZERO, Kind.DIVERGENT, Kind.SELF_REPLICATOR, Kind.SECONDARY),
        *(Kind.SELF_REPLICATOR, Kind.OTHER, Kind.SELF_REPLICATOR, Kind.OTHER),
    ]


@pytest.mark.parametrize("epsilon", [0, 9e-8, 0.011, -1, np.nan, np.inf])
def test_an_epsilon_out_of_range_gets_a_sentence(epsilon):
    with pytest.raises(InputError, match=r"epsilon must be a number from 1e-07 to 0.01, not"):
        relabelled(specimen("sums"), epsilon)


@pytest.mark.parametrize("kernel", ["fused", "torch"])
def test_freezing_the_task_replicates_as_the_slow_reference_does_momentum_and_all(kernel):
    config = SUMS.changed({"dtype": "float64", "kernel": kernel})
    phase = Phase(replication_lr=0.02, momentum=0.8)
    initial = Trainer(config).particles.weights
    slow = ReferenceOrganism(config.organism.widths, "linear", 3, initial, momentum=0.8)
    for _ in range(3):
        slow.replication_step(0.02)
    weights, momenta = slow.weights, momenta_of(slow)
    for _ in range(4):
        slow.replication_step(0.02)
    found = replicated(config, weights, 4, phase, momenta)
    expected = Particles(slow.weights, 3)
    torch.testing.assert_close(torch.tensor(found.weight), expected.response()[WEIGHT])
    np.testing.assert_allclose(found.replication_error, expected.replication_error().numpy())
    at_rest = replicated(config, weights, 4, phase)
    assert not np.allclose(at_rest.weight, found.weight, rtol=1e-6)


def momenta_of(slow: ReferenceOrganism) -> torch.Tensor:
    """Of the replication job, [n, P]."""
    states = slow.replication_job.state
    return torch.stack(
        [
            torch.cat([states[p]["momentum_buffer"].flatten() for p in particle.parameters])
            for particle in slow.particles
        ],
        dim=1,
    )


@pytest.mark.parametrize("momentum", ["kept", "restarted"])
def test_just_before_the_task_step_it_is_the_organism_that_the_trainer_has_there(momentum):
    """A task step at a rate of zero leaves the weights as they are."""
    config = DIGITS.changed({"replication_momentum": momentum})
    trainer, still = Trainer(config), Trainer(config.changed({"task_lr": 0}))
    for _ in range(30):
        trainer.advance()
    phase, before = trainer.phase, trainer.particles.weights.clone()
    velocity = trainer.replication_velocity.clone()
    still.particles.weights.copy_(before)
    still.replication_velocity.copy_(velocity)
    still.advance()
    found = replicated(DIGITS, before, phase.replication_steps, phase, velocity)
    there = Particles(still.particles.weights, DIGITS.particle_hidden)
    assert np.array_equal(found.kind, census(there).kind.numpy())
    assert np.array_equal(found.weight, census(there).response[WEIGHT].numpy())


def test_replicating_long_enough_makes_self_replicators_of_nearly_all_at_the_same_score():
    """The label only says that the task is not pushing a particle at the moment."""
    whole = evaluate(specimen("digits"))
    found = replicated(DIGITS, particle_weights("digits"), 5000, DIGITS.phases[-1])
    assert found.replicators.mean() > 0.95 > specimen("digits").replicators.mean() + 0.3
    assert evaluate(found).metric == pytest.approx(whole.metric, abs=0.02)
    assert evaluate(found, found.replicators).metric < 0.25


@named
def test_no_steps_change_nothing_and_no_number_of_steps_touches_what_was_given(name):
    given_weights = particle_weights(name)
    before = given_weights.clone()
    same = replicated(CONFIGS[name], given_weights, 0, Phase())
    assert np.array_equal(same.weight, specimen(name).weight)
    replicated(CONFIGS[name], given_weights, 7, Phase())
    assert torch.equal(given_weights, before)
