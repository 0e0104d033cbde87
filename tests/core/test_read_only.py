"""A store that can only be read: all that reads works, all that writes says why not."""

import shutil
import sqlite3

import pytest
from helpers import SHORT, kept_bits, left_growing, only_json
from mounts import read_only
from old_stores import file_of_6_in, old_file_in, scribble

from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, StoreError, annotations


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_commands_that_read_work_and_those_that_write_say_why_not(call, run, home, tmp_path):
    before = names(home)
    with read_only(home):
        (listed,) = only_json(call("list", "--json")[1])
        assert listed["run"] == run
        assert call("prune", run, "--by", "self_replicator")[0] == 0
        assert call("robustness", run)[0] == 0
        assert call("export", run, "--to", str(tmp_path / "x.zip"))[0] == 0
        for command in (["train", "addition", "--epochs", "1"], ["resume", run]):
            status, out, err = call(*command)
            assert (status, out) == (2, "") and "can only be read" in err.splitlines()[-1]
        assert names(home) == before


def test_a_store_that_is_only_read_has_all_and_says_so(tmp_path):
    home = tmp_path / "home"
    run = left_growing(home, SHORT, 5)
    store = Store(home)
    recorded, listed = kept_bits(store, run), store.listed()
    store.close()
    with read_only(home):
        store = Store(home)
        assert store.is_read_only and "can only be read" in store.notice
        assert (kept_bits(store, run), store.listed()[0].size) == (recorded, listed[0].size)
        store.probe()
        for write in (
            lambda: store.lock(run),
            lambda: store.set_state(run, "paused"),
            lambda: annotations.rename(store, run, "x"),
            lambda: annotations.delete(store, run),
            lambda: store.remove(run),
        ):
            with pytest.raises(StoreError, match="can only be read"):
                write()
        registry = Registry(store, unwatched_pause=1000)
        fresh = registry.create(SHORT)
        for each in (fresh, registry.get(run)):
            state = each.state
            each.play()
            assert each.state is state and "can only be read" in each.message
        assert fresh.state is State.READY
        registry.shut_down()


def test_what_another_process_has_not_yet_put_into_the_file_is_read_or_missed_aloud(tmp_path):
    home, away = tmp_path / "home", tmp_path / "away"
    left_growing(home, SHORT, 3)
    writing = Store(home)
    annotations.rename(writing, "abcd1234", "the best")
    shutil.copytree(home, away, ignore=shutil.ignore_patterns("*-shm"))
    with read_only(home), read_only(away):
        store, copy = Store(home), Store(away)
        assert store.listed()[0].annotation.name == "the best"
        assert copy.listed()[0].annotation.name == "the best" or "may be missing" in copy.notice
        store.close()
        copy.close()
    writing.close()


def test_a_file_of_schema_6_is_read_as_it_stands(tmp_path):
    path = file_of_6_in(tmp_path)
    before = path.read_bytes()
    with read_only(tmp_path):
        store = Store(tmp_path)
        record = store.run("abcd1234")
        assert store.listed()[0].record == record and record.versions == ("earlier",)
        assert store.sweeps.all() == []
        assert Registry(store, unwatched_pause=1000).get("abcd1234").step == 5
        store.close()
    assert path.read_bytes() == before


def test_older_newer_and_damaged_files_are_refused_in_one_sentence(tmp_path):
    for name, make, said in (
        ("old", old_file_in, "of an older version"),
        ("damaged", lambda home: scribble(home / "orgnet.sqlite"), "is damaged"),
        ("newer", newer_file_in, "by a newer Organism Lab"),
    ):
        home = tmp_path / name
        home.mkdir()
        make(home)
        before = names(home)
        with read_only(home):
            with pytest.raises(StoreError, match=said) as caught:
                Store(home)
            assert str(tmp_path) not in str(caught.value) and names(home) == before


def newer_file_in(home):
    with sqlite3.connect(home / "orgnet.sqlite") as db:
        db.execute("PRAGMA user_version = 999")
    db.close()


def test_a_store_that_is_only_read_tells_who_grows_from_who_was_interrupted(tmp_path):
    home = tmp_path / "home"
    run = left_growing(home, SHORT, 5)
    grower = Store(home)
    lock = grower.lock(run)
    with read_only(home):
        reader = Store(home)
        assert reader.run(run).state is State.RUNNING
        lock.release()
        assert reader.run(run).state is State.INTERRUPTED
        reader.close()
    grower.close()
