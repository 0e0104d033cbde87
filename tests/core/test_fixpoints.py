"""Kinds of particle, each made by hand, and a one-by-one definition to agree with. All of it holds
in plain torch and compiled."""

from math import inf, nan, nextafter

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tiny_particles import CYCLE, IDENTITY, ZERO

from orgnet_core import census as compiled
from orgnet_core import fixpoints
from orgnet_core.bench.reference import ReferenceParticle
from orgnet_core.fixpoints import EPSILON, Kind, classify, count_kinds
from orgnet_core.particles import Particles

FLIP = [-1.0, 0, 0, 0, 0.7, 1, 1]  # copies with the sign turned
OTHER = [0.5, 0, 0, 0, 0.7, 1, 1]


def particle(*rows: list[float], hidden: int = 1) -> Particles:
    return Particles(torch.tensor(rows, dtype=torch.float64).T, hidden)


def kinds_of(particles: Particles, epsilon: float = EPSILON) -> list[int]:
    """Found in plain torch and compiled, which agree."""
    plain = classify(particles, epsilon).tolist()
    assert compiled.census(particles, epsilon).kind.tolist() == plain
    return plain


def kind_of(row: list[float], epsilon: float = EPSILON) -> Kind:
    return Kind(kinds_of(particle(row), epsilon)[0])


def one_by_one(flat: torch.Tensor, hidden: int, epsilon: float) -> Kind:
    """The paper's definitions in the order of its tests, for one particle."""
    if any(value != value or abs(value) == inf for value in flat.tolist()):
        return Kind.DIVERGENT
    if all(abs(value) <= epsilon for value in flat.tolist()):
        return Kind.ZERO
    once = ReferenceParticle(flat, hidden).replicate(flat)
    if (once - flat).abs().max() < epsilon:
        return Kind.SELF_REPLICATOR
    twice = ReferenceParticle(once, hidden).replicate(once)
    if (twice - flat).abs().max() < epsilon:
        return Kind.SECONDARY
    return Kind.OTHER


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (IDENTITY, Kind.SELF_REPLICATOR),
        (ZERO, Kind.ZERO),
        (CYCLE, Kind.SECONDARY),
        (OTHER, Kind.OTHER),
        ([*IDENTITY[:-1], nan], Kind.DIVERGENT),
        ([inf, *ZERO[1:]], Kind.DIVERGENT),
        ([-inf, *ZERO[1:]], Kind.DIVERGENT),
    ],
)
def test_hand_made_particles_get_their_kind(row, kind):
    assert kind_of(row) is kind


def test_the_hand_made_cycle_returns_only_after_two_self_applications():
    first = particle(CYCLE)
    second = particle([-1 / 3, -4 / 3, 0, 0, -0.7, -3, -1])
    torch.testing.assert_close(first.replicate(), second.weights, rtol=0, atol=1e-6)
    torch.testing.assert_close(second.replicate(), first.weights, rtol=0, atol=1e-6)


def test_turning_the_sign_is_no_cycle_because_the_new_net_copies_faithfully():
    """−N has the response −r = (1, …): it keeps what the first application turned."""
    assert kind_of(FLIP) is Kind.OTHER
    assert kind_of([-value for value in FLIP]) is Kind.SELF_REPLICATOR


def test_a_bigger_particle_with_spare_neurons_replicates_too():
    w1 = [[1.0, 0, 0, 0, 0.3], [0.4, 0.5, 0.6, 0.7, 0.8]]
    w2 = [[1.0, 0], [0.9, 0.2]]
    w3 = [1.0, 0]
    row = [*w1[0], *w1[1], *w2[0], *w2[1], *w3]
    assert kinds_of(particle(row, hidden=2)) == [Kind.SELF_REPLICATOR]


def test_a_zero_particle_is_called_zero_though_it_also_replicates():
    tiny = [EPSILON / 2] * 7
    assert particle(tiny).replication_error() < EPSILON
    assert kind_of(tiny) is Kind.ZERO


def test_a_self_replicator_is_not_called_secondary_though_it_also_returns_after_two():
    twice = Particles(particle(IDENTITY).replicate(), 1).replicate()
    assert torch.equal(twice, particle(IDENTITY).weights)
    assert kind_of(IDENTITY) is Kind.SELF_REPLICATOR


