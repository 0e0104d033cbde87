"""Kicks and self-application, held to a slow three-layer pass and to particles made by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tiny_particles import CYCLE, GROWING, IDENTITY, SHRINKING, ZERO, column

from orgnet_core.fixpoints import EPSILON, Kind
from orgnet_core.particles import Particles
from orgnet_core.robustness import End, kick, self_apply


def replica(flat: np.ndarray, h: int) -> np.ndarray:
    """N ◁ N of one particle: every weight, with its place, through three matrices."""
    w1, w2, w3 = np.split(flat, [5 * h, 5 * h + h * h])
    w1, w2, w3 = w1.reshape(h, 5), w2.reshape(h, h), w3.reshape(1, h)
    places = [
        (layer, cell, edge)
        for layer, matrix in enumerate((w1, w2, w3))
        for cell, edge in np.ndindex(*matrix.shape)
    ]
    most = np.max(places, axis=0) + 1e-8
    rows = [[value, *(place / most), 0.0] for value, place in zip(flat, places, strict=True)]
    return np.array([(w3 @ (w2 @ (w1 @ np.array(row))))[0] for row in rows])


def one_by_one(start: np.ndarray, h: int, most: int) -> tuple[list[np.ndarray], int, int]:
    """(states, steps, steps as fixpoint) of one particle, by the definitions."""
    states, as_fixpoint = [start], 0
    for _ in range(most):
        now = states[-1]
        if np.abs(now).max() <= EPSILON or not np.isfinite(now).all():
            break
        states.append(replica(now, h))
        as_fixpoint += bool(np.abs(states[-1] - now).max() < EPSILON)
    return states, len(states) - 1, as_fixpoint


@given(st.integers(1, 4), st.floats(-9, 0.5), st.integers(0, 1000))
def test_self_application_is_the_slow_pass_repeated(hidden, decade, seed):
    generator = torch.Generator().manual_seed(seed)
    original = Particles.initial(hidden, 3, generator, torch.float64).weights
    start = kick(original, 10**decade, seed)
    with np.errstate(all="ignore"):
        life = self_apply(start, original, hidden, most=12)
        for k in range(3):
            states, steps, as_fixpoint = one_by_one(start[:, k].numpy(), hidden, 12)
            assert life.steps[k] == steps and life.fixpoint_steps[k] == as_fixpoint
            for t, state in enumerate(states):
                copied = replica(state, hidden)
                if not np.isfinite(copied).all():  # NaN here and infinity there are as bad
                    assert not np.isfinite(life.error[t, k])
                    break
                away = np.abs(state - original[:, k].numpy()).max()
                assert_close(life.weights[t, :, k], state)
                assert_close(life.error[t, k], np.abs(copied - state).max())
                assert_close(life.distance[t, k], away)


def assert_close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("row", "end", "steps", "as_fixpoint"),
    [
        (IDENTITY, End.RETURNED, 30, 30),
        (ZERO, End.RETURNED, 0, 0),
        (GROWING, End.BLEW_UP, 6, 0),  # 2 → 4 → 4⁴… : past 1e308 at the sixth
        ([float("nan")] * 7, End.BLEW_UP, 0, 0),
    ],
)
def test_unkicked_particles_made_by_hand(row, end, steps, as_fixpoint):
    life = self_apply(column(row), column(row), 1, most=30)
    assert life.ends == (end,)
    assert life.steps.tolist() == [steps] and life.fixpoint_steps.tolist() == [as_fixpoint]
    assert len(life.weights) == steps + 1


@pytest.mark.parametrize("most", [2, 3, 4])
def test_a_cycle_is_neither_a_return_nor_an_end_wherever_it_is_left(most):
    life = self_apply(column(CYCLE), column(CYCLE), 1, most)
    assert life.ends == (End.CHANGING,) and life.kind.tolist() == [[Kind.SECONDARY]] * (most + 1)
    assert life.fixpoint_steps.tolist() == [0]


def test_a_shrinking_particle_dies_and_its_death_is_no_step_as_fixpoint():
    life = self_apply(column(SHRINKING), column(SHRINKING), 1)
    assert life.ends == (End.DIED,)
    assert life.kind[-1, 0] == Kind.ZERO and (life.kind[:-1, 0] != Kind.ZERO).all()
    assert life.steps[0] == len(life.kind) - 1
    assert life.fixpoint_steps[0] == 0


def test_a_kicked_zero_particle_returns_to_zero():
    zero = column(ZERO)
    life = self_apply(kick(zero, 1e-3, seed=1), zero, 1)
    assert life.ends == (End.RETURNED,) and life.kind[-1, 0] == Kind.ZERO


def test_a_particle_kicked_along_its_free_weight_is_another_replicator():
    """(1, 0, 0, 0, w) replicates for every w: a change of w stays, and is no return."""
    moved = column([*IDENTITY[:4], 0.9, 1, 1])
    life = self_apply(moved, column(IDENTITY), 1, most=20)
    assert life.ends == (End.REPLICATES,) and life.fixpoint_steps.tolist() == [20]
    np.testing.assert_allclose(life.distance[:, 0], 0.2)


def test_huge_noise_is_the_end_within_a_few_steps():
    particles = Particles.initial(3, 20, torch.Generator().manual_seed(1))
    life = self_apply(kick(particles.weights, 1e6, 1), particles.weights, 3)
    assert set(life.ends) == {End.BLEW_UP}
    assert life.steps.max() < 10 and (life.fixpoint_steps == 0).all()


def test_an_error_of_the_copy_grows_fourfold_a_step():
    """A tiny kick along w: four times its error each step, 1.66 steps a decade."""
    start = column([value * (1 + 1e-9) for value in IDENTITY])
    life = self_apply(start, column(IDENTITY), 1, most=10)
    growth = life.error[1:6, 0] / life.error[:5, 0]
    np.testing.assert_allclose(growth, 4, rtol=1e-4)
    assert life.fixpoint_steps[0] == 6, "3e-9·4ᵗ < 1e-5 for t = 0 … 5"


def test_particles_that_ended_wait_for_the_others_and_fare_as_alone():
    rows = [GROWING, SHRINKING, IDENTITY, ZERO]
    together = self_apply(column(*rows), column(*rows), 1, most=40)
    for k, row in enumerate(rows):
        alone = self_apply(column(row), column(row), 1, most=40)
        assert together.steps[k] == alone.steps[0]
        assert together.fixpoint_steps[k] == alone.fixpoint_steps[0]
        assert together.ends[k] == alone.ends[0]
        own, last = len(alone.weights), alone.weights[-1, :, 0]
        np.testing.assert_array_equal(together.weights[:own, :, k], alone.weights[..., 0])
        for state in together.weights[own:, :, k]:
            np.testing.assert_array_equal(state, last)


@given(st.integers(0, 40), st.floats(-9, 0), st.integers(0, 100))
def test_counts_stay_within_the_steps_made(most, decade, seed):
    start = kick(column(IDENTITY, dtype=torch.float32), 10**decade, seed)
    life = self_apply(start, column(IDENTITY, dtype=torch.float32), 1, most)
    assert 0 <= life.fixpoint_steps[0] <= life.steps[0] == len(life.weights) - 1 <= most
    assert life.weights.dtype == np.float32


def test_nothing_is_changed_in_place():
    start, original = column(GROWING), column(IDENTITY)
    self_apply(start, original, 1)
    assert torch.equal(start, column(GROWING)) and torch.equal(original, column(IDENTITY))


def test_gaussian_noise_has_its_size_and_uniform_noise_its_bounds():
    still = torch.zeros(40, 2000, dtype=torch.float64)
    gaussian, uniform = kick(still, 0.01, 1), kick(still, 0.01, 1, "uniform")
    assert gaussian.std() == pytest.approx(0.01, rel=0.02)
    assert gaussian.abs().max() > 0.03 and gaussian.mean().abs() < 1e-4
    assert 0.0099 < uniform.abs().max() <= 0.01
    assert uniform.abs().mean() == pytest.approx(0.005, rel=0.02)
    assert (uniform > 0).double().mean() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("noise", ["gaussian", "uniform"])
def test_the_seed_decides_a_kick_in_every_dtype_alike(noise):
    one, two = (torch.zeros(7, 3, dtype=dtype) for dtype in (torch.float32, torch.float64))
    torch.testing.assert_close(kick(one, 0.1, 5, noise), kick(two, 0.1, 5, noise).float())
    assert torch.equal(kick(two, 0.1, 5, noise), kick(two, 0.1, 5, noise))
    assert not torch.equal(kick(two, 0.1, 5, noise), kick(two, 0.1, 6, noise))
    assert torch.equal(kick(two, 0, 5, noise), two)


@pytest.mark.parametrize("size", [-1e-3, float("nan"), float("inf")])
def test_a_kick_of_no_size_is_refused(size):
    with pytest.raises(ValueError, match="must be a finite number from 0 up"):
        kick(column(IDENTITY), size, 1)


def test_an_unknown_noise_is_refused():
    with pytest.raises(ValueError, match="one of gaussian, uniform, not pink"):
        kick(column(IDENTITY), 1, 1, "pink")
