"""A few runs train at once; the others stand in line until it is their turn."""

from threading import Event

import pytest
from helpers import (
    LONG,
    SHORT,
    addition,
    bits,
    ended,
    forget_all,
    is_growing,
    wait_until,
)

from orgnet_core.runs.access import Access
from orgnet_core.runs.live import slots
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.training import Trainer, train


@pytest.fixture
def one_place(store, growers):
    registry = Registry(store, unwatched_pause=1000, slots=1)
    yield registry
    registry.shut_down()
    assert growers() == []


def test_five_runs_behind_one_place_finish_in_the_order_in_which_they_were_played(one_place):
    config = addition(epochs=5, replication_steps=1)
    runs = [one_place.create(config) for _ in range(6)]
    finished = []
    for run in runs:
        run.play()
        wait_until(lambda run=run: run.id in one_place.slots.training + one_place.slots.waiting or
                   run.state is State.FINISHED)  # fmt: skip

    def all_finished() -> bool:
        assert sum(run.state is State.RUNNING for run in runs) <= 1
        done = [run.id for run in runs if run.state is State.FINISHED]
        finished.extend(run for run in done if run not in finished)
        return len(finished) == len(runs)

    wait_until(all_finished)  # which rests between two looks, and so leaves the runs their time
    assert finished == [run.id for run in runs]
    expected = list(train(config))[-1].light
    for run in runs:
        assert bits(run.latest) == bits(expected)


def test_who_waits_says_so_and_leaves_the_line_when_paused(one_place, store):
    first, second, third = (one_place.create(LONG) for _ in range(3))
    first.play()
    wait_until(lambda: first.state is State.RUNNING)
    for run in (second, third):
        run.play()
        wait_until(lambda run=run: run.id in one_place.slots.waiting)
        assert (run.state, run.step) == (State.QUEUED, 0)
    assert (first.ahead, second.ahead, third.ahead) == (None, 0, 1)
    assert store.run(second.id).state == "paused"
    second.pause()
    assert second.state is State.PAUSED and not is_growing(second)
    assert third.ahead == 0
    first.stop()
    wait_until(lambda: third.state is State.RUNNING and third.step > 0)


def test_the_wait_is_what_the_runs_before_have_left_and_unknown_without_a_pace(one_place):
    first, second, third = (one_place.create(LONG) for _ in range(3))
    assert one_place.seconds_until_turn(first) is None, "it does not wait"
    first.play()
    wait_until(lambda: first.latest.step > 1000)
    for run in (second, third):
        run.play()
        wait_until(lambda run=run: run.ahead is not None)
    one, two = one_place.seconds_until_turn(second), one_place.seconds_until_turn(third)
    assert one == pytest.approx(first.seconds_left, rel=0.2)
    assert two == pytest.approx(2 * first.seconds_left, rel=0.2), "the second is guessed alike"


def test_the_wait_is_told_while_a_deleted_run_ends_its_last_batch(one_place, monkeypatch):
    first, second = one_place.create(LONG), one_place.create(LONG)
    first.play()
    wait_until(lambda: first.seconds_left is not None)
    second.play()
    wait_until(lambda: second.ahead == 0)
    monkeypatch.setattr(first, "pause", lambda: None)
    one_place.delete(first.id)
    assert one_place.seconds_until_turn(second) > 0


def test_a_run_that_nobody_watches_leaves_its_place_unless_told_to_go_on(one_place, clock):
    rests, goes_on = one_place.create(LONG), one_place.create(LONG)
    goes_on.rests_unwatched = False
    rests.play()
    wait_until(lambda: rests.state is State.RUNNING)
    goes_on.play()
    clock["now"] = 5000.0
    wait_until(lambda: rests.state is State.PAUSED)
    assert rests.message == "Paused because nobody was watching." and rests.view.sleeps
    wait_until(lambda: goes_on.state is State.RUNNING and goes_on.step > 100)


def test_a_run_that_nobody_watched_goes_on_when_somebody_looks_again(one_place, clock):
    run = one_place.create(LONG)
    run.play()
    wait_until(lambda: run.step > 0)
    clock["now"] = 5000.0
    wait_until(lambda: run.state is State.PAUSED)
    step = run.step
    one_place.get(run.id).wake()
    wait_until(lambda: run.state is State.RUNNING and run.step > step)
    run.pause()
    one_place.get(run.id).wake()
    assert run.state is State.PAUSED, "who pressed Pause meant it"


def test_it_goes_on_in_a_later_server_too(one_place, store, clock):
    run = one_place.create(LONG)
    run.play()
    wait_until(lambda: run.step > 0)
    clock["now"] = 5000.0
    wait_until(lambda: run.state is State.PAUSED)
    forget_all(one_place)
    run.leave(60)
    later = one_place.get(run.id)
    assert later is not run and later.state is State.PAUSED
    later.wake()
    wait_until(lambda: later.state is State.RUNNING and later.step > run.step)


def queued(registry, owner: str | None, *configs):
    """Runs of one visitor, told to grow, in this order."""
    access = None if owner is None else Access("key", (owner,))
    runs = [registry.create(config, access=access) for config in configs]
    for run in runs:
        run.play()
    return runs


