"""Runs that nobody watches rest, and a run is found again by its id, after a restart too."""

import threading

import pytest
from helpers import (
    DEADLINE,
    DIVERGING,
    LONG,
    SHORT,
    addition,
    advance,
    bits,
    forget_all,
    held,
    is_growing,
    living_trainers,
    play_to_the_end,
    wait_until,
)

from orgnet_core.runs.live.first import FirstSnapshots
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.view import RUN_BYTES
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import Cause, State
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.training import Trainer


def test_a_run_that_nobody_watches_pauses(registry, clock, growers):
    run = registry.create(LONG)
    run.play()
    clock["now"] = 1000.0
    wait_until(lambda: run.step > 5)
    assert run.state is State.RUNNING
    clock["now"] = 1000.5
    wait_until(lambda: run.state is State.PAUSED and growers() == [])
    assert "nobody was watching" in run.message and run.latest.step == run.step


def test_a_run_that_is_looked_up_counts_as_watched(registry, clock):
    run = registry.create(LONG)
    run.play()
    clock["now"] = 999.0
    assert registry.get(run.id) is run
    clock["now"] = 1998.0
    before = run.step
    wait_until(lambda: run.step > before + 5)
    assert run.state is State.RUNNING


def test_a_run_paused_for_want_of_watchers_can_be_played_again(registry, clock):
    run = registry.create(LONG)
    run.play()
    clock["now"] = 2000.0
    wait_until(lambda: run.state is State.PAUSED)
    registry.get(run.id).play()
    before = run.step
    wait_until(lambda: run.step > before + 5)
    assert run.state is State.RUNNING and run.message == ""


def test_play_is_heard_while_a_thread_still_says_that_it_rests(registry, store, clock, monkeypatch):
    write, release = store.set_state, threading.Event()

    def write_slowly(run_id, state, message=""):
        if state is State.PAUSED:
            release.wait(DEADLINE)
        write(run_id, state, message)

    monkeypatch.setattr(store, "set_state", write_slowly)
    run = registry.create(LONG)
    run.play()
    clock["now"] = 2000.0
    wait_until(lambda: run.state is State.PAUSED)
    registry.get(run.id)
    presser = threading.Thread(target=run.play)
    presser.start()
    release.set()
    presser.join()
    assert run.state is State.RUNNING and is_growing(run)


def test_a_run_is_found_by_its_id(registry):
    run, other = registry.create(LONG), registry.create(SHORT)
    assert registry.get(run.id) is run and registry.get(other.id) is other
    assert registry.get("nobody") is None


def test_a_finished_run_is_found_after_a_restart(registry, tmp_path):
    run = registry.create(SHORT, "addition")
    play_to_the_end(run)
    later = Registry(Store(tmp_path), unwatched_pause=1000)
    found = later.get(run.id)
    assert (found.state, found.preset, found.config) == (State.FINISHED, "addition", SHORT)
    assert [bits(snapshot) for snapshot in found.snapshots] == [bits(s) for s in run.snapshots]
    assert later.get(run.id) is found
    later.shut_down()


def test_a_run_recorded_without_a_checkpoint_is_found_but_cannot_grow(store, growers):
    store.add_run("old", Origin(None, LONG), State.RUNNING, Trainer(LONG).snapshot())
    later = Registry(store, unwatched_pause=1000)
    found = later.get("old")
    assert (found.state, found.can_grow) == (State.INTERRUPTED, False)
    assert found.message == "It was recorded without what it needs to continue."
    assert found.view.cause is Cause.NO_CHECKPOINT
    for press in (found.play, found.advance, found.pause, found.stop):
        press()
        assert found.state is State.INTERRUPTED and growers() == []
    later.shut_down()


def test_a_diverged_run_is_found_with_its_message_after_a_restart(registry, tmp_path, growers):
    run = registry.create(DIVERGING)
    run.play()
    wait_until(lambda: run.state is State.DIVERGED and growers() == [])
    later = Registry(Store(tmp_path), unwatched_pause=1000)
    found = later.get(run.id)
    assert (found.state, found.message) == (State.DIVERGED, run.message)
    later.shut_down()


def test_shutting_down_pauses_every_run(store, growers):
    registry = Registry(store, unwatched_pause=1000)
    runs = [registry.create(LONG) for _ in range(3)]
    for run in runs:
        run.play()
    assert len(growers()) == 3
    registry.shut_down()
    assert growers() == [] and [run.state for run in runs] == [State.PAUSED] * 3


