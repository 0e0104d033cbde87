"""Cutting particles: in which order each criterion cuts, and what a cut costs."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from helpers import addition

from orgnet_core.config import Phase, RunConfig
from orgnet_core.fixpoints import Kind
from orgnet_core.pruning import CRITERIA, evaluate, ranking
from orgnet_core.reference import dense
from orgnet_core.tasks import TASKS
from orgnet_core.training import train

DIGITS = RunConfig(hidden=(3,), particle_hidden=2, batch_size=6000, phases=(Phase(epochs=1),))
SUMS = addition(epochs=6)


@pytest.fixture(scope="module")
def digits():
    return list(train(DIGITS))[-1]


@pytest.fixture(scope="module")
def sums():
    return list(train(SUMS))[-1]


@pytest.fixture(params=CRITERIA)
def criterion(request):
    return request.param


def test_every_criterion_puts_every_particle_in_line_once(criterion, digits):
    order = ranking(digits, criterion)
    assert sorted(order) == list(range(DIGITS.organism.particles))


def test_every_criterion_says_the_same_when_asked_again(criterion, digits):
    assert np.array_equal(ranking(digits, criterion, 3), ranking(digits, criterion, 3))


def test_every_criterion_breaks_ties_by_seed(criterion, digits):
    count = len(digits.kind)
    alike = replace(
        digits,
        weight=np.ones(count, np.float32),
        replication_error=np.ones(count, np.float32),
        kind=np.full(count, Kind.OTHER, np.uint8),
    )
    first, second = (ranking(alike, criterion, seed) for seed in (1, 2))
    assert not np.array_equal(first, second)


def test_self_replicators_are_cut_first_and_the_best_replicas_first(sums):
    kinds = np.array([Kind.OTHER, Kind.SELF_REPLICATOR] * 9, np.uint8)
    errors = np.linspace(1, 2, 18, dtype=np.float32)[::-1].copy()
    order = ranking(replace(sums, kind=kinds, replication_error=errors), "self_replicator")
    assert order.tolist() == [*range(17, 0, -2), *range(16, -1, -2)]


def test_the_trained_organisms_self_replicators_are_cut_first(sums):
    replicators = sums.kinds["self_replicator"]
    assert 0 < replicators < 18
    first = ranking(sums, "self_replicator")[:replicators]
    assert (sums.kind[first] == Kind.SELF_REPLICATOR).all()


def test_global_l1_cuts_the_smallest_weight_first_whatever_its_sign(sums):
    weights = np.array([5, -1, 3, -4, 2, *range(10, 23)], np.float32)
    order = ranking(replace(sums, weight=weights), "l1_global")
    assert order.tolist() == [1, 4, 2, 3, 0, *range(5, 18)]


def test_a_particle_without_a_number_is_cut_last(sums):
    weights = np.arange(18, dtype=np.float32)
    weights[4] = np.nan
    assert ranking(replace(sums, weight=weights), "l1_global")[-1] == 4


def test_chance_cuts_in_another_order_with_another_seed(digits):
    assert not np.array_equal(ranking(digits, "random", 1), ranking(digits, "random", 2))


@pytest.mark.parametrize(("config", "name"), [(DIGITS, "digits"), (SUMS, "sums")])
def test_cutting_nothing_gives_the_snapshots_own_scores_bit_for_bit(config, name, request):
    snapshot = request.getfixturevalue(name)
    score = evaluate(config, snapshot)
    assert (score.metric, score.task_loss) == (snapshot.metric, snapshot.task_loss)


def test_cutting_everything_leaves_the_share_of_zeros_among_the_digits(digits):
    score = evaluate(DIGITS, digits, np.arange(DIGITS.organism.particles))
    assert score.metric == 980 / 10_000
    assert score.task_loss == pytest.approx(np.log(10), abs=1e-6)


def test_cutting_everything_from_the_adding_organism_leaves_the_answer_0(sums):
    y = TASKS["addition"].test(torch.float32).y
    score = evaluate(SUMS, sums, np.arange(18))
    assert score.metric == y.abs().mean() and score.task_loss == y.square().mean()


def test_a_cut_particle_acts_as_a_weight_of_zero(sums):
    cut = [0, 5, 16]
    weight = torch.tensor(sums.weight)
    weight[cut] = 0
    x, y = TASKS["addition"].test(torch.float32)
    output = dense(SUMS.organism.widths, SUMS.activation, weight)(x)
    score = evaluate(SUMS, sums, np.array(cut))
    assert score.metric == pytest.approx((output - y).abs().mean().item(), rel=1e-6)


def test_the_order_of_the_cut_does_not_matter(digits):
    cut = ranking(digits, "random")[:300]
    assert evaluate(DIGITS, digits, cut) == evaluate(DIGITS, digits, cut[::-1])
    assert evaluate(DIGITS, digits, cut) == evaluate(DIGITS, digits, np.sort(cut))


def test_pruning_leaves_the_snapshot_alone(digits):
    before = digits.weight.copy()
    evaluate(DIGITS, digits, np.arange(100))
    assert np.array_equal(digits.weight, before)


def test_a_broken_particle_spoils_the_score_until_it_is_cut_itself(digits):
    weight = digits.weight.copy()
    weight[5] = np.nan
    broken = replace(digits, weight=weight)
    score = evaluate(DIGITS, broken, np.array([7]))
    assert np.isnan(score.metric) and np.isnan(score.task_loss)
    assert evaluate(DIGITS, broken, np.array([5])) == evaluate(DIGITS, digits, np.array([5]))


LONGER = DIGITS.changed({"batch_size": 500, "epochs": 3})


@pytest.mark.parametrize("config", [LONGER, SUMS], ids=["digits", "sums"])
def test_every_snapshot_knows_its_score_without_its_self_replicators(config):
    seen = set()
    for snapshot in train(config):
        cut = np.flatnonzero(snapshot.kind == Kind.SELF_REPLICATOR)
        seen.add(len(cut))
        assert snapshot.metric_without_replicators == evaluate(config, snapshot, cut).metric
    assert len(seen) > 1, "some of them have self-replicators to cut"
