"""Disks that are full, folders that may not be written to or are gone, files that are damaged."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from helpers import (
    SHORT,
    advance,
    ended,
    kept_bits,
    left_growing,
    only_json,
    play_to_the_end,
    wait_until,
)
from mounts import mounted
from old_stores import scribble, unreadable_runs_in

from orgnet_core.__main__ import main
from orgnet_core.runs.live import grower
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, StoreError, failures, opening
from orgnet_core.runs.store.records import UnreadableRun
from orgnet_core.training import Trainer, train


@pytest.fixture
def alone() -> tuple[list, bytes]:
    """Steps of SHORT grown in one go, and its weights at the end."""
    snapshots = list(train(SHORT))
    return [snapshot.step for snapshot in snapshots], snapshots[-1].particle_weights.tobytes()


def fill_disk(store: Store, room: int = 0) -> None:
    """From now on the file can grow by so many pages only."""
    (pages,) = store._database.connection.execute("PRAGMA page_count").fetchone()
    store._database.connection.execute(f"PRAGMA max_page_count = {pages + room}")


def empty_disk(store: Store) -> None:
    store._database.connection.execute("PRAGMA max_page_count = 1000000")


@pytest.mark.parametrize("room", [0, 4, 9], ids=["none", "little", "some"])
def test_on_a_full_disk_a_run_pauses_and_goes_on_when_there_is_room(
    registry, store, growers, alone, room
):
    run = registry.create(SHORT)
    advance(run)
    fill_disk(store, room)
    run.play()
    wait_until(lambda: run.state is State.PAUSED and growers() == [])
    assert "the disk is full" in run.message and run.view.is_stuck
    kept = store.snapshots(run.id)
    assert [snapshot.step for snapshot in kept] == [snapshot.step for snapshot in run.snapshots]
    assert store.run(run.id).checkpoint == kept[-1].step < 60, "both of a step or neither"
    run.play()
    wait_until(lambda: run.state is State.PAUSED and growers() == [])
    assert store.snapshots(run.id)[-1].step == kept[-1].step
    empty_disk(store)
    play_to_the_end(run)
    assert ended(store, run) == alone and run.message == ""


def test_a_run_that_is_looked_at_goes_on_by_itself_when_there_is_room(
    registry, store, growers, alone, monkeypatch
):
    run = registry.create(SHORT)
    advance(run)
    fill_disk(store)
    run.play()
    wait_until(lambda: run.state is State.PAUSED and growers() == [])
    now = grower.monotonic()
    monkeypatch.setattr(grower, "monotonic", lambda: now)
    for later in (1.0, grower.RETRY + 1.0):  # too early to try again; tried in vain
        now += later
        run.wake()
        assert run.state is State.PAUSED and "the disk is full" in run.message
    empty_disk(store)
    now += grower.RETRY + 1.0
    run.wake()
    wait_until(lambda: run.state is State.FINISHED and growers() == [])
    assert ended(store, run) == alone and run.message == ""


def test_on_a_full_disk_the_command_line_says_what_to_do_and_the_run_can_be_resumed(
    call, home, monkeypatch, alone
):
    works = Store.add_snapshot

    def full(store, run, snapshot, checkpoint=None):
        if snapshot.step > 30:
            store._database.connection.execute("PRAGMA max_page_count = 1")
        return works(store, run, snapshot, checkpoint)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "add_snapshot", full)
        status, out, err = call("train", "addition", "--epochs", "3", "--set=replication_steps=1")
    assert (status, out) == (2, "") and "nothing recorded is lost: the disk is full" in err
    (run,) = only_json(call("list", "--json")[1])
    assert (run["state"], run["epoch"]) == ("interrupted", 28 / 20)
    assert call("resume", run["run"])[0] == 0
    store = Store(home)
    assert [snapshot.step for snapshot in store.snapshots(run["run"])] == alone[0]
    store.close()


def test_when_the_folder_vanishes_a_run_pauses_and_goes_on_when_it_is_back(
    tmp_path, growers, alone
):
    home, away = tmp_path / "home", tmp_path / "away"
    registry = Registry(Store(home), unwatched_pause=1000)
    run = registry.create(SHORT)
    for _ in range(3):
        advance(run)
    home.rename(away)
    run.play()
    wait_until(lambda: run.state is State.PAUSED and growers() == [])
    assert "the file of runs has vanished" in run.message and not home.exists()
    assert str(home) not in run.message
    away.rename(home)
    play_to_the_end(run)
    assert ended(registry.store, run) == alone
    registry.shut_down()


def test_a_folder_that_comes_back_as_a_copy_is_taken_up_again(tmp_path, alone):
    home, away = tmp_path / "home", tmp_path / "away"
    registry = Registry(Store(home), unwatched_pause=1000)
    run = registry.create(SHORT)
    for _ in range(3):
        advance(run)
    shutil.copytree(home, away)
    shutil.rmtree(home)
    advance(run)
    assert "has vanished" in run.message
    shutil.copytree(away, home)
    play_to_the_end(run)
    assert ended(registry.store, run) == alone
    registry.shut_down()


@pytest.fixture
def small_disk(tmp_path):
    """A disk of four megabytes, of this test's own."""
    with mounted("-t", "tmpfs", "-o", "size=4m", "small", tmp_path):
        yield tmp_path