def test_a_newcomer_does_not_wait_for_all_that_another_visitor_has_queued(one_place):
    first, *others = queued(one_place, "one", *[LONG] * 30)
    (newcomer,) = queued(one_place, "other", SHORT)
    assert newcomer.ahead == 0 and [run.ahead for run in others] == list(range(1, 30))
    first.pause()
    wait_until(lambda: newcomer.state is State.FINISHED)
    wait_until(lambda: others[0].ahead is None)
    assert others[-1].ahead == 27


def test_a_newcomer_does_not_wait_for_the_end_of_a_long_run(one_place, store, monkeypatch):
    one_place.slots.turn_seconds = 0.0
    (long,) = queued(one_place, "one", LONG)
    wait_until(lambda: long.step > 5)
    (newcomer,) = queued(one_place, "other", SHORT)
    wait_until(lambda: newcomer.state is State.FINISHED)
    step = long.step
    wait_until(lambda: long.state is State.RUNNING and long.step > step)


def test_who_hands_over_is_recorded_whole_and_ends_with_the_same_bits(one_place, store):
    one_place.slots.turn_seconds = 0.0
    alone = queued(one_place, None, SHORT)[0]
    wait_until(lambda: alone.state is State.FINISHED)
    runs = [queued(one_place, owner, SHORT)[0] for owner in ("one", "other", "third")]
    handed = set()

    def all_finished() -> bool:
        for run in runs:
            if run.state is State.QUEUED and run.latest.step > 0:
                handed.add(run.id)
        assert len(one_place.slots.training) <= 1
        return all(run.state is State.FINISHED for run in runs)

    wait_until(all_finished)
    assert handed
    for run in runs:
        assert ended(store, run) == ended(store, alone)


def test_a_run_that_handed_over_stands_as_paused_with_its_checkpoint(one_place, store):
    one_place.slots.turn_seconds = 0.0
    (long,) = queued(one_place, "one", LONG)
    wait_until(lambda: long.step > 5)
    (other,) = queued(one_place, "other", LONG)
    one_place.slots.turn_seconds = 1000.0  # whoever trains now keeps its place
    wait_until(lambda: other.state is State.RUNNING or long.state is State.RUNNING)
    one_place.slots.turn_seconds = 0.0
    wait_until(lambda: long.state is State.QUEUED)
    one_place.slots.turn_seconds = 1000.0
    wait_until(lambda: {long.state, other.state} == {State.QUEUED, State.RUNNING})
    waits = long if long.state is State.QUEUED else other
    wait_until(lambda: store.run(waits.id).state is State.PAUSED)
    record = store.run(waits.id)
    assert record.checkpoint == record.scalars["step"] == waits.step
    waits.pause()
    assert waits.state is State.PAUSED and waits.ahead is None


def test_who_has_too_many_in_line_is_told_so_and_starts_later(store, growers):
    registry = Registry(store, unwatched_pause=1000, slots=1, most_waiting=2)
    first, _, third, fourth = queued(registry, "one", *[LONG] * 4)
    assert fourth.state is State.READY and not is_growing(fourth)
    assert fourth.message.startswith("Not started: 2 runs of one visitor may wait")
    assert store.run(fourth.id) is None
    assert queued(registry, "other", LONG)[0].state is State.QUEUED
    third.pause()
    fourth.play()
    assert fourth.state is State.QUEUED and fourth.message == ""
    first.pause()
    registry.shut_down()
    assert growers() == []


def test_when_a_server_ends_none_that_waits_begins(store, growers, monkeypatch):
    registry, began = Registry(store, unwatched_pause=1000, slots=2), []
    runs = [run for owner in "abcd" for run in queued(registry, owner, *[LONG] * 25)]
    training = set(registry.slots.training)
    wait_until(lambda: all(registry.get(run).step > 0 for run in training))
    serve = slots.FairLine.serve_next
    monkeypatch.setattr(slots.FairLine, "serve_next", lambda line: began.append(serve(line)))
    assert registry.shut_down() and growers() == [] and began == []
    assert {run.state for run in runs} == {State.PAUSED}
    assert {run.id for run in runs if run.step > 0} == training
    runs[0].play()
    runs[1].advance()
    assert growers() == [], "it has ended"


def test_a_batch_that_does_not_end_in_time_leaves_the_store_open(tmp_path, monkeypatch):
    goes_on, begun, advance = Event(), Event(), Trainer.advance
    monkeypatch.setattr(Registry, "PATIENCE", 0.1)

    def advance_slowly(trainer, most):
        begun.set()
        goes_on.wait(60)
        advance(trainer, most)

    monkeypatch.setattr(Trainer, "advance", advance_slowly)
    registry = Registry(Store(tmp_path / "other"), unwatched_pause=1000)
    (run,) = queued(registry, "one", LONG)
    assert begun.wait(60) and not registry.shut_down()
    assert registry.store.run(run.id).state is State.RUNNING
    goes_on.set()
    assert run.join(60) and registry.shut_down()
