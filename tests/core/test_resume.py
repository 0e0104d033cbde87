"""An interrupted run goes on from its last checkpoint and ends as if it had grown in one go."""

import pytest
from helpers import (
    LONG,
    SHORT,
    addition,
    advance,
    bits,
    kept_bits,
    left_growing,
    only_json,
    play_to_the_end,
    wait_until,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orgnet_core.presets import PRESETS
from orgnet_core.runs.live import recorder
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.training import Trainer, train

PHASES = addition(
    phases=[
        {"epochs": 1, "task": False},
        {"epochs": 1, "momentum": 0.5, "replication_momentum": "restarted"},
        {"epochs": 1, "replication_steps": 0},
    ],
    batch_size=300,  # batches of unequal size
    input_noise=0.1,
)
CONFIGS = [SHORT, addition(epochs=2, dtype="float64", kernel="torch"), PHASES]
ALONE = [[bits(snapshot) for snapshot in train(config)] for config in CONFIGS]


def grown_with_interruptions(config, steps) -> list[dict]:
    """Snapshots of a run whose trainer is thrown away and made anew after each of these steps."""
    trainer = Trainer(config)
    found = [bits(trainer.snapshot())]
    while not trainer.done:
        if trainer.step in steps:
            trainer.snapshot()  # as a pause takes one, of a step that is not due
            trainer = Trainer.resumed(config, trainer.checkpoint())
        trainer.advance()
        if trainer.due:
            found.append(bits(trainer.snapshot()))
    return found


@pytest.mark.parametrize("which", range(len(CONFIGS)), ids=["float32", "float64", "phases"])
@settings(max_examples=15)
@given(steps=st.sets(st.integers(0, 60)))
@example(steps={0, 20, 40})  # between epochs
@example(steps={1, 19, 21, 39, 41, 59, 60})
def test_wherever_it_is_interrupted_a_run_grows_as_if_it_had_not_been(which, steps):
    assert grown_with_interruptions(CONFIGS[which], steps) == ALONE[which]


def test_an_organism_that_reads_digits_resumes_in_the_middle_of_an_epoch():
    config = PRESETS["mnist15-quick"].config.changed({"epochs": 2, "batch_size": 2000})
    alone = [bits(snapshot) for snapshot in train(config)]
    assert grown_with_interruptions(config, {11, 30, 47}) == alone


def test_a_checkpoint_keeps_the_time_that_training_took():
    trainer = Trainer(SHORT)
    trainer.advance()
    assert Trainer.resumed(SHORT, trainer.checkpoint()).seconds == trainer.seconds > 0


@pytest.mark.parametrize(
    ("config", "damage"),
    [
        (addition(dtype="float64"), lambda checkpoint: checkpoint),
        (addition(particle_hidden=2), lambda checkpoint: checkpoint),
        (SHORT, lambda checkpoint: checkpoint[:-1]),
        (SHORT, lambda _: b""),
        (SHORT, lambda checkpoint: checkpoint.replace(b"task_velocity", b"task_velocitx")),
    ],
    ids=["dtype", "size", "cut short", "empty", "name"],
)
def test_a_checkpoint_that_does_not_fit_is_refused(config, damage):
    with pytest.raises(ValueError, match="checkpoint does not fit"):
        Trainer.resumed(config, damage(Trainer(SHORT).checkpoint()))


@pytest.fixture
def uninterrupted(tmp_path_factory):
    """What the store holds of SHORT when it was grown in one go."""
    store = Store(tmp_path_factory.mktemp("alone"))
    registry = Registry(store, unwatched_pause=1000)
    run = registry.create(SHORT)
    play_to_the_end(run)
    yield kept_bits(store, run.id)
    registry.shut_down()


@pytest.mark.parametrize("steps", [0, 1, 17, 41, 60])
def test_a_run_whose_server_died_stands_as_interrupted_and_play_goes_on(
    tmp_path, store, registry, uninterrupted, steps
):
    run = registry.get(left_growing(tmp_path, SHORT, steps))
    assert (run.state, store.run(run.id).state) == (State.INTERRUPTED, "interrupted")
    assert run.can_grow and steps - 8 < run.step <= steps
    play_to_the_end(run)
    assert kept_bits(store, run.id) == uninterrupted
    assert store.run(run.id).state == "finished"


def test_a_run_whose_server_was_shut_down_is_paused_and_goes_on(tmp_path, store, growers):
    first = Registry(Store(tmp_path), unwatched_pause=1000)
    run = first.create(LONG)
    run.play()
    wait_until(lambda: run.step > 30)
    first.shut_down()
    later = Registry(store, unwatched_pause=1000)
    found = later.get(run.id)
    assert (found.state, found.step) == (State.PAUSED, run.step) and growers() == []
    advance(found)
    assert (found.state, found.step) == (State.PAUSED, run.step + 1)
    alone = Trainer(LONG)
    while alone.step < found.step:
        alone.advance()
    *_, (step, weights) = store.particle_weights(run.id, 0, found.step)
    assert step == found.step and weights.tobytes() == alone.particles.weights.numpy().tobytes()
    later.shut_down()


def test_a_paused_run_of_an_earlier_server_can_be_stopped_for_good(tmp_path, store, registry):
    first = Registry(Store(tmp_path), unwatched_pause=1000)
    run = first.create(LONG)
    advance(run)
    first.shut_down()
    registry.get(run.id).stop()
    record = store.run(run.id)
    assert (record.state, record.checkpoint) == ("stopped", None)


@pytest.mark.parametrize(("end", "kept"), [("finished", 60), ("stopped", None)])
def test_a_run_that_is_over_keeps_no_claim_and_a_checkpoint_if_phases_may_follow(
    registry, store, end, kept
):
    run = registry.create(SHORT)
    advance(run)
    assert store.run(run.id).checkpoint == 1 and store.is_locked(run.id)
    play_to_the_end(run) if end == "finished" else run.stop()
    assert (run.state, store.run(run.id).checkpoint) == (end, kept)
    wait_until(lambda: not store.is_locked(run.id))


def test_every_snapshot_has_its_checkpoint_and_both_fail_together(registry, store):
    run = registry.create(SHORT)
    for step in (1, 2, 3):
        advance(run)
        assert store.run(run.id).checkpoint == step
    with pytest.raises(StoreError):
        store.add_snapshot(run.id, Trainer(addition(seed=2)).snapshot(), object())
    assert store.run(run.id).checkpoint == 3
    assert bits(store.snapshots(run.id)[0]) == bits(run.snapshots[0])


def test_a_large_checkpoint_is_kept_less_often_but_always_at_rest(registry, store, monkeypatch):
    monkeypatch.setattr(recorder, "SMALL", 0)
    monkeypatch.setattr(recorder, "RATE", 1e-9)
    run = registry.create(LONG)
    for _ in range(3):
        advance(run)
    assert (store.run(run.id).checkpoint, run.latest.step) == (1, 3)
    run.pause()
    assert store.run(run.id).checkpoint == 3


def test_what_was_recorded_after_the_checkpoint_is_grown_again(
    tmp_path, store, registry, uninterrupted, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(recorder, "SMALL", 0)
        patch.setattr(recorder, "RATE", 1e-9)
        run = registry.get(left_growing(tmp_path, SHORT, 30))
    assert (store.run(run.id).checkpoint, run.latest.step) == (1, 28)
    advance(run)
    assert [snapshot.step for snapshot in run.snapshots] == [0, 1, 2]
    play_to_the_end(run)
    assert kept_bits(store, run.id) == uninterrupted


def test_two_servers_never_grow_the_same_run(tmp_path, registry, growers):
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: run.step > 5)
    other = Registry(Store(tmp_path), unwatched_pause=1000)
    found = other.get(run.id)
    assert found.state is State.INTERRUPTED and "Another" in found.message
    for state in (State.RUNNING, State.PAUSED):
        for press in (found.play, found.advance, found.stop):
            press()
            assert growers() == ([f"grow-{run.id}"] if state is State.RUNNING else [])
        run.pause()
    found.play()
    assert "Not started: another server or command is growing run" in found.message
    run.stop()
    found.play()
    assert (found.state, found.latest.step, growers()) == (State.STOPPED, run.latest.step, [])
    other.shut_down()


def test_the_command_line_resumes_a_run_to_the_same_numbers(call, home, uninterrupted):
    run = left_growing(home, SHORT, 33)
    status, out, err = call("resume", run, "--json")
    result, last = only_json(out), list(train(SHORT))[-1]
    assert status == 0 and (result["run"], result["state"], result["epoch"]) == (run, "finished", 3)
    assert result["metric"]["value"] == last.metric and result["kinds"] == last.kinds
    assert f"{run}:" in err
    store = Store(home)
    assert kept_bits(store, run) == uninterrupted
    store.close()


def test_resuming_answers_as_training_does(call, home):
    trained = only_json(call("train", "addition", "--epochs", "1", "--json")[1])
    resumed = only_json(call("resume", left_growing(home, SHORT, 5), "--json")[1])
    assert resumed.keys() == trained.keys()


def test_what_cannot_be_resumed_gets_one_line(call, home, tmp_path):
    for arguments in (("nothing",), ("nothing", "--runs", str(tmp_path / "elsewhere"))):
        status, out, err = call("resume", *arguments, "--json")
        assert (status, out, err.count("\n")) == (2, "", 1) and "no runs here" in err
        assert not home.exists() and not (tmp_path / "elsewhere").exists()
    done = only_json(call("train", "addition", "--epochs", "1", "--json")[1])["run"]
    status, out, err = call("resume", done)
    assert (status, out) == (2, "") and err == f"Run {done} is finished, it cannot continue.\n"
    run = left_growing(home, SHORT, 3)
    store = Store(home)
    with store.lock(run):
        status, out, err = call("resume", run)
    store.close()
    assert (status, out) == (2, "") and "Another server or command is growing" in err