@pytest.fixture
def locked_home():
    """A store's folder that only this test's ordinary user owns; root may write anywhere."""
    home = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0
    os.chown(home, 65534, 65534) if root else None
    os.seteuid(65534) if root else None
    yield home
    os.seteuid(0) if root else None
    home.chmod(0o700)
    shutil.rmtree(home)


def test_in_a_read_only_file_a_run_does_not_start_until_it_may_be_written(locked_home, alone):
    registry = Registry(Store(locked_home), unwatched_pause=1000)
    run = registry.create(SHORT)
    registry.store.path.chmod(0o400)
    run.play()
    assert run.state is State.READY and "cannot be written to" in run.message
    registry.store.path.chmod(0o600)
    play_to_the_end(run)
    assert ended(registry.store, run) == alone
    registry.shut_down()


def test_a_store_that_may_no_longer_write_pauses_the_run(registry, store, growers, alone):
    run = registry.create(SHORT)
    advance(run)
    store._database.connection.execute("PRAGMA query_only = 1")
    run.play()
    wait_until(lambda: run.state is State.PAUSED and growers() == [])
    assert "is read-only" in run.message
    store._database.connection.execute("PRAGMA query_only = 0")
    play_to_the_end(run)
    assert ended(store, run) == alone


def test_a_store_that_may_not_even_be_read_is_named(locked_home):
    left_growing(locked_home, SHORT, 3)
    (locked_home / "orgnet.sqlite").chmod(0o000)
    with pytest.raises(StoreError, match="cannot be read") as caught:
        Store(locked_home)
    assert str(locked_home / "orgnet.sqlite") in caught.value.with_place


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def blot(path: Path) -> None:
    """Nonsense in the middle, where snapshots are, and not a byte of the header."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(np.random.default_rng(1).bytes(3 * 4096))


@pytest.mark.parametrize("damage", [scribble, cut, blot])
def test_a_damaged_file_is_set_aside_whole_and_reported(tmp_path, caplog, damage):
    left_growing(tmp_path, SHORT, 60)
    path = tmp_path / "orgnet.sqlite"
    damage(path)
    before = path.read_bytes()
    store = Store(tmp_path)
    (aside,) = tmp_path.glob("orgnet.sqlite.damaged-*")
    assert aside.read_bytes() == before and store.runs() == []
    assert aside.name in store.notice and store.notice.count(". ") == 0
    assert [record.getMessage() for record in caplog.records] == [f"{path}: {store.notice}"]
    assert str(tmp_path) not in store.notice
    store.add_run("new", Origin(None, SHORT), "paused", Trainer(SHORT).snapshot())
    store.close()
    again = Store(tmp_path)
    assert again.notice == "" and [record.id for record in again.runs()] == ["new"]
    again.close()


def test_a_damaged_file_leaves_no_log_to_the_fresh_one(tmp_path):
    """A write-ahead log belongs to the file beside it, and to no other."""
    run = left_growing(tmp_path, SHORT, 20)
    store = Store(tmp_path)
    store.set_state(run, "paused")  # in the log, not yet in the file
    log = (tmp_path / "orgnet.sqlite-wal").read_bytes()
    store.close()
    scribble(tmp_path / "orgnet.sqlite")
    (tmp_path / "orgnet.sqlite-wal").write_bytes(log)
    fresh = Store(tmp_path)
    assert fresh.runs() == [] and fresh.notice
    fresh.close()


def test_of_a_large_file_what_is_needed_to_list_its_runs_is_looked_through(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "CHECKED_BYTES", 0)
    left_growing(tmp_path, SHORT, 20)
    Store(tmp_path).close()
    assert not list(tmp_path.glob("*.damaged-*"))
    cut(tmp_path / "orgnet.sqlite")
    store = Store(tmp_path)
    assert store.notice
    store.close()


def test_the_command_line_says_that_a_file_was_set_aside(call, home):
    home.mkdir()
    scribble(home / "orgnet.sqlite")
    status, out, err = call("list", "--json")
    assert (status, out) == (2, "") and err.count("\n") == 1
    assert "is damaged" in err and "`salvage`" in err and str(home) in err
    assert [path.name for path in home.iterdir()] == ["orgnet.sqlite"], "nothing is moved or made"
    status, out, err = call("train", "addition", "--epochs", "1", "--json")
    assert status == 0 and "set aside" in err and only_json(out)


def test_a_file_that_is_busy_or_out_of_reach_is_not_taken_for_damaged():
    for code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR_READ):
        error = sqlite3.OperationalError("busy, or out of reach")
        error.sqlite_errorcode = code
        assert not failures.is_damage(error)


def test_what_cannot_be_decoded_is_damage_and_the_store_says_so_from_then_on(store, tmp_path):
    run = left_growing(tmp_path, SHORT, 5)
    store.probe()
    with sqlite3.connect(store.path) as db:
        db.execute("UPDATE snapshots SET arrays = x'00' WHERE step = 2")
    db.close()
    with pytest.raises(StoreError, match="is damaged") as caught:
        store.snapshots(run)
    assert str(tmp_path) not in str(caught.value)
    with pytest.raises(StoreError, match="is damaged"):
        store.probe()


def test_a_store_on_a_full_disk_says_so_before_anybody_writes(small_disk):
    store = Store(small_disk)
    store.probe()
    with (small_disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(bytes(4096)):
            pass
    with pytest.raises(StoreError, match="full"):
        store.probe()
    (small_disk / "filler").unlink()
    store.probe()
    store.close()


def test_a_store_that_may_no_longer_be_written_to_or_is_gone_says_so(store, tmp_path):
    store._database.connection.execute("PRAGMA query_only = 1")
    with pytest.raises(StoreError, match="read-only"):
        store.probe()
    store._database.connection.execute("PRAGMA query_only = 0")
    store.probe()
    store.path.rename(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="vanished"):
        store.probe()
    assert not store.path.exists()


@pytest.fixture
def unreadable(tmp_path):
    return unreadable_runs_in(tmp_path)


def test_a_run_that_cannot_be_read_is_listed_as_such_beside_the_others(unreadable, tmp_path):
    store = Store(tmp_path)
    found = {record.id: record for record in store.records()}
    assert found.keys() == unreadable.keys() | {"abcd1234"}
    assert store.runs() == [found["abcd1234"]]
    assert found["abcd1234"].state == "interrupted" and found["abcd1234"].config == SHORT
    for run in unreadable:
        assert isinstance(found[run], UnreadableRun)
        assert found[run].message.startswith("This version cannot read")
    assert "colour" in found["aaaa0001"].message and "dancing" in found["aaaa0003"].message
    store.close()


def test_the_command_line_lists_and_refuses_what_cannot_be_read(unreadable, capsys, tmp_path):
    assert main(["list", "--json", "--runs", str(tmp_path)]) == 0
    listed = {run["run"]: run for run in only_json(capsys.readouterr().out)}
    assert listed["aaaa0002"]["state"] == "unreadable" and listed["aaaa0002"]["metric"] is None
    for command in (["resume", "aaaa0002"], ["prune", "aaaa0002", "--by", "random"]):
        assert main([*command, "--runs", str(tmp_path)]) == 2
        assert "This version cannot read" in capsys.readouterr().err


def test_kept_bits_tells_runs_apart(store, tmp_path):
    """The comparison that these tests rest on can fail."""
    run = left_growing(tmp_path, SHORT, 20)
    before = kept_bits(store, run)
    store.resume_from(run, 19)
    assert kept_bits(store, run) != before
