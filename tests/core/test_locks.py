"""The right to grow a run: one process's at a time, and not to be lost apart from the run."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import DEADLINE, LONG, SHORT, kept_bits, left_growing, play_to_the_end, wait_until

from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.runs.store.locks import RightLost
from orgnet_core.training import Trainer

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from orgnet_core.runs.store import Store
store = Store(sys.argv[1])
lock = store.lock(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held_elsewhere(tmp_path):
    """A run that another process holds, which is killed or goes on; (its id, the process)."""
    run = left_growing(tmp_path, SHORT, 5)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path, run],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout.readline() == b"held\n"
        yield run, process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def others_than_the_store(home: Path) -> list[Path]:
    return [each for each in home.iterdir() if not each.name.startswith("orgnet.sqlite")]


def test_what_another_process_holds_can_be_neither_grown_nor_deleted(held_elsewhere, registry):
    run, process = held_elsewhere
    for beside in others_than_the_store(registry.store.path.parent):
        shutil.rmtree(beside) if beside.is_dir() else beside.unlink()
    found = registry.get(run)
    found.play()
    assert "another server or command is growing run" in found.message
    with pytest.raises(StoreError, match=f"Run {run} cannot be deleted while another server"):
        registry.delete(run)
    assert registry.store.run(run).state is State.RUNNING
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert registry.store.run(run).state is State.INTERRUPTED
    play_to_the_end(found)
    registry.delete(run)
    assert registry.store.run(run) is None


def test_nothing_lies_beside_the_store(registry):
    play_to_the_end(registry.create(SHORT))
    assert others_than_the_store(registry.store.path.parent) == []


def test_one_store_has_one_holder_and_another_store_of_the_process_none(store, tmp_path):
    other = Store(tmp_path)
    with store.lock("a"):
        for each in (store, other):
            with pytest.raises(StoreError, match="another server or command is growing run a"):
                each.lock("a")
            assert each.is_locked("a") and not each.is_locked("b")
        assert store.holds("a") and not other.holds("a")
        other.lock("b").release()
    assert not store.is_locked("a")
    other.lock("a").release()
    other.close()


def test_of_a_file_that_was_replaced_the_lock_is_taken_again_or_lost(store, tmp_path):
    run = left_growing(tmp_path, SHORT, 5)
    lock, path = store.lock(run), store.path
    copy = tmp_path / "copy"
    with store._database.reading() as db:
        db.execute("VACUUM INTO ?", (str(copy),))
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink()
    copy.rename(path)
    store.set_state(run, State.RUNNING)
    other = Store(tmp_path)
    with pytest.raises(StoreError):
        other.lock(run)
    lock.release()
    other.lock(run)
    other.close()


def test_who_has_lost_the_right_stops_with_a_sentence_and_writes_nothing_more(
    tmp_path, registry, growers, monkeypatch
):
    store = registry.store
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: run.step > 5)
    monkeypatch.setattr(store._locks, "_lost", {run.id})
    wait_until(lambda: growers() == [])
    assert run.state is State.INTERRUPTED
    assert run.message == f"Training ended: another server or command has taken run {run.id} over."
    kept = kept_bits(store, run.id)
    for write in (
        lambda: store.add_snapshot(run.id, Trainer(LONG).snapshot()),
        lambda: store.set_state(run.id, State.PAUSED),
        lambda: store.resume_from(run.id, 0),
        lambda: store.keep_checkpoint(run.id, 0, b""),
    ):
        monkeypatch.setattr(store._locks, "_lost", {run.id})
        with pytest.raises(RightLost):
            write()
    assert kept_bits(store, run.id) == kept
    monkeypatch.setattr(store._locks, "_lost", set())
    run.play()
    wait_until(lambda: run.state is State.RUNNING and run.step > 5)


def test_a_run_that_has_vanished_ends_with_a_sentence(registry, growers):
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: run.step > 5)
    registry.store.remove(run.id)
    wait_until(lambda: growers() == [])
    assert "is no longer there" in run.message and registry.store.runs() == []


def test_the_command_line_tells_the_truth_of_a_run_that_has_vanished(call, home, monkeypatch):
    advance, removed = Trainer.advance, []

    def advance_and_remove(trainer, most):
        if not removed:
            store = Store(home)
            removed.extend(record.id for record in store.runs())
            store.remove(removed[0])
            store.close()
        advance(trainer, most)

    monkeypatch.setattr(Trainer, "advance", advance_and_remove)
    status, out, err = call("train", "addition", "--epochs", "2")
    assert (status, out) == (2, "") and "nothing recorded is lost" not in err
    last = err.splitlines()[-1]
    assert last.startswith(f"Training ended: run {removed[0]} is no longer there,")


def test_deleting_ones_own_growing_run_pauses_it(registry, growers):
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: run.step > 5)
    registry.delete(run.id)
    assert growers() == [] and run.state is State.PAUSED
    assert registry.restore(run.id) and run.join(DEADLINE)


def test_a_registry_deletes_nothing_that_another_one_grows(registry, tmp_path):
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: run.step > 5)
    other = Registry(Store(tmp_path), unwatched_pause=1000)
    with pytest.raises(StoreError, match="another server or command grows it"):
        other.delete(run.id)
    step = run.step
    wait_until(lambda: run.step > step)
    other.shut_down()
