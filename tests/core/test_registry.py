"""Pressing the buttons of a run: one thread at most on an organism, and none left behind."""

import threading
from collections.abc import Callable

from helpers import LONG, SHORT, addition, advance, bits, play_to_the_end, wait_until

from orgnet_core.runs.state import State
from orgnet_core.training import train


def test_nothing_is_written_before_the_first_play(registry, store, growers):
    run = registry.create(LONG)
    assert (run.state, run.step) == (State.READY, 0)
    run.pause()
    run.stop()
    assert store.runs() == [] and growers() == []


def test_play_grows_a_run_to_its_end_and_leaves_no_thread(registry, growers):
    run = registry.create(SHORT, "addition")
    play_to_the_end(run)
    assert growers() == [] and run.step == run.latest.step == 60


def test_play_makes_one_thread_that_bears_the_runs_name(registry, growers):
    run = registry.create(LONG)
    run.play()
    assert growers() == [f"grow-{run.id}"]
    wait_until(lambda: run.step > 5)


def test_pause_ends_the_thread_and_keeps_the_present_state(registry, store, growers):
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: run.step > 5)
    run.pause()
    assert growers() == [] and run.state is State.PAUSED
    assert run.latest.step == run.step == store.snapshots(run.id)[-1].step
    assert store.run(run.id).state == "paused"


def test_play_goes_on_where_pause_left_off(registry):
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: run.step > 5)
    run.pause()
    paused_at = run.step
    run.play()
    wait_until(lambda: run.step > paused_at)
    assert run.state is State.RUNNING


def test_a_single_step_is_one_batch_without_a_thread(registry, store, growers):
    run = registry.create(SHORT)
    for step in (1, 2, 3):
        advance(run)
        assert (run.step, run.latest.step, run.state) == (step, step, State.PAUSED)
        assert growers() == []
    assert [snapshot.step for snapshot in store.snapshots(run.id)] == [0, 1, 2, 3]


def test_the_last_single_step_finishes_a_run_and_no_more_follow(registry):
    run = registry.create(addition(epochs=1, batch_size=500))
    for _ in range(5):
        advance(run)
    assert (run.step, run.state) == (2, State.FINISHED)


def test_stop_ends_a_run_for_good(registry, store, growers):
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: run.step > 5)
    run.stop()
    stopped_at = run.step
    run.play()
    advance(run)
    run.pause()
    assert (run.state, run.step, growers()) == (State.STOPPED, stopped_at, [])
    assert store.run(run.id).state == "stopped"
    assert store.snapshots(run.id)[-1].step == stopped_at


def test_a_finished_run_stays_finished(registry):
    run = registry.create(SHORT)
    play_to_the_end(run)
    for press in (run.play, run.advance, run.pause, run.stop):
        press()
        assert (run.state, run.step) == (State.FINISHED, 60)


def at_once(*presses: Callable[[], None]) -> None:
    """Call each in a thread of its own, all at the same moment."""
    start = threading.Barrier(len(presses))

    def press(button):
        start.wait()
        button()

    threads = [threading.Thread(target=press, args=(button,)) for button in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_play_from_many_threads_at_once_makes_one_trainer(registry, growers):
    run = registry.create(LONG)
    for _ in range(20):
        at_once(*[run.play] * 8)
        assert growers() == [f"grow-{run.id}"]
        run.pause()


def test_whatever_is_pressed_at_once_the_organism_grows_as_if_alone(registry, growers):
    """Two trainers on one organism would leave other bits behind."""
    config = addition(epochs=60, replication_steps=1)
    run = registry.create(config)
    for _ in range(20):
        at_once(run.play, run.advance, run.pause, run.advance, run.play)
        assert len(growers()) <= 1
    assert run.step > 0
    play_to_the_end(run)
    expected = list(train(config))[-1].particle_weights
    assert dict(run.particle_weights())[run.step].tobytes() == expected.tobytes()


def test_a_paused_and_played_run_ends_as_an_uninterrupted_one(registry, store):
    config = addition(epochs=10)
    run = registry.create(config)
    for pause_at in (7, 31, 90):
        run.play()
        wait_until(lambda step=pause_at: run.step >= step)
        run.pause()
    advance(run)
    advance(run)  # of two steps so late, one at least would not be recorded otherwise
    play_to_the_end(run)
    alone = {snapshot.step: snapshot for snapshot in train(config)}
    found = {snapshot.step: snapshot for snapshot in store.snapshots(run.id)}
    assert alone.keys() < found.keys()
    for step, snapshot in alone.items():
        assert bits(found[step]) == bits(snapshot.light)
    weights = dict(run.particle_weights())
    for step, snapshot in alone.items():
        assert weights[step].tobytes() == snapshot.particle_weights.tobytes()


def test_the_store_holds_what_the_run_shows(registry, store):
    run = registry.create(SHORT)
    play_to_the_end(run)
    shown, kept = run.snapshots, store.snapshots(run.id)
    assert [bits(snapshot) for snapshot in shown] == [bits(snapshot) for snapshot in kept]


def test_time_left_is_unknown_at_first_and_nothing_at_the_end(registry):
    run = registry.create(SHORT)
    assert run.seconds_left is None
    for _ in range(3):
        advance(run)
    assert run.seconds_left > 0
    play_to_the_end(run)
    assert run.seconds_left == 0
