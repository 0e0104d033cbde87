"""Lives after a kick, counted honestly and as the public code does, held to a slow loop over one
particle at a time; and the growth of a small error, held to the Jacobian."""

from collections import Counter

import numpy as np
import pytest
import torch
from tiny_particles import CYCLE, GROWING, IDENTITY, SHRINKING, ZERO, column

from orgnet_core import endurance
from orgnet_core.bench.reference import ReferenceParticle
from orgnet_core.endurance import (
    DRAWS,
    EIGENVALUE,
    HONEST,
    LEVELS,
    PUBLIC_CODE,
    Counting,
    Endurance,
    endure,
    endure_sizes,
    growth,
    medians,
)
from orgnet_core.fixpoints import EPSILON, Kind, classify
from orgnet_core.particles import Particles, layer_shapes
from orgnet_core.presets import PRESETS
from orgnet_core.robustness import End, kick, self_apply
from orgnet_core.training import Trainer

ALL = [
    Counting(runs_on, credits_death) for runs_on in (False, True) for credits_death in (False, True)
]


def copied(flat: torch.Tensor, hidden: int) -> torch.Tensor:
    return ReferenceParticle(flat, hidden).replicate(flat)


def is_over(flat: torch.Tensor) -> bool:
    return bool(flat.abs().max() <= EPSILON) or not bool(flat.isfinite().all())


def is_fixpoint(flat: torch.Tensor, hidden: int) -> bool:
    return bool((copied(flat, hidden) - flat).abs().max() < EPSILON)


def counted_slowly(weights: torch.Tensor, hidden: int, size: float, draws: int, how: Counting):
    """Steps and steps as a fixpoint, [draws, K] each: counters as the public code has them, or set
    to 0 where a life begins."""
    kicked = [kick(weights, size, seed) for seed in range(draws)]
    steps, kept = np.zeros((2, draws, weights.shape[1]), int)
    for k in range(weights.shape[1]):
        time, as_fixpoint = 0, 0
        for draw in range(draws):
            if not how.runs_on:
                time, as_fixpoint = 0, 0
            now, made = kicked[draw][:, k], 0
            while not is_over(now) and made < 100:
                then = copied(now, hidden)
                made, time = made + 1, time + 1
                as_fixpoint += is_fixpoint(then if how.credits_death else now, hidden)
                now = then
            steps[draw, k], kept[draw, k] = time, as_fixpoint
    return steps, kept


@pytest.mark.parametrize("together", [1, 2, 1000])
@pytest.mark.parametrize("counting", ALL)
def test_endurance_is_every_life_of_every_draw_one_by_one(monkeypatch, together, counting):
    monkeypatch.setattr(endurance, "TOGETHER", together)
    weights = column(IDENTITY, CYCLE, ZERO, SHRINKING, GROWING)
    found = endure(weights, 1, 1e-3, draws=3).counted(counting)
    steps, kept = counted_slowly(weights, 1, 1e-3, 3, counting)
    assert found.steps.tolist() == steps.tolist()
    assert found.fixpoint_steps.tolist() == kept.tolist()


def test_ends_are_those_of_self_application():
    weights = column(IDENTITY, CYCLE, ZERO, SHRINKING, GROWING)
    found, ends = endure(weights, 1, 1e-3, draws=3), []
    for seed in range(3):
        for k, start in enumerate(kick(weights, 1e-3, seed).T):
            ends += self_apply(start[:, None], weights[:, [k]], 1).ends
    assert found.size == 1e-3
    assert found.ends == Counter(ends) and found.ends.total() == 15


def test_the_noise_is_that_which_was_asked_for():
    weights = column(*[IDENTITY] * 40)
    gaussian, uniform = (
        endure(weights, 1, 0.1, noise=noise).steps for noise in ("gaussian", "uniform")
    )
    slowly = self_apply(kick(weights, 0.1, 0, "uniform"), weights, 1)
    assert (uniform[0] == slowly.steps).all() and (uniform != gaussian).any()


def test_what_dies_is_credited_with_one_step_only_as_in_the_public_code():
    honest, public = (
        endure(column(SHRINKING), 1, 0, draws=2).counted(how) for how in (HONEST, PUBLIC_CODE)
    )
    assert honest.fixpoint_steps.tolist() == [[0], [0]]
    assert public.fixpoint_steps.tolist() == [[1], [2]]
    (life,), (again,) = honest.steps
    assert life == again and public.steps.tolist() == [[life], [2 * life]]