def test_the_oldest_runs_that_nobody_played_are_forgotten(registry, clock, monkeypatch):
    allowed = Registry.UNPLAYED._replace(bytes=2 * RUN_BYTES)
    monkeypatch.setattr(Registry, "UNPLAYED", allowed)
    played, runs = registry.create(LONG), []
    played.play()
    for now in (1.0, 2.0, 3.0, 4.0):
        clock["now"] = now
        runs.append(registry.create(SHORT))
    kept = [registry.get(run.id) is run for run in runs]
    assert kept == [False, True, True, True]
    assert registry.get(played.id) is played


def test_a_run_that_nobody_played_is_forgotten_in_the_end(registry, clock):
    run = registry.create(SHORT)
    clock["now"] = Registry.UNPLAYED.seconds - 1.0
    registry.create(SHORT)
    assert run in held(registry)
    clock["now"] += 1.0
    registry.create(SHORT)
    assert registry.get(run.id) is None


def test_what_nobody_has_played_holds_neither_trainer_nor_numbers(registry):
    run = registry.create(SHORT.model_copy())
    assert run.latest.step == run.step == 0 and bits(run.latest) == bits(
        Trainer(SHORT).snapshot().light
    )
    assert living_trainers(run.config) == 0 and run.view.kept == ()
    advance(run)
    assert living_trainers(run.config) == 1 and len(run.view.kept) == 2
    assert bits(run.snapshots[0]) == bits(Trainer(SHORT).snapshot().light)


def test_runs_of_one_config_share_a_first_snapshot_and_all_together_are_bounded():
    configs = [addition(seed=seed) for seed in range(4)]
    size = Trainer(configs[0]).snapshot().light.nbytes
    first = FirstSnapshots(room=2 * size)
    seen = [first.of(config) for config in configs[:3]]
    assert first.of(configs[2].model_copy()) is seen[2] and first.nbytes == 2 * size
    again = first.of(configs[0])
    assert again is not seen[0] and bits(again) == bits(seen[0])
    assert first.of(configs[2]) is seen[2], "seen after the second, which had to go"
    first.of(configs[3])
    assert first.of(configs[2]) is seen[2] and first.nbytes == 2 * size
    small = FirstSnapshots(room=1)
    assert small.of(configs[0]) is small.of(configs[0]), "one stays, however large"


