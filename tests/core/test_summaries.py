"""What a list says of a run is what its snapshots say, however they came there."""

from dataclasses import replace
from itertools import pairwise
from math import inf, nan

import pytest
from helpers import SHORT

from orgnet_core.runs.origin import Origin
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.summaries import POINTS, sum_up
from orgnet_core.training import Trainer


@pytest.fixture
def recorded(store):
    """Record so many snapshots of run "a", with metrics 0, 1, 2, …"""
    first = Trainer(SHORT).snapshot()

    def recorded(count: int) -> Store:
        store.add_run("a", Origin(None, SHORT), "paused", replace(first, metric=0.0))
        for step in range(1, count):
            store.add_snapshot("a", replace(first, step=step, metric=float(step)))
        return store

    return recorded


def listed(store):
    (only,) = store.listed()
    return only


@pytest.mark.parametrize("count", [1, 2, POINTS, POINTS + 1, 2 * POINTS, 2 * POINTS + 1, 500])
def test_a_curve_has_its_ends_and_even_gaps_and_is_never_long(recorded, count):
    store = recorded(count)
    curve = list(listed(store).curve)
    assert curve[0] == 0 and curve[-1] == count - 1 and len(curve) <= POINTS + 1
    assert count > POINTS or curve == list(range(count)), "a short one has every step"
    gaps = {later - earlier for earlier, later in pairwise(curve[:-1])}
    assert len(gaps) <= 1


def test_added_up_step_by_step_it_is_as_summed_up_anew(recorded):
    store = recorded(200)
    by_steps, size = listed(store), store.size("a")
    with store._database.writing() as db:
        sum_up(db, "a")
    assert listed(store) == by_steps and store.size("a") == size


def test_steps_that_are_forgotten_or_taken_again_count_once(recorded):
    store = recorded(20)
    whole = listed(store)
    again = replace(store.snapshots("a")[19], metric=7.5)
    store.resume_from("a", 9)
    half = listed(store)
    assert half.curve == whole.curve[:10] and half.size < whole.size
    assert half.record.scalars["step"] == 9
    for step in (10, 10):
        store.add_snapshot("a", replace(again, step=step))
    assert listed(store).curve == (*half.curve, 7.5)


def test_what_is_no_finite_number_is_no_point_of_a_curve(recorded):
    store = recorded(3)
    (last,) = store.snapshots("a")[2:]
    for step, metric in ((3, nan), (4, inf)):
        store.add_snapshot("a", replace(last, step=step, metric=metric))
    assert listed(store).curve == (0, 1, 2)
