"""Attack, melt and self-application, held to loops over single particles and to what the algebra
says of replicators."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tiny_particles import CYCLE, GROWING, IDENTITY, SHRINKING, ZERO, column

from orgnet_core.bench.reference import ReferenceParticle
from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import Kind
from orgnet_core.operators import (
    Operator,
    Scope,
    act,
    apply_repeatedly,
    neighbours,
    one_on_all,
    random_pairs,
    random_start,
    standing,
)
from orgnet_core.organism import Organism
from orgnet_core.particles import Particles
from orgnet_core.presets import PRESETS
from orgnet_core.robustness import self_apply
from orgnet_core.training import Trainer

NOBODY = [float("nan")] * 7


def population(hidden: int, count: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return Particles.initial(hidden, count, generator, torch.float64).weights


@given(st.integers(1, 4), st.integers(2, 7), st.integers(0, 1000))
def test_attacked_particles_are_what_their_attackers_write_for_them(hidden, count, seed):
    weights = population(hidden, count, seed)
    pairs = random_pairs(np.arange(count), seed)
    expected = weights.clone()
    for actor, target in zip(*pairs, strict=True):
        writer = ReferenceParticle(weights[:, actor], hidden)
        expected[:, target] = writer.replicate(weights[:, target])
    torch.testing.assert_close(act(Operator.ATTACK, weights, hidden, pairs), expected)


@given(st.integers(1, 4), st.integers(2, 7), st.integers(0, 1000))
def test_molten_particles_have_half_the_weights_of_their_actors(hidden, count, seed):
    weights = population(hidden, count, seed)
    pairs = random_pairs(np.arange(count), seed)
    after = act(Operator.MELT, weights, hidden, pairs, seed)
    for actor, target in zip(*pairs, strict=True):
        taken = after[:, target] == weights[:, actor]
        kept = after[:, target] == weights[:, target]
        assert (taken ^ kept).all() and taken.sum() == len(weights) // 2
    unmet = np.setdiff1d(np.arange(count), pairs.targets)
    assert torch.equal(after[:, unmet], weights[:, unmet])


def test_places_of_a_melt_are_drawn_anew_for_each_pair_and_by_seed():
    weights = torch.stack([torch.zeros(16), *[torch.ones(16)] * 50], 1)
    pairs = one_on_all(0, np.arange(51))
    once, again, other = (act(Operator.MELT, weights, 2, pairs, seed) for seed in (1, 1, 2))
    assert torch.equal(once, again) and not torch.equal(once, other)
    assert len(torch.unique(once[:, 1:], dim=1).T) > 40
    share = once[:, 1:].mean(1)  # each place as likely as any other
    assert share.min() > 0.25 and share.max() < 0.75


def test_a_replicator_changes_nobody_that_it_attacks():
    weights = column(IDENTITY, CYCLE, ZERO, SHRINKING, GROWING)
    pairs = one_on_all(0, np.arange(5))
    assert torch.equal(act(Operator.ATTACK, weights, 1, pairs), weights)


def test_a_replicator_molten_with_itself_stays_what_it_is():
    weights = column(IDENTITY, IDENTITY)
    assert torch.equal(act(Operator.MELT, weights, 1, one_on_all(0, np.arange(2))), weights)


@pytest.mark.parametrize("operator", Operator)
def test_all_meet_at_once_and_nothing_is_changed_in_place(operator):
    """Each target meets its actor as it was before, whatever becomes of that one."""
    weights = population(2, 3, 1)
    before = weights.clone()
    around = type(random_pairs(np.arange(3), 0))(np.array([0, 1, 2]), np.array([1, 2, 0]))
    after = act(operator, weights, 2, around, seed=4)
    assert torch.equal(weights, before)
    for actor, target in zip(*around, strict=True):
        if operator is Operator.ATTACK:
            writer = ReferenceParticle(before[:, actor], 2)
            torch.testing.assert_close(after[:, target], writer.replicate(before[:, target]))
        else:
            assert (after[:, target] == before[:, actor]).sum() == 8


def test_a_particle_meets_its_cell_its_layer_or_everybody():
    organism = Organism((2, 3, 1), "linear")  # 6 and 3 particles
    found = {scope: neighbours(organism, 2, scope).tolist() for scope in Scope}
    assert found == {
        Scope.CELL: [2, 3],
        Scope.LAYER: [0, 1, 2, 3, 4, 5],
        Scope.EVERYWHERE: [*range(9)],
    }
    assert neighbours(organism, 8, Scope.CELL).tolist() == [6, 7, 8]


@given(st.sets(st.integers(0, 99)), st.integers(0, 100))
def test_at_random_everybody_meets_one_other_but_an_odd_one(members, seed):
    actors, targets = random_pairs(np.array(sorted(members), int), seed)
    met = [*actors, *targets]
    assert len(set(met)) == len(met) == len(members) // 2 * 2 and set(met) <= members


def test_one_on_all_spares_only_itself():
    actors, targets = one_on_all(5, np.array([3, 5, 8]))
    assert actors.tolist() == [5, 5] and targets.tolist() == [3, 8]
    assert one_on_all(5, np.array([3, 8])).targets.tolist() == [3, 8]


def test_repeated_self_application_ends_as_the_lives_that_are_kept():
    weights = column(IDENTITY, CYCLE, ZERO, SHRINKING, GROWING, NOBODY)
    before = weights.clone()
    for steps in (0, 1, 2, 6):
        life = self_apply(weights, weights, 1, steps)
        assert apply_repeatedly(weights, 1, steps).tolist() == life.kind[-1].tolist()
    replicator, _, *others = apply_repeatedly(weights, 1, 6)
    assert replicator == Kind.SELF_REPLICATOR
    assert others == [Kind.ZERO, Kind.ZERO, Kind.DIVERGENT, Kind.DIVERGENT]
    torch.testing.assert_close(weights, before, equal_nan=True)


def test_an_orbit_drives_off_what_is_only_almost_on_it():
    """Its error grows thirteenfold every two steps."""
    near = column(CYCLE) * (1 + 1e-7)
    assert apply_repeatedly(near, 1, 0).tolist() == [Kind.SECONDARY]
    assert apply_repeatedly(near, 1, 6).tolist() == [Kind.OTHER]


@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
def test_whoever_begins_at_random_dies_or_blows_up_whatever_the_precision(hidden):
    """Fixpoints and orbits exist, but self-application alone leads away from them."""
    start = random_start(hidden, 300, seed=1)
    found = apply_repeatedly(start, hidden)
    assert set(found) == {Kind.ZERO, Kind.DIVERGENT}
    assert (found == apply_repeatedly(start.double(), hidden)).mean() > 0.98


def test_a_random_start_is_that_of_an_organism():
    config = PRESETS["addition"].config.changed({"seed": 3})
    trainer = Trainer(config)
    drawn = random_start(3, 18, seed=3)
    assert drawn.dtype == torch.float32 and drawn.shape == trainer.particles.weights.shape
    assert torch.equal(drawn, random_start(3, 18, seed=3))
    assert not torch.equal(drawn, random_start(3, 18, seed=4))


@pytest.fixture(scope="module")
def adding() -> tuple[RunConfig, torch.Tensor]:
    """An organism that adds, all of whose 18 particles replicate."""
    config = PRESETS["addition"].config
    trainer = Trainer(config)
    while not trainer.done:
        trainer.advance()
    return config, trainer.particles.weights


def test_standing_is_what_a_snapshot_says(adding):
    config, weights = adding
    trainer = Trainer(config)
    while not trainer.done:
        trainer.advance()
    found, snapshot = standing(config, weights), trainer.snapshot()
    assert found.kinds["self_replicator"] == 18 == (snapshot.kind == 0).sum()
    assert (found.metric, found.task_loss) == (snapshot.metric, snapshot.task_loss)
    expected = Particles(weights, 3).replication_loss().mean()
    assert found.replication_loss == pytest.approx(float(expected))


def test_replicators_stand_attacks_and_no_melt(adding):
    config, weights = adding
    pairs = random_pairs(np.arange(18), seed=1)
    attacked, molten = (
        standing(config, act(operator, weights, 3, pairs, seed=1)) for operator in Operator
    )
    assert attacked.kinds["self_replicator"] == 18 and attacked.metric < 1e-5
    assert molten.kinds["self_replicator"] < 18 and molten.metric > 0.1