def test_zero_includes_its_boundary():
    assert kind_of([EPSILON] * 7) is Kind.ZERO
    assert kind_of([*[EPSILON] * 6, nextafter(EPSILON, 1)]) is not Kind.ZERO


def test_self_replicator_excludes_its_boundary():
    """Response (1.25, 0, 0, 0, 2): the weight 2 comes back as 2.5, exactly 0.5 off."""
    row = [1.25, 0, 0, 0, 2, 1, 1]
    assert kind_of(row, epsilon=0.5) is Kind.OTHER
    assert kind_of(row, epsilon=nextafter(0.5, 1)) is Kind.SELF_REPLICATOR


def test_one_bad_weight_is_enough_to_be_no_replicator():
    """The largest error decides, not the mean: the weight 1.4 alone misses by more than ε."""
    assert kind_of([1 + 0.9e-5, 0, 0, 0, 0.7, 1, 1]) is Kind.SELF_REPLICATOR
    assert kind_of([1 + 0.9e-5, 0, 0, 0, 1.4, 1, 1]) is Kind.OTHER


@given(
    st.lists(
        st.tuples(
            st.sampled_from([IDENTITY, FLIP, CYCLE, ZERO, OTHER, [nan] * 7]),
            st.sampled_from([0, 1e-9, 1e-7, 3e-6, 1e-5, 3e-5, 1e-3]),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([1e-5, 1e-4, 1e-2]),
    st.integers(0, 1000),
)
def test_disturbed_particles_are_sorted_as_one_by_one(made, epsilon, seed):
    noise = torch.randn(7, len(made), generator=torch.manual_seed(seed), dtype=torch.float64)
    scales = torch.tensor([scale for _, scale in made], dtype=torch.float64)
    particles = particle(*(row for row, _ in made))
    particles.weights = particles.weights + noise * scales
    expected = [one_by_one(flat, 1, epsilon) for flat in particles.weights.T]
    assert kinds_of(particles, epsilon) == expected


@given(st.integers(1, 4), st.integers(1, 3), st.sampled_from([1e-5, 0.1, 1.0]), st.integers(0, 99))
def test_random_particles_are_sorted_as_one_by_one(hidden, count, epsilon, seed):
    generator = torch.Generator().manual_seed(seed)
    particles = Particles.initial(hidden, count, generator, torch.float64)
    expected = [one_by_one(flat, hidden, epsilon) for flat in particles.weights.T]
    assert kinds_of(particles, epsilon) == expected


def test_sorting_leaves_the_particles_alone():
    particles = particle(IDENTITY, CYCLE, OTHER)
    before = particles.weights.clone()
    kinds_of(particles)
    assert torch.equal(particles.weights, before)


@given(
    st.integers(1, 7),
    st.sampled_from([1, 3, compiled.LANES, compiled.LANES + 1, 2 * compiled.LANES + 5]),
    st.sampled_from([torch.float32, torch.float64]),
    st.integers(0, 99),
)
def test_a_compiled_census_is_that_in_plain_torch(hidden, count, dtype, seed):
    """Also of particles that are not finite, or so large that their copies are not."""
    generator = torch.Generator().manual_seed(seed)
    particles = Particles.initial(hidden, count, generator, dtype)
    for bad in (nan, inf, -inf, 1e30, 1e-30):
        spoilt = torch.rand(particles.weights.shape, generator=generator) < 0.1 / particles.n
        particles.weights[spoilt] = bad
    found, expected = compiled.census(particles), fixpoints.census(particles)
    rounding = torch.finfo(dtype).eps
    for each, twin in zip(found, expected, strict=True):
        torch.testing.assert_close(
            each, twin, rtol=200 * rounding, atol=50 * rounding, equal_nan=True
        )


def test_large_populations_are_counted_by_all_cores_to_the_same_bits(monkeypatch):
    particles = Particles.initial(2, 10 * compiled.LANES + 7, torch.manual_seed(5))
    alone = compiled.census(particles)
    monkeypatch.setattr(compiled, "SHARED", 0)
    for each, shared in zip(alone, compiled.census(particles), strict=True):
        assert torch.equal(each, shared)


def test_kinds_are_counted_by_name_and_absent_ones_as_0():
    kinds = np.array([Kind.OTHER, Kind.SELF_REPLICATOR, Kind.OTHER], dtype=np.uint8)
    expected = {"self_replicator": 1, "other": 2, "zero": 0, "secondary": 0, "divergent": 0}
    assert count_kinds(kinds) == expected
