"""The compiled steps do what their plain-torch twins do."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core import fused, kernels, threads
from orgnet_core.blocks import LANES
from orgnet_core.compilation import when_compiling
from orgnet_core.particles import WEIGHT, Particles

CLOSE = {torch.float32: 1e-6, torch.float64: 1e-14}


def twins(hidden, count, dtype, seed=1):
    generator = torch.Generator().manual_seed(seed)
    one = Particles.initial(hidden, count, generator, dtype)
    two = Particles(one.weights.clone(), hidden)
    velocity = 0.01 * torch.randn(one.weights.shape, generator=generator, dtype=dtype)
    return (one, velocity), (two, velocity.clone()), generator


def assert_close(ours, theirs, dtype):
    assert (ours - theirs).abs().max() <= CLOSE[dtype] * theirs.abs().max()


@pytest.mark.parametrize("dtype", CLOSE, ids=str)
@pytest.mark.parametrize("hidden", [1, 2, 3, 4, 7])
def test_25_replication_steps_agree_with_the_twin(hidden, dtype):
    (fast, v), (plain, u), _ = twins(hidden, 100, dtype)
    weight = fused.replication_steps(fast, v, 25, 0.004, 0.9)
    expected = kernels.replication_steps(plain, u, 25, 0.004, 0.9)
    assert_close(fast.weights, plain.weights, dtype)
    assert_close(v, u, dtype)
    assert_close(weight, expected, dtype)


@pytest.mark.parametrize("dtype", CLOSE, ids=str)
@pytest.mark.parametrize("hidden", [1, 2, 3, 4, 7])
def test_task_steps_agree_with_the_twin(hidden, dtype):
    (fast, v), (plain, u), generator = twins(hidden, 100, dtype)
    for _ in range(5):
        slope = torch.randn(100, generator=generator, dtype=dtype)
        fused.task_step(fast, v, slope, 0.01, 0.9)
        kernels.task_step(plain, u, slope, 0.01, 0.9)
    assert_close(fast.weights, plain.weights, dtype)
    assert_close(v, u, dtype)


@given(count=st.integers(1, 3 * LANES + 1), hidden=st.integers(1, 4), steps=st.integers(0, 3))
def test_no_particle_is_left_out_or_touched_by_another(count, hidden, steps):
    """Whatever the number of particles, each fares as it would alone."""
    (together, v), (apart, u), _ = twins(hidden, count, torch.float64)
    fused.replication_steps(together, v, steps, 0.01, 0.9)
    for particle in {0, count // 2, count - 1}:
        alone = Particles(apart.weights[:, [particle]].contiguous(), hidden)
        fused.replication_steps(alone, u[:, [particle]].contiguous(), steps, 0.01, 0.9)
        assert torch.equal(alone.weights[:, 0], together.weights[:, particle])


@pytest.mark.parametrize("kernel", [fused, kernels], ids=["fused", "torch"])
def test_no_particles_are_no_trouble(kernel):
    nobody = Particles(torch.zeros(16, 0), 2)
    velocity, slope = torch.zeros(16, 0), torch.zeros(0)
    assert kernel.replication_steps(nobody, velocity, 2, 0.01, 0.9).shape == (0,)
    kernel.task_step(nobody, velocity, slope, 0.01, 0.9)


def test_no_steps_change_nothing_and_tell_the_task_weights():
    (particles, velocity), (before, _), _ = twins(3, 70, torch.float64)
    weight = fused.replication_steps(particles, velocity, 0, 0.01, 0.9)
    assert torch.equal(particles.weights, before.weights)
    torch.testing.assert_close(weight, before.response()[WEIGHT])


@pytest.mark.parametrize("bad", [torch.nan, torch.inf])
def test_what_is_not_a_number_stays_so_and_stays_where_it_is(bad):
    (particles, velocity), _, _ = twins(2, 10, torch.float32)
    particles.weights[0, 3] = bad
    fused.replication_steps(particles, velocity, 2, 0.01, 0.9)
    finite = particles.weights.isfinite().all(0)
    assert not finite[3] and finite.sum() == 9


def test_the_fused_kernel_is_chosen_on_the_cpu_only_and_can_be_forced():
    cpu, cuda = torch.device("cpu"), torch.device("cuda")
    assert kernels.kernels_for("auto", cpu) is fused
    assert kernels.kernels_for("auto", cuda) is kernels
    assert kernels.kernels_for("torch", cpu) is kernels
    assert kernels.kernels_for("fused", cpu) is fused


@pytest.mark.parametrize("kernel", [fused, kernels], ids=["fused", "torch"])
def test_warming_up_compiles_all_that_the_steps_need(kernel):
    kernel.warm_up(torch.float64, 2)
    (particles, velocity), *_ = twins(2, 3, torch.float64)
    with when_compiling(lambda: pytest.fail("something was left to compile")):
        weight = kernel.replication_steps(particles, velocity, 1, 0.1, 0.9)
        kernel.task_step(particles, velocity, weight, 0.1, 0.9)


@pytest.mark.parametrize("cores", [1, 2, 3, 7])
def test_threads_that_share_the_particles_make_no_difference(monkeypatch, cores):
    monkeypatch.setattr(threads, "cores", lambda: cores)
    monkeypatch.setattr(fused, "SHARED", 0)
    (shared, v), (alone, u), generator = twins(2, 7 * LANES + 3, torch.float32)
    slope = torch.randn(shared.count, generator=generator)
    weight = fused.replication_steps(shared, v, 3, 0.01, 0.9)
    fused.task_step(shared, v, slope, 0.01, 0.9)
    monkeypatch.setattr(fused, "SHARED", shared.weights.numel() + 1)
    assert torch.equal(weight, fused.replication_steps(alone, u, 3, 0.01, 0.9))
    fused.task_step(alone, u, slope, 0.01, 0.9)
    assert torch.equal(shared.weights, alone.weights) and torch.equal(v, u)