def test_visitors_who_look_at_one_organism_at_once_have_it_measured_once(monkeypatch):
    first, made = FirstSnapshots(room=1_000_000), []
    meet = threading.Barrier(4)

    def look():
        meet.wait(DEADLINE)
        made.append(first.of(SHORT))

    lookers = [threading.Thread(target=look) for _ in range(4)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join(DEADLINE)
    assert len(made) == 4 and len(set(map(id, made))) == 1


def test_the_first_weights_are_those_that_it_is_grown_from(registry):
    run = registry.create(SHORT)
    before = run.weights_at(0)
    advance(run)
    assert before.tobytes() == run.weights_at(0).tobytes()


def test_a_prepared_run_whose_id_was_taken_meanwhile_is_played_under_another(registry, store):
    run = registry.create(SHORT, "addition")
    before = run.id
    store.add_run(before, Origin(None, LONG), State.FINISHED, Trainer(LONG).snapshot())
    play_to_the_end(run)
    assert run.id != before and registry.get(run.id) is run
    assert registry.get(before) is run, "the address that its owner has"
    assert {record.id: record.state for record in store.runs()} == {
        before: State.FINISHED,
        run.id: State.FINISHED,
    }
    assert store.run(before).config == LONG and store.run(run.id).config == SHORT
    assert registry.peek(store.run(before)) == (State.FINISHED, 0), "of the run that has the id"
    registry.delete(before)
    assert registry.get(run.id) is run, "the other is not meant"
    registry.delete(run.id)
    assert registry.get(before) is None


def test_a_run_that_is_over_leaves_memory_but_is_still_found(registry, clock):
    run = registry.create(SHORT)
    play_to_the_end(run)
    clock["now"] = Registry.RECORDED.seconds + 1.0
    registry.create(SHORT)
    found = registry.get(run.id)
    assert found is not run and found.state is State.FINISHED
    assert bits(found.latest) == bits(run.latest)


def test_a_paused_run_leaves_memory_and_goes_on_from_where_it_stood(registry, clock):
    run = registry.create(SHORT.model_copy())
    for _ in range(27):
        advance(run)
    assert living_trainers(run.config) == 1
    clock["now"] = Registry.RECORDED.seconds + 1.0
    registry.create(SHORT)
    assert living_trainers(run.config) == 0
    found = registry.get(run.id)
    assert found is not run and (found.state, found.step) == (State.PAUSED, 27)
    play_to_the_end(found)
    assert found.weights_at(60).tobytes() == grown_alone(SHORT)


def test_a_page_that_still_holds_it_grows_no_second_one(registry, clock):
    run = registry.create(SHORT)
    advance(run)
    clock["now"] = Registry.RECORDED.seconds + 1.0
    registry.create(SHORT)
    found = registry.get(run.id)
    advance(found)
    advance(run)  # pressed on a page that was open all the time
    assert "another server or command is growing" in run.message and run.step == 1
    found.leave(1.0)
    advance(run)
    assert run.step == 3, "from where the other one left it"


def grown_alone(config) -> bytes:
    trainer = Trainer(config)
    while not trainer.done:
        trainer.advance()
    return trainer.particles.weights.numpy().tobytes()


def test_a_run_that_is_not_recorded_to_its_last_step_stays_in_memory(registry, clock, monkeypatch):
    run = registry.create(SHORT)
    advance(run)

    def full(*_arguments):
        raise StoreError("the disk is full.")

    monkeypatch.setattr(registry.store, "add_snapshot", full)
    advance(run)
    assert (run.state, run.step, run.latest.step) == (State.PAUSED, 2, 1)
    clock["now"] = Registry.RECORDED.seconds + 1.0
    registry.create(SHORT)
    assert registry.get(run.id) is run and run.step == 2


@pytest.mark.parametrize("end", ["finish", "stop", "diverge"])
def test_a_run_that_is_over_holds_no_trainer(registry, growers, end):
    config = {"finish": SHORT, "stop": LONG, "diverge": DIVERGING}[end]
    run = registry.create(config.model_copy())
    run.play()
    if end == "stop":
        wait_until(lambda: run.step > 0)
        run.stop()
    wait_until(lambda: not run.state.is_open and growers() == [])
    assert living_trainers(run.config) == 0 and run.step == run.latest.step


def test_of_runs_that_are_over_those_seen_last_stay_in_memory(registry, clock, monkeypatch):
    runs = [registry.create(SHORT) for _ in range(3)]
    for run in runs:
        play_to_the_end(run)
    sizes = [run.resident_bytes for run in runs]
    allowed = Registry.RECORDED._replace(bytes=sizes[0] + 1)
    monkeypatch.setattr(Registry, "RECORDED", allowed)
    for now, run in zip((1.0, 2.0, 3.0), [runs[1], runs[2], runs[0]], strict=True):
        clock["now"] = now
        run.watched()
    registry.create(SHORT)
    assert set(runs) <= held(registry), "what was seen in the last minute stays"
    clock["now"] = 63.0
    registry.create(SHORT)
    assert registry.get(runs[0].id) is runs[0] and registry.get(runs[2].id) is runs[2]
    found = registry.get(runs[1].id)
    assert found is not runs[1] and bits(found.latest) == bits(runs[1].latest)
    arrays = [array for snapshot in found.snapshots for array in snapshot.arrays().values()]
    assert found.resident_bytes == sizes[1] >= sum(array.nbytes for array in arrays)


def test_a_run_that_many_ask_for_at_once_is_read_once(registry, store, monkeypatch):
    run = registry.create(SHORT, "addition")
    play_to_the_end(run)
    forget_all(registry)
    asking, reads, read = 4, [], store.snapshots
    together = threading.Barrier(asking)

    def counted(run_id):
        reads.append(run_id)
        return read(run_id)

    def look():
        together.wait(DEADLINE)
        found.append(registry.get(run.id))

    monkeypatch.setattr(store, "snapshots", counted)
    found: list = []
    threads = [threading.Thread(target=look) for _ in range(asking)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE)
    assert reads == [run.id]
    assert len(found) == asking and len(set(found)) == 1