def endure_levels(
    populations: list[torch.Tensor], hidden: int, noise: str = "gaussian", draws: int = DRAWS
) -> list[Endurance]:
    """At each of LEVELS, all self-replicators among trained particles, [n, P] of each seed."""
    replicators = [
        weights[:, classify(Particles(weights, hidden)) == Kind.SELF_REPLICATOR]
        for weights in populations
    ]
    return endure_sizes(torch.cat(replicators, 1), hidden, noise, draws)


def test_where_nobody_replicates_there_are_no_medians():
    levels = endure_levels([column(GROWING, SHRINKING)], 1)
    assert np.isnan(medians(levels)).all() and levels[0].steps.shape == (10, 0)


@pytest.fixture(scope="module")
def organisms() -> list[torch.Tensor]:
    """Three that add, of 18 particles each, all of them self-replicators."""
    return [grown(seed) for seed in range(3)]


def grown(seed: int) -> torch.Tensor:
    config = PRESETS["addition"].config
    trainer = Trainer(config.changed({"seed": seed, "replication_momentum": "restarted"}))
    while not trainer.done:
        trainer.advance()
    assert (classify(trainer.particles) == Kind.SELF_REPLICATOR).all()
    return trainer.particles.weights


def test_levels_take_the_self_replicators_of_all_organisms(organisms):
    others = column(*[GROWING] * 2, dtype=torch.float32).repeat(4, 1)[:27]
    found = endure_levels([*organisms, others], 3, draws=2)
    alone = endure(torch.cat(organisms, 1), 3, LEVELS[3], draws=2)
    assert [each.size for each in found] == list(LEVELS)
    np.testing.assert_array_equal(found[3].steps, alone.steps)
    expected = [np.median(each.counted(PUBLIC_CODE).steps) for each in found]
    assert medians(found, PUBLIC_CODE).steps == expected


def test_counted_honestly_trained_replicators_last_as_long_as_in_figure_7(organisms):
    """As far as noise, not the error of the trained replica, decides how long."""
    papers = [4.5, 6, 7.5, 9, 10.5, 12, 13.5]
    found = medians(endure_levels(organisms, 3)).steps[: len(papers)]
    assert np.abs(np.array(found) - papers).max() <= 1


def test_counted_as_in_the_public_code_they_last_as_long_as_in_figure_4(organisms):
    """With its noise and its momentum, too."""
    papers = [28, 34, 41, 50, 57, 68, 77, 78, 79, 79]
    found = medians(endure_levels(organisms, 3, "uniform"), PUBLIC_CODE).steps
    np.testing.assert_allclose(found, papers, rtol=0.1)


def test_a_decade_less_noise_is_a_life_longer_by_log_4_of_10():
    """Around exact replicators, in float64: errors along the copied weight grow fourfold a step."""
    exact = column(IDENTITY).expand(-1, 200).contiguous()
    means = [endure(exact, 1, size).steps.mean() for size in LEVELS[2:]]
    np.testing.assert_allclose(np.diff(means), np.log(10) / np.log(4), atol=0.1)


def test_a_small_error_of_a_replicator_grows_fourfold_a_step(organisms):
    found = growth(torch.cat(organisms, 1), 3)
    assert found.shape == (54,)
    assert np.median(found) == pytest.approx(EIGENVALUE, abs=0.05)
    assert len(layer_shapes(3)) + 1 == EIGENVALUE


def test_growth_is_the_largest_eigenvalue_of_self_application():
    """Of an exact replicator, whose Jacobian stays what it is."""
    particle = column(IDENTITY)
    jacobian = torch.autograd.functional.jacobian(
        lambda flat: Particles(flat[:, None], 1).replicate()[:, 0], particle[:, 0]
    )
    largest = torch.linalg.eigvals(jacobian).abs().max().item()
    assert largest == pytest.approx(EIGENVALUE)
    assert growth(particle, 1)[0] == pytest.approx(largest, rel=0.02)


def test_what_ends_has_no_growth_that_counts():
    """The zero network forgets any small error at once."""
    assert not growth(column(ZERO), 1)[0] > 1e-9


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_nothing_is_changed_in_place(dtype):
    weights = column(IDENTITY, GROWING, dtype=dtype)
    before = weights.clone()
    endure(weights, 1, 0.1, draws=2)
    growth(weights, 1)
    assert torch.equal(weights, before)


def test_ends_are_counted_for_each_life():
    ends = endure(column(IDENTITY, ZERO, GROWING), 1, 0, draws=4).ends
    assert ends == {End.RETURNED: 8, End.BLEW_UP: 4}
