"""A few runs train at once; the others stand in line until it is their turn."""

import pytest
from helpers import LONG, addition, bits, forget_all, is_growing, wait_until

from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import State
from orgnet_core.training import train


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
    wait_until(lambda: first.latest.step > 0)
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
