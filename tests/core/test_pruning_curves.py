"""Curves: the same cuts, made one by one by hand; runs taken together."""

import json
from dataclasses import asdict
from math import isnan

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from specimens import CONFIGS, DIGITS, SUMS, made_up, net_without, specimen

from orgnet_core.pruning import (
    SHARES,
    Curve,
    are_siblings,
    band,
    criteria_for,
    curve_of,
    curves_of,
    evaluate,
    ranking,
    spread,
)
from orgnet_core.pruning.curves import Point
from orgnet_core.tasks import TASKS


@pytest.mark.parametrize("by", criteria_for(DIGITS))
def test_a_point_is_the_score_after_zeroing_the_first_of_the_ranking(by):
    organism, (x, y) = specimen("digits"), TASKS["mnist15"].test(torch.float32)
    found, order = curve_of(organism, by, seed=4), ranking(organism, by, seed=4)
    for point in (found.points[0], found.points[7], found.points[-1], found.operating):
        gone = np.isin(np.arange(len(order)), order[: point.pruned])
        output = net_without(organism, gone)(x)
        assert point.task_loss == pytest.approx(F.cross_entropy(output, y).item(), rel=1e-4)
        assert point.metric == pytest.approx((output.argmax(1) == y).numpy().mean(), abs=2e-4)


def test_shares_go_from_nothing_to_95_percent_in_whole_particles():
    assert SHARES[0] == 0 and SHARES[-1] == 0.95 and len(SHARES) == 20
    for name, config in CONFIGS.items():
        for share, point in zip(SHARES, curve_of(specimen(name), "random").points, strict=True):
            assert point.pruned == round(share * config.organism.particles)
            assert point.share == point.pruned / config.organism.particles


@pytest.mark.parametrize("name", CONFIGS)
def test_the_operating_point_cuts_all_self_replicators_and_nothing_else(name):
    organism = specimen(name)
    point = curve_of(organism, "self_replicator").operating
    score = evaluate(organism, organism.replicators)
    assert (point.metric, point.task_loss) == (score.metric, score.task_loss)
    assert point.pruned == organism.replicators.sum()


@pytest.mark.parametrize("name", CONFIGS)
def test_there_is_a_curve_for_each_criterion_of_the_task_and_json_keeps_it(name):
    found = list(curves_of(specimen(name)))
    assert tuple(one.criterion for one in found) == criteria_for(CONFIGS[name])
    kept = json.loads(json.dumps([asdict(one) for one in found]))
    assert kept[0]["operating"] == list(found[0].operating)
    chosen = list(curves_of(specimen(name), ["random", "taylor"]))
    assert chosen == [one for by in ("random", "taylor") for one in found if one.criterion == by]


def test_curves_come_one_by_one(monkeypatch):
    """So a page can show how far they are."""
    made = []
    monkeypatch.setattr("orgnet_core.pruning.curves.curve_of", lambda _, by, seed: made.append(by))
    coming = curves_of(specimen("sums"))
    assert made == []
    next(coming)
    assert made == [criteria_for(SUMS)[0]]


def test_siblings_differ_in_their_seed_alone():
    assert are_siblings(SUMS, SUMS.changed({"seed": 9}))
    assert not are_siblings(SUMS, SUMS)
    assert not are_siblings(SUMS, DIGITS)
    assert not are_siblings(SUMS, SUMS.changed({"seed": 9, "epochs": 7}))


def test_a_band_is_median_and_range_at_every_point():
    metrics, losses, counts = [0.5, 0.75, 0.7], [1.0, 3.0, 8.0], [4, 6, 9]
    siblings = [
        Curve("random", (Point(0, 0.0, m, z), Point(2, 0.1, m / 2, z)), Point(c, c / 20, m, z))
        for m, z, c in zip(metrics, losses, counts, strict=True)
    ]
    found = band(siblings)
    assert (found.criterion, found.runs) == ("random", 3)
    assert found.points[0].metric == (0.7, 0.5, 0.75)
    assert found.points[1].metric == (0.35, 0.25, 0.375)
    assert found.points[1].task_loss == (3, 1, 8)
    assert found.points[1].share == pytest.approx((0.1, 0.1, 0.1))
    assert found.operating.share.median == pytest.approx(6 / 20)


def test_one_run_alone_is_its_own_range():
    found = band([curve_of(specimen("sums"), "random")])
    assert found.runs == 1 and len(set(found.operating.metric)) == 1
    assert spread([3.0]) == (3, 3, 3)


def test_a_run_that_failed_does_not_vanish_in_the_median():
    broken = made_up("sums", weight=np.full(18, np.nan, np.float32))
    found = band([curve_of(each, "random") for each in (broken, specimen("sums"))])
    assert all(map(isnan, found.points[0].metric))


def test_curves_of_different_criteria_are_no_band():
    with pytest.raises(ValueError):
        band(list(curves_of(specimen("sums"), ["random", "l1_global"])))
