"""The list of runs reads what has changed, and nothing else."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from helpers import SHORT
from many import record_many

from orgnet_core.runs.access import Access
from orgnet_core.runs.store import Store, annotations, records
from orgnet_core.training import train

COUNT = 50


@pytest.fixture
def parsed(monkeypatch) -> list[str]:
    """Every config that is parsed from now on."""
    seen, parse = [], records.parse_config
    monkeypatch.setattr(records, "parse_config", lambda text: seen.append(text) or parse(text))
    return seen


@pytest.fixture
def asked(store) -> list[str]:
    """Every statement that the store asks from now on."""
    seen = []
    store._database.connection.set_trace_callback(seen.append)
    return seen


def test_a_list_that_did_not_change_takes_one_small_question_and_parses_nothing(
    store, parsed, asked
):
    record_many(store, COUNT)
    first = store.listed()
    assert len(first) == len(parsed) == COUNT
    parsed.clear()
    asked.clear()
    assert store.listed() == first and store.records() and store.runs()
    assert parsed == [] and set(asked) == {"SELECT MAX(number) FROM changes"}


@pytest.mark.parametrize(
    "change",
    [
        lambda store, run: store.set_state(run, "diverged", "too fast"),
        lambda store, run: store.set_access(run, Access.of("somebody")),
        lambda store, run: store.add_snapshot(run, list(train(SHORT))[2]),
        lambda store, run: store.keep_checkpoint(run, 0, b"to go on"),
        lambda store, run: annotations.rename(store, run, "the best"),
        lambda store, run: annotations.pin(store, run, True),
        lambda store, run: annotations.delete(store, run),
        lambda store, run: store.remove(run),
    ],
    ids=["state", "access", "snapshot", "checkpoint", "name", "pin", "deletion", "removal"],
)
def test_one_change_is_seen_at_once_and_costs_one_run(store, tmp_path, parsed, change):
    run = record_many(store, COUNT)[7]
    with closing(Store(tmp_path)) as watching:
        for other in (store, watching):  # the one that writes, and as another process
            before = other.listed()
        parsed.clear()
        change(store, run)
        after = store.listed()
        assert after != before and len(parsed) <= 1
        parsed.clear()
        assert watching.listed() == after and len(parsed) <= 1
    with closing(Store(tmp_path)) as fresh:
        assert fresh.listed() == after


def test_what_is_computed_of_a_run_changes_no_list(store, parsed):
    run = record_many(store, 3)[0]
    store.listed()
    parsed.clear()
    store.computed.keep(run, "curves/0", [1.5])
    store.listed()
    assert parsed == []


def test_a_run_that_was_brought_back_stands_where_it_stood(store):
    run = record_many(store, 5)[2]
    before = store.listed()
    annotations.delete(store, run)
    assert run not in [each.record.id for each in store.listed()]
    annotations.restore(store, run)
    assert store.listed() == before


def test_another_run_under_the_id_of_one_that_is_gone_is_another_run(store):
    run = record_many(store, 5)[4]
    store.listed()
    record, snapshots = store.run(run), store.snapshots(run)
    store.remove(run)
    store.add_whole(replace(record, config=record.config.changed({"seed": 99})), snapshots)
    assert store.listed()[0].record.config.seed == 99


def test_a_file_that_took_the_place_of_another_is_read_as_a_whole(tmp_path):
    with closing(Store(tmp_path / "a")) as store, closing(Store(tmp_path / "b")) as other:
        record_many(store, 5)
        record_many(other, 2)
        store.listed()
        with closing(sqlite3.connect(tmp_path / "c.sqlite")) as copy:
            other._database.connection.backup(copy)
        for beside in ("-wal", "-shm"):
            (tmp_path / f"a/orgnet.sqlite{beside}").unlink(missing_ok=True)
        (tmp_path / "c.sqlite").replace(tmp_path / "a/orgnet.sqlite")
        store.set_state("00000001", "stopped")
        assert [each.record.id for each in store.listed()] == ["00000001", "00000000"]
