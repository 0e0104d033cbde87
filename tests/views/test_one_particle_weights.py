"""Particle weights of a run: those of its trainer, bit for bit, whatever state the run is in."""

import pytest
from helpers import LONG, SHORT, addition, advance, play_to_the_end, wait_until

from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.training import Trainer, train


def bytes_by_step(found) -> dict[int, bytes]:
    return {step: weights.tobytes() for step, weights in found}


def trained(config, steps) -> dict[int, bytes]:
    """What another trainer's particles weigh after so many batches."""
    trainer, found = Trainer(config), {}
    for step in sorted(steps):
        while trainer.step < step:
            trainer.advance()
        found[step] = trainer.particles.weights.numpy().tobytes()
    return found


def in_memory(run) -> list:
    return [s.step for s in run.snapshots if s.particle_weights is not None]


def test_of_a_run_that_was_never_played_they_are_in_memory(registry, store):
    run = registry.create(SHORT)
    assert bytes_by_step(run.particle_weights()) == trained(SHORT, [0])
    assert list(run.particle_weights(1)) == list(run.particle_weights(0, -1)) == []
    assert run.state is State.READY and store.runs() == []


def test_a_run_stopped_before_it_was_played_keeps_its_first(registry):
    run = registry.create(SHORT)
    run.stop()
    assert run.state is State.STOPPED
    assert bytes_by_step(run.particle_weights()) == trained(SHORT, [0])


def test_of_a_paused_run_they_are_the_trainers(registry):
    run = registry.create(SHORT)
    for step in (1, 2, 3):
        advance(run)
        assert bytes_by_step(run.particle_weights(step)) == trained(SHORT, [step])
    assert bytes_by_step(run.particle_weights()) == trained(SHORT, range(4))
    assert in_memory(run) == []


def test_of_a_running_run_all_that_is_recorded_is_there(registry):
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: len(run.snapshots) > 12)
    last = run.latest.step
    found = bytes_by_step(run.particle_weights(0, last))
    assert run.state is State.RUNNING and in_memory(run) == []
    shown = [snapshot.step for snapshot in run.snapshots if snapshot.step <= last]
    assert list(found) == shown
    assert found == trained(LONG, shown)


def test_a_run_that_fails_to_start_still_has_its_first(registry, store):
    run = registry.create(SHORT)
    store.close()
    run.play()
    assert run.state is State.READY and "Not started" in run.message
    assert bytes_by_step(run.particle_weights()) == trained(SHORT, [0])


def test_after_a_restart_they_are_found_again(registry, tmp_path):
    run = registry.create(SHORT)
    play_to_the_end(run)
    later = Registry(Store(tmp_path), unwatched_pause=1000)
    found = later.get(run.id)
    steps = [snapshot.step for snapshot in found.snapshots]
    assert bytes_by_step(found.particle_weights()) == trained(SHORT, steps)
    assert in_memory(run) == in_memory(found) == []
    later.shut_down()


@pytest.mark.parametrize(
    ("between", "wanted"),
    [((0, 4), [0, 1, 2, 3, 4]), ((9, 13), [10, 12]), ((56,), [56, 60]), ((61,), []), ((5, 4), [])],
)
def test_a_stretch_of_steps_includes_both_its_ends(registry, between, wanted):
    run = registry.create(SHORT)
    play_to_the_end(run)
    assert [step for step, _ in run.particle_weights(*between)] == wanted


def test_where_room_is_scarce_only_some_steps_have_them(registry, monkeypatch):
    monkeypatch.setattr("orgnet_core.cadence.WEIGHT_BYTES", 4 * 4 * 27 * 18)
    run = registry.create(SHORT)
    play_to_the_end(run)
    kept = {s.step for s in train(SHORT) if s.particle_weights is not None}
    found = bytes_by_step(run.particle_weights())
    assert len(found) == 4 and found == trained(SHORT, kept)


def test_in_float64_they_are_kept_in_float64(registry):
    config = addition(dtype="float64", epochs=1)
    run = registry.create(config)
    (_, before), *_ = run.particle_weights()
    advance(run)
    (_, first), (_, second) = run.particle_weights()
    assert before.dtype == first.dtype == second.dtype == "float64"
    assert second.tobytes() == trained(config, [1])[1]
