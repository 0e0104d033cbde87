"""The smallest change that makes a particle a self-replicator, held to a slow solution of the same
and to what it is for."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from orgnet_core import constraint, fused_constraint
from orgnet_core.blocks import LANES
from orgnet_core.constraint import FROM_AFAR, LONGEST
from orgnet_core.fixpoints import EPSILON, Kind, classify
from orgnet_core.particles import Particles
from orgnet_core.threads import alone

BOTH = pytest.mark.parametrize(
    "constrain", [constraint.constrain, fused_constraint.constrain], ids=["plain", "compiled"]
)


def drawn(hidden, count, dtype=torch.float64, seed=1, size=1.0):
    generator = torch.Generator().manual_seed(seed)
    particles = Particles.initial(hidden, count, generator, dtype)
    target = size * torch.randn(count, generator=generator, dtype=torch.float64)
    return particles, target.to(dtype)


def smallest_change(weights, hidden, target):
    """δ of least norm with J·δ = (1, 0, 0, 0, target) − r, by autograd and least squares."""

    def response(flat):
        return Particles(flat[:, None], hidden).response()[:, 0]

    jacobian = torch.autograd.functional.jacobian(response, weights)
    wanted = torch.tensor([1, 0, 0, 0, target], dtype=torch.float64) - response(weights)
    return np.linalg.lstsq(jacobian.numpy(), wanted.numpy(), rcond=None)[0]


@BOTH
@pytest.mark.parametrize("hidden", [2, 4])
def test_one_step_is_the_smallest_change_or_in_its_direction(constrain, hidden):
    particles, target = drawn(hidden, 30)
    before = particles.weights.clone()
    constrain(particles, target, 1)
    for p in range(30):
        whole = smallest_change(before[:, p], hidden, float(target[p]))
        step = whole * min(1, LONGEST / np.linalg.norm(whole))
        found = (particles.weights - before)[:, p].numpy()
        assert np.abs(found - step).max() < 1e-7 * np.abs(step).max()


@BOTH
@given(
    hidden=st.sampled_from([2, 4]),
    size=st.floats(0.01, 50),
    seed=st.integers(0, 99),
    dtype=st.sampled_from([torch.float32, torch.float64]),
)
@settings(max_examples=30)
def test_every_particle_becomes_a_replicator_with_its_task_weight(
    constrain, hidden, size, seed, dtype
):
    particles, target = drawn(hidden, 50, dtype, seed, size)
    constrain(particles, target, FROM_AFAR)
    assert (classify(particles) == Kind.SELF_REPLICATOR).all()
    assert ((particles.task_weight() - target).abs() <= 2e-6 * (1 + target.abs())).all()


@BOTH
def test_a_small_move_of_the_task_weight_keeps_it_ten_times_closer_than_asked_for(constrain):
    particles, target = drawn(4, 200, torch.float32)
    constrain(particles, target, FROM_AFAR)
    generator = torch.Generator().manual_seed(2)
    for _ in range(20):
        target = target + 0.01 * torch.randn(200, generator=generator)
        constrain(particles, target)
        assert particles.replication_error().max() < EPSILON / 2
        assert particles.replication_error().quantile(0.9) < EPSILON / 10
        torch.testing.assert_close(particles.task_weight(), target, rtol=2e-6, atol=2e-6)


@BOTH
def test_it_takes_a_step_even_where_it_stands_close_enough(constrain):
    """Else the small steps of a task would be lost one by one."""
    particles, target = drawn(2, 5)
    constrain(particles, target, FROM_AFAR)
    before, nudge = particles.task_weight(), 1e-7
    constrain(particles, before + nudge)
    torch.testing.assert_close(particles.task_weight() - before, torch.full_like(before, nudge))


@BOTH
def test_a_particle_that_was_cut_stays_cut(constrain):
    particles, target = drawn(2, 3, torch.float32)
    particles.weights[:, 1] = 0
    constrain(particles, target, FROM_AFAR)
    assert not particles.weights[:, 1].any()
    assert classify(particles).tolist() == [Kind.SELF_REPLICATOR, Kind.ZERO, Kind.SELF_REPLICATOR]


@BOTH
def test_one_that_is_no_number_disturbs_no_other(constrain):
    particles, target = drawn(2, 3, torch.float32)
    particles.weights[3, 1] = torch.nan
    constrain(particles, target, FROM_AFAR)
    kinds = [Kind.SELF_REPLICATOR, Kind.DIVERGENT, Kind.SELF_REPLICATOR]
    assert classify(particles).tolist() == kinds


@pytest.mark.parametrize("hidden", [2, 4])
@pytest.mark.parametrize("most", [1, 5, FROM_AFAR])
def test_the_compiled_one_does_what_its_twin_does(hidden, most):
    (plain, target), (fast, _) = drawn(hidden, 2 * LANES + 3), drawn(hidden, 2 * LANES + 3)
    constraint.constrain(plain, target, most)
    fused_constraint.constrain(fast, target, most)
    torch.testing.assert_close(fast.weights, plain.weights, rtol=1e-7, atol=1e-8)


@given(count=st.integers(1, 2 * LANES + 1))
@settings(max_examples=20)
def test_each_particle_fares_as_it_would_alone(count):
    together, target = drawn(2, count, torch.float32)
    apart = together.weights.clone()
    fused_constraint.constrain(together, target, 8)
    for particle in {0, count // 2, count - 1}:
        single = Particles(apart[:, [particle]].contiguous(), 2)
        fused_constraint.constrain(single, target[[particle]], 8)
        assert torch.equal(single.weights[:, 0], together.weights[:, particle])


def test_the_same_bits_on_one_core_and_on_several():
    (shared, target), (by_itself, _) = (drawn(2, 30_000, torch.float32) for _ in range(2))
    fused_constraint.constrain(shared, target, 3)
    with alone():
        fused_constraint.constrain(by_itself, target, 3)
    assert torch.equal(shared.weights, by_itself.weights)
