"""Backups while a run grows, and what is saved of a damaged file."""

import os
import sqlite3
from contextlib import closing

import pytest
from helpers import LONG, SHORT, bits, kept_bits, left_growing, only_json, wait_until
from many import record_many
from old_stores import file_of_6_in

from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, annotations
from orgnet_core.runs.store.store import FILE
from orgnet_core.runs.store.sweeps import SweepRecord


def opened_as_store(file, folder):
    folder.mkdir()
    file.rename(folder / FILE)
    return Store(folder)


def test_a_backup_of_a_growing_run_is_whole_and_goes_on_elsewhere(call, home, tmp_path):
    registry = Registry(Store(home), unwatched_pause=1000)
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: len(run.snapshots) > 20)
    status, out, _ = call("backup", "--to", str(tmp_path / "copy.sqlite"), "--json")
    assert run.state is State.RUNNING, "and the run did not mind"
    registry.shut_down()
    said = only_json(out)
    assert (status, said["runs"], said["file"]) == (0, 1, str(tmp_path / "copy.sqlite"))
    assert said["bytes"] == os.path.getsize(said["file"])
    assert {path.name for path in tmp_path.iterdir()} == {"runs", "copy.sqlite"}
    with closing(opened_as_store(tmp_path / "copy.sqlite", tmp_path / "other")) as store:
        (record,) = store.records()
        snapshots = store.snapshots(run.id)
        assert record.state is State.INTERRUPTED and record.checkpoint == snapshots[-1].step
        same = [bits(snapshot) for snapshot in run.snapshots[1 : len(snapshots)]]
        assert [bits(snapshot) for snapshot in snapshots[1:]] == same and len(same) >= 20


@pytest.mark.parametrize("command", [["backup"], ["salvage", "SOURCE"]])
def test_no_copy_takes_the_place_of_a_file_nor_comes_of_nothing(call, home, run, tmp_path, command):
    taken, source = tmp_path / "taken", str(home / FILE)
    taken.write_text("mine")
    words = [source if word == "SOURCE" else word for word in command]
    status, out, err = call(*words, "--to", str(taken))
    assert (status, out) == (2, "") and "--to must name a new file" in err
    assert taken.read_text() == "mine"
    taken.unlink()
    (home / FILE).write_text("my diary " * 1000)
    status, out, err = call(*words, "--to", str(taken))
    assert (status, out) == (2, "") and err.count("\n") == 1
    assert not taken.exists() and {path.name for path in tmp_path.iterdir()} == {"runs"}
    (home / FILE).unlink()
    assert call(*words, "--to", str(taken))[0] == 2 and not (home / FILE).exists()


def test_of_a_whole_file_everything_is_salvaged(call, home, run, tmp_path):
    unfinished = left_growing(home, SHORT, 28)
    with closing(Store(home)) as store:
        annotations.rename(store, run, "the best")
        store.sweeps.keep(SweepRecord("0badcafe", "addition", "{}"))
        sweeps = store.sweeps.all()
        before = {each: kept_bits(store, each) for each in (run, unfinished)}
        listed = store.listed()
    status, out, _ = call("salvage", str(home / FILE), "--to", str(tmp_path / "new"), "--json")
    said = only_json(out)
    assert (status, set(said["runs"]), said["cut_short"], said["lost"]) == (0, set(before), {}, {})
    with closing(opened_as_store(tmp_path / "new", tmp_path / "other")) as store:
        assert {each: kept_bits(store, each) for each in before} == before
        assert store.listed() == listed and store.sweeps.all() == sweeps
        assert store.run(unfinished).checkpoint == 28 and store.checkpoint(unfinished)


def test_a_file_of_an_older_schema_is_salvaged_as_it_stands(call, tmp_path):
    old = file_of_6_in(tmp_path)
    said = only_json(call("salvage", str(old), "--to", str(tmp_path / "new"), "--json")[1])
    assert (said["runs"], said["lost"]) == (["abcd1234"], {})
    with closing(opened_as_store(tmp_path / "new", tmp_path / "other")) as store:
        assert store.run("abcd1234").versions == ("earlier",)


def test_runs_end_before_what_is_torn_and_those_without_a_beginning_are_lost(call, home, tmp_path):
    for name in ("whole", "short", "empty", "strange"):
        left_growing(home, SHORT, 28, name)
    with closing(sqlite3.connect(home / FILE)) as db, db:
        torn = "UPDATE snapshots SET arrays = x'00' WHERE run = ? AND step = ?"
        db.execute(torn, ("short", 8))
        db.execute(torn, ("empty", 0))
        db.execute("UPDATE runs SET config = '{' WHERE id = 'strange'")
    before = (home / FILE).read_bytes()
    out = call("salvage", str(home / FILE), "--to", str(tmp_path / "new"), "--json")[1]
    said = only_json(out)
    assert set(said["runs"]) == {"whole", "short"} and said["cut_short"] == {"short": 7}
    assert said["lost"].keys() == {"empty", "strange"} and "first snapshot" in said["lost"]["empty"]
    assert (home / FILE).read_bytes() == before
    with closing(opened_as_store(tmp_path / "new", tmp_path / "other")) as store:
        assert [each.step for each in store.snapshots("short")][-1] == 7
        record = store.run("short")
        assert record.state is State.INTERRUPTED and "up to step 7" in record.message
        assert record.checkpoint is None, "it was of a later step"
        assert store.run("whole").checkpoint == 28


def test_nonsense_in_the_middle_of_a_file_costs_the_runs_that_lie_there(call, home, tmp_path):
    with closing(Store(home)) as store:
        ids = record_many(store, 200)
    size = (home / FILE).stat().st_size
    with (home / FILE).open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(bytes(range(256)) * 80)
    said = only_json(call("salvage", str(home / FILE), "--to", str(tmp_path / "new"), "--json")[1])
    assert 50 < len(said["runs"]) < 200 and set(said["runs"]) | said["lost"].keys() <= set(ids)
    with closing(opened_as_store(tmp_path / "new", tmp_path / "other")) as store:
        assert {each.id for each in store.runs()} == set(said["runs"]) and store.notice == ""
