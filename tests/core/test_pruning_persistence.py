"""Which self-replicators stay ones: held to a rule spelt out over plain lists of kinds."""

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from specimens import CONFIGS, recorded, specimen

from orgnet_core.errors import InputError
from orgnet_core.fixpoints import Kind
from orgnet_core.pruning import History, Persistence, Specimen, criteria_of, cut_first, ranking
from orgnet_core.pruning.persistence import LIMITS

REPLICATOR = int(Kind.SELF_REPLICATOR)
PARTICLES = 18
rules = st.builds(Persistence, st.integers(0, 100), st.integers(1, 12))


@st.composite
def recordings(draw) -> tuple[list[tuple[int, list[int]]], int, int]:
    """(steps recorded with the kinds of 18 particles then, the step looked at, batches an epoch).

    Some steps lie between the ends of epochs, and the ends of some epochs are not recorded."""
    batches = draw(st.integers(1, 4))
    steps = sorted(draw(st.sets(st.integers(1, 15 * batches), min_size=1, max_size=25)) | {0})
    kinds = st.lists(st.sampled_from([int(k) for k in Kind]), min_size=18, max_size=18)
    return [(step, draw(kinds)) for step in steps], draw(st.sampled_from(steps)), batches


def spelt_out(history, step: int, batches: int, rule: Persistence) -> list[bool] | None:
    """Which particles are persistent, epoch by epoch and one after the other; None where no end of
    an epoch says so."""
    by_step = dict(history)
    times, ends = [0] * PARTICLES, 0
    for end in range(batches, step + 1, batches):  # each epoch that has ended by then
        begun_before_the_window = end <= step - rule.epochs * batches
        if begun_before_the_window or end not in by_step:
            continue
        ends += 1
        for particle, kind in enumerate(by_step[end]):
            if kind == REPLICATOR:
                times[particle] += 1
    if not ends:
        return None
    return [count * 100 >= rule.percent * ends for count in times]


def at(history, step: int, batches: int) -> History:
    given = [SimpleNamespace(step=s, kind=np.array(kinds, np.uint8)) for s, kinds in history]
    return History.of(given, step, batches)


@given(recordings(), rules)
def test_persistent_is_what_the_rule_spelt_out_says(recording, rule):
    expected = spelt_out(*recording, rule)
    if expected is None:
        with pytest.raises(InputError, match="needs the recorded end of an epoch in the last"):
            at(*recording).persistent(rule)
    else:
        assert at(*recording).persistent(rule).tolist() == expected


@given(recordings(), rules)
def test_nothing_that_comes_later_counts(recording, rule):
    history, step, batches = recording
    until_then = [each for each in history if each[0] <= step]
    assert [k.tolist() for k in at(history, step, batches).kinds] == [
        k.tolist() for k in at(until_then, step, batches).kinds
    ]


@given(recordings(), st.integers(1, 12))
def test_at_no_percent_all_are_and_the_more_is_asked_the_fewer(recording, epochs):
    history = at(*recording)
    if not history.within(epochs):
        return
    counts = [history.persistent(Persistence(percent, epochs)).sum() for percent in range(0, 101)]
    assert counts[0] == PARTICLES
    assert counts == sorted(counts, reverse=True)
    always = np.all([kind == REPLICATOR for kind in history.within(epochs)], axis=0)
    assert counts[100] == always.sum()


@given(st.integers(1, 100), st.integers(1, 12), st.integers(1, 12))
def test_where_no_kind_changes_the_persistent_are_the_self_replicators(percent, epochs, ends):
    organism = specimen("sums")
    constant = replace(
        organism,
        history=History(tuple(map(float, range(ends)))[::-1], (organism.kind,) * ends),
        persistence=Persistence(percent, epochs),
    )
    assert np.array_equal(constant.persistent, organism.replicators)
    assert np.array_equal(
        ranking(constant, "persistent_replicator"), ranking(constant, "self_replicator")
    )


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize("percent", [0, 50, 80, 100])
def test_the_persistent_are_cut_first_and_then_in_the_order_of_persistence(name, percent):
    rule = Persistence(percent, 3)
    organism = replace(specimen(name), persistence=rule)
    order, count = ranking(organism, "persistent_replicator"), int(organism.persistent.sum())
    assert np.array_equal(cut_first(order, count), organism.persistent)
    times, _ = organism.history.times_replicating(rule.epochs)
    for one, other in pairwise(order):
        errors = organism.replication_error
        assert (-times[one], errors[one]) <= (-times[other], errors[other])


@pytest.mark.parametrize("name", CONFIGS)
def test_at_every_recorded_step_a_run_has_its_own_history(name):
    config, snapshots = CONFIGS[name], recorded(name)
    pairs = [(each.step, each.kind.tolist()) for each in snapshots]
    for snapshot in snapshots:
        organism = Specimen.of(config, snapshot, snapshots)
        expected = None
        if snapshot.step >= config.batches:
            by_step = dict(pairs)
            ends = [by_step[e] for e in range(config.batches, snapshot.step + 1, config.batches)]
            expected = [
                sum(end[p] == REPLICATOR for end in ends) * 100 >= 80 * len(ends)
                for p in range(len(snapshot.kind))
            ]
        assert organism.has_history == (expected is not None)
        assert ("persistent_replicator" in criteria_of(organism)) == organism.has_history
        if expected is not None:
            assert organism.persistent.tolist() == expected


def test_as_a_run_begins_it_says_what_is_missing():
    begun = Specimen.of(CONFIGS["sums"], recorded("sums")[0], recorded("sums"))
    with pytest.raises(
        InputError, match=r"in the last 10 epochs up to the step, and there is none"
    ):
        ranking(begun, "persistent_replicator")
    with pytest.raises(InputError, match=r"in the last epoch up to the step"):
        ranking(replace(begun, persistence=Persistence(epochs=1)), "persistent_replicator")


@pytest.mark.parametrize("name", LIMITS)
def test_a_rule_has_limits_and_says_them(name):
    least, most = LIMITS[name]
    for allowed in (least, most):
        assert getattr(Persistence(**{name: allowed}), name) == allowed
    for refused in (least - 1, most + 1, 0.8):
        with pytest.raises(InputError, match=f"persistent_{name} must be a whole number from"):
            Persistence(**{name: refused})


def test_a_history_is_no_longer_than_any_rule_looks_back():
    longest = LIMITS["epochs"][1]
    history = [(step, [REPLICATOR] * PARTICLES) for step in range(0, 3 * longest)]
    found = at(history, 3 * longest - 1, 1)
    assert len(found.kinds) == longest
    assert len(found.within(longest)) == longest
