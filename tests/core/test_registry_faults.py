"""What goes wrong in a run becomes a state and a sentence; what it had is kept."""

from itertools import count

import numpy as np
import pytest
from helpers import DIVERGING, LONG, SHORT, addition, advance, play_to_the_end, wait_until

from orgnet_core.runs.state import Cause, State
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.training import Trainer, train


def test_a_diverging_run_says_so_and_keeps_its_last_good_snapshot(registry, store, growers):
    run = registry.create(DIVERGING)
    run.play()
    wait_until(lambda: run.state is State.DIVERGED and growers() == [])
    assert "diverged" in run.message and "learning rate" in run.message
    assert np.isfinite(run.latest.task_loss) and np.isfinite(run.latest.weight).all()
    record = store.run(run.id)
    assert (record.state, record.message) == ("diverged", run.message)
    run.play()
    assert run.state is State.DIVERGED and growers() == []


def test_an_unforeseen_fault_ends_the_run_with_a_sentence(registry, store, monkeypatch, growers):
    run = registry.create(SHORT)

    def break_down(_trainer, _most):
        raise MemoryError("no room left")

    monkeypatch.setattr(Trainer, "advance", break_down)
    run.play()
    wait_until(lambda: growers() == [])
    assert run.state is State.FAILED and run.message == "Training failed: no room left"
    assert store.run(run.id).state == "failed"


class FullDisk:
    """Makes a store's method fail from its `start`-th call on, until `mend`ed."""

    def __init__(self, monkeypatch, store: Store, method: str, start: int):
        calls, works = count(1), getattr(store, method)
        self.broken = True

        def attempt(*arguments):
            if self.broken and next(calls) >= start:
                raise StoreError("the disk is full.")
            return works(*arguments)

        monkeypatch.setattr(store, method, attempt)

    def mend(self):
        self.broken = False


DUE = [snapshot.step for snapshot in train(SHORT)]


@pytest.mark.parametrize("failing", [1, len(DUE) // 2, len(DUE) - 1], ids=["first", "mid", "last"])
def test_a_failing_store_pauses_the_run_and_nothing_is_lost(registry, store, monkeypatch, failing):
    disk = FullDisk(monkeypatch, store, "add_snapshot", start=failing)
    run = registry.create(SHORT)
    run.play()
    wait_until(lambda: run.state is State.PAUSED)
    assert run.message == "Paused, nothing is lost: the disk is full."
    assert run.view.cause is Cause.STORE and run.view.is_stuck
    assert run.latest.step == DUE[failing - 1]
    disk.mend()
    play_to_the_end(run)
    assert run.message == "" and run.view.cause is None
    kept = [snapshot.step for snapshot in store.snapshots(run.id)]
    assert kept == [snapshot.step for snapshot in run.snapshots] == DUE
    assert [step for step, _ in run.particle_weights()] == DUE


def test_a_single_step_that_could_not_be_kept_is_not_trained_twice(registry, store, monkeypatch):
    disk = FullDisk(monkeypatch, store, "add_snapshot", start=2)
    run = registry.create(addition(epochs=1, batch_size=500))
    advance(run)
    advance(run)
    assert run.state is State.PAUSED and "the disk is full" in run.message
    disk.mend()
    advance(run)
    assert (run.state, run.step, run.latest.step) == (State.FINISHED, 2, 2)


@pytest.mark.parametrize("press", ["pause", "stop"])
def test_a_store_that_fails_at_the_last_moment_is_not_hushed_up(
    registry, store, monkeypatch, press, growers
):
    monkeypatch.setattr(Trainer, "due", False)  # so that only the last moment has to be kept
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: run.step > 0)
    FullDisk(monkeypatch, store, "add_snapshot", start=1)
    getattr(run, press)()
    assert run.state is State.PAUSED and "the disk is full" in run.message and growers() == []


def test_a_store_that_fails_at_once_keeps_the_run_from_starting(
    registry, store, monkeypatch, growers
):
    disk = FullDisk(monkeypatch, store, "add_run", start=1)
    run = registry.create(SHORT)
    run.play()
    assert run.state is State.READY and growers() == []
    assert run.message == "Not started: the disk is full."
    disk.mend()
    play_to_the_end(run)
    assert run.message == ""
