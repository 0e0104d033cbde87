"""Files of an older version are brought up to date: whole and unchanged, or not at all."""

import json
import sqlite3
from contextlib import closing
from math import isnan

import numpy as np
import pytest
from helpers import bits, decode
from old_stores import (
    CONFIG,
    SCHEMA_1,
    STEPS,
    WITH_LATER_SCALAR,
    WITH_WEIGHTS,
    file_of_6_in,
    file_of_7_in,
    file_of_8_in,
    file_of_9_in,
    old_arrays,
    old_file_in,
    old_scalars,
)
from safetensors.numpy import save

from orgnet_core.runs.access import Access
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, StoreError, migrations
from orgnet_core.runs.store.migrations import SCHEMA_VERSION, bring_up_to_date
from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.training import train
from orgnet_core.version import __version__
from orgnet_views import frames

NEW = {"gradient", "copy", "leaks", "contribution_error"}


@pytest.fixture
def old_file(tmp_path):
    return old_file_in(tmp_path)


def contents(path) -> tuple:
    """The schema's version, tables and every row."""
    db = sqlite3.connect(path)
    found = db.execute("PRAGMA user_version").fetchone(), list(db.iterdump())
    db.close()
    return found


def identical(a: np.ndarray, b: np.ndarray) -> bool:
    return (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())


@pytest.mark.parametrize(("run", "dtype"), [("old", "float32"), ("double", "float64")])
def test_everything_that_was_recorded_comes_back(old_file, run, dtype):
    store = Store(old_file.parent)
    snapshots = store.snapshots(run)
    assert [snapshot.step for snapshot in snapshots] == list(STEPS)
    for snapshot in snapshots:
        arrays = old_arrays(snapshot.step, dtype)
        arrays.pop("particle_weights", None)
        assert snapshot.arrays().keys() == arrays.keys() | NEW
        assert all(identical(getattr(snapshot, name), arrays[name]) for name in arrays)
        for name, value in old_scalars(snapshot.step).items():
            assert snapshot.scalars()[name] == value or isnan(value)
    store.close()


@pytest.mark.parametrize(("run", "dtype"), [("old", "float32"), ("double", "float64")])
def test_particle_weights_move_to_where_they_are_kept_now(old_file, run, dtype):
    store = Store(old_file.parent)
    found = dict(store.particle_weights(run, 0, 60))
    assert list(found) == list(WITH_WEIGHTS)
    for step, weights in found.items():
        assert identical(weights, old_arrays(step, dtype)["particle_weights"])
    store.close()


@pytest.mark.parametrize(("run", "dtype"), [("old", "float32"), ("double", "float64")])
def test_what_was_not_recorded_is_no_number(old_file, run, dtype):
    store = Store(old_file.parent)
    for snapshot in store.snapshots(run):
        for name, shape in {"gradient": (18,), "copy": (18,), "leaks": (3, 18)}.items():
            array = getattr(snapshot, name)
            assert (array.shape, array.dtype) == (shape, dtype) and np.isnan(array).all()
        recorded = snapshot.step in WITH_LATER_SCALAR
        assert recorded != isnan(snapshot.metric_without_replicators)
    store.close()


def test_runs_are_listed_as_before(old_file):
    store = Store(old_file.parent)
    record = store.run("old")
    assert (record.preset, record.state, record.message) == ("addition", "finished", "Well.")
    assert record.config == CONFIG and record.created == "2026-01-01T00:00"
    assert record.scalars["task_loss"] == 1 / 61
    assert {each.id for each in store.runs()} == {"old", "double"}
    store.close()


def test_the_file_then_is_as_a_new_one_and_takes_new_runs(old_file, tmp_path):
    (tmp_path / "new").mkdir()
    new, store = Store(tmp_path / "new"), Store(old_file.parent)
    snapshots = list(train(CONFIG))
    for each in (new, store):
        each.add_run("run", Origin(None, CONFIG), "paused", snapshots[0])
        each.add_snapshot("run", snapshots[1])
    assert [bits(s) for s in store.snapshots("run")] == [bits(s) for s in new.snapshots("run")]
    pairs = zip(store.particle_weights("run", 0, 1), new.particle_weights("run", 0, 1), strict=True)
    assert all(step == other and identical(a, b) for (step, a), (other, b) in pairs)
    shapes = []
    for each in (new, store):
        each.close()
        db = sqlite3.connect(each.path)
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,) == (10,)
        columns = db.execute(
            'SELECT made.name, columns.name, columns.type, "notnull", pk FROM sqlite_master made, '
            "pragma_table_info(made.name) columns ORDER BY made.name, cid"
        )
        shapes.append(columns.fetchall())
        db.close()
    assert shapes[0] == shapes[1]
    assert {table for table, *_ in shapes[0]} >= {"runs", "snapshots", "results", "checkpoints"}


SCHEMA_2 = SCHEMA_1.replace(
    "arrays BLOB NOT NULL, ", "arrays BLOB NOT NULL, particle_weights BLOB, "
).replace("user_version = 1", "user_version = 2")


@pytest.fixture
def file_of_2(tmp_path):
    """A file of schema 2 with a whole run in it."""
    path = tmp_path / "orgnet.sqlite"
    with sqlite3.connect(path) as db:
        db.executescript(SCHEMA_2)
        row = ("run", None, CONFIG.model_dump_json(), "finished", "", "2026-01-01T00:00")
        db.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)", row)
        for step in STEPS:
            arrays = old_arrays(step, "float32")
            weights = arrays.pop("particle_weights", None)
            kept = None if weights is None else save({"particle_weights": weights})
            row = ("run", step, json.dumps(old_scalars(step)), save(arrays), kept)
            db.execute("INSERT INTO snapshots VALUES (?, ?, ?, ?, ?)", row)
    db.close()
    return path


def test_a_file_of_schema_2_keeps_every_row_and_has_room_for_results(file_of_2):
    def rows():
        db = sqlite3.connect(file_of_2)
        found = [db.execute(f"SELECT * FROM {table}").fetchall() for table in ("runs", "snapshots")]
        db.close()
        return found[0][0][:6], found[1]

    before = rows()
    store = Store(file_of_2.parent)
    assert rows() == before and len(before[1]) == len(STEPS)
    assert store.computed.get("run", "curves") is None
    store.computed.keep("run", "curves", [1.5])
    store.close()
    again = Store(file_of_2.parent)
    assert again.computed.get("run", "curves") == [1.5]
    again.close()


def test_a_fault_on_the_way_from_2_leaves_the_file_as_it_was(file_of_2, monkeypatch):
    before = contents(file_of_2)

    def change(db):
        db.execute(migrations.RESULTS)
        raise sqlite3.OperationalError("in the middle")

    monkeypatch.setattr(migrations, "_CHANGES", [*migrations._CHANGES[:1], change])
    with pytest.raises(StoreError, match="in the middle"):
        Store(file_of_2.parent)
    assert contents(file_of_2)[0] == before[0] == (2,)
    assert [line for line in contents(file_of_2)[1] if "results" in line] == []


@pytest.fixture
def file_of_3(file_of_2):
    """A file of schema 3 with a whole run in it, and something computed of it."""
    db = sqlite3.connect(file_of_2)
    db.executescript(
        "CREATE TABLE results (run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, "
        "name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (run, name));"
        "INSERT INTO results VALUES ('run', 'curves', '[1.5]'); PRAGMA user_version = 3;"
    )
    db.close()
    return file_of_2


def test_a_file_of_schema_3_keeps_every_row_and_has_room_for_checkpoints(file_of_3):
    def rows():
        db = sqlite3.connect(file_of_3)
        tables = ("runs", "snapshots", "results")
        found = [db.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
        db.close()
        return found[0][0][:6], *found[1:]

    before = rows()
    store = Store(file_of_3.parent)
    assert rows() == before and len(before[1]) == len(STEPS) and len(before[2]) == 1
    assert store.checkpoint("run") is None and store.run("run").checkpoint is None
    store.keep_checkpoint("run", 60, b"to go on")
    store.close()
    again = Store(file_of_3.parent)
    assert again.checkpoint("run") == b"to go on" and again.run("run").checkpoint == 60
    again.close()


def test_a_fault_on_the_way_from_3_leaves_the_file_as_it_was(file_of_3, monkeypatch):
    before = contents(file_of_3)

    def change(db):
        db.execute(migrations.CHECKPOINTS)
        raise sqlite3.OperationalError("in the middle")

    monkeypatch.setattr(migrations, "_CHANGES", [*migrations._CHANGES[:2], change])
    with pytest.raises(StoreError, match="in the middle"):
        Store(file_of_3.parent)
    assert contents(file_of_3) == before and before[0] == (3,)


@pytest.fixture
def file_of_4(file_of_3):
    """A file of schema 4 with a whole run in it, and what it needs to go on."""
    db = sqlite3.connect(file_of_3)
    db.executescript(
        "CREATE TABLE checkpoints (run TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE, "
        "step INTEGER NOT NULL, body BLOB NOT NULL);"
        "INSERT INTO checkpoints VALUES ('run', 60, x'00'); PRAGMA user_version = 4;"
    )
    db.close()
    return file_of_3


def steps_in(store):
    rows = store._database.connection.execute("SELECT step FROM snapshots WHERE run = 'run'")
    return sorted(step for (step,) in rows)


def test_of_a_file_of_schema_4_everybody_may_steer_the_runs(file_of_4):
    store = Store(file_of_4.parent)
    assert store.run("run").access is None and store.checkpoint("run") == b"\0"
    assert steps_in(store) == list(STEPS)
    control = Access.of("somebody")
    store.set_access("run", control)
    store.close()
    again = Store(file_of_4.parent)
    assert again.run("run").access == control
    again.close()


def test_a_fault_on_the_way_from_4_leaves_the_file_as_it_was(file_of_4, monkeypatch):
    before = contents(file_of_4)

    def change(db):
        db.execute("ALTER TABLE runs ADD COLUMN control TEXT")
        raise sqlite3.OperationalError("in the middle")

    monkeypatch.setattr(migrations, "_CHANGES", [*migrations._CHANGES[:3], change])
    with pytest.raises(StoreError, match="in the middle"):
        Store(file_of_4.parent)
    assert contents(file_of_4) == before and before[0] == (4,)


@pytest.fixture
def file_of_5(file_of_4):
    """A file of schema 5 with a whole run in it, and one that was only begun."""
    db = sqlite3.connect(file_of_4)
    db.executescript(
        "ALTER TABLE runs ADD COLUMN control TEXT; PRAGMA user_version = 5;"
        "INSERT INTO runs SELECT 'begun', preset, config, state, message, created, control "
        "FROM runs"
    )
    db.close()
    return file_of_4


def test_of_a_file_of_schema_5_every_run_is_listed_with_its_size_and_its_curve(file_of_5):
    store = Store(file_of_5.parent)
    listed = {each.record.id: each for each in store.listed()}
    assert listed.keys() == {"run", "begun"}
    assert listed["run"].curve == (0.25,) * len(STEPS) and listed["begun"].curve == ()
    assert listed["run"].record == store.run("run")
    with closing(sqlite3.connect(file_of_5)) as db:
        size = "SELECT SUM(LENGTH(arrays) + IFNULL(LENGTH(particle_weights), 0)) FROM snapshots"
        (size,) = db.execute(size).fetchone()
    assert listed["run"].size == store.size("run") == size and store.size("begun") == 0
    store.set_state("run", "stopped")
    assert {each.record.id: each.record.state for each in store.listed()}["run"] == "stopped"
    store.close()


def test_a_fault_on_the_way_from_5_leaves_the_file_as_it_was(file_of_5, monkeypatch):
    before = contents(file_of_5)

    def fail(db, run):
        raise sqlite3.OperationalError("in the middle")

    monkeypatch.setattr(migrations, "sum_up", fail)
    with pytest.raises(StoreError, match="in the middle"):
        Store(file_of_5.parent)
    assert contents(file_of_5) == before and before[0] == (5,)


def test_of_a_file_of_schema_6_no_run_says_which_version_grew_it_until_one_goes_on(tmp_path):
    file_of_6_in(tmp_path)
    store = Store(tmp_path)
    assert store.run("abcd1234").versions == store.runs()[0].versions == ("earlier",)
    store.add_run("new", Origin(None, CONFIG), "paused", store.snapshots("abcd1234")[0])
    assert store.run("new").versions == (__version__,)
    with store.lock("abcd1234"):
        assert store.resume_from("abcd1234", 5) == ("earlier", __version__)
    store.close()
    again = Store(tmp_path)
    assert again.run("abcd1234").versions == ("earlier", __version__)
    again.close()


def test_a_file_of_schema_7_keeps_its_runs_and_has_room_for_sweeps(tmp_path):
    path = file_of_7_in(tmp_path)
    before = contents(path)[1]
    store = Store(tmp_path)
    assert store.sweeps.all() == [] and [run.id for run in store.runs()] == ["abcd1234"]
    store.sweeps.keep(SweepRecord("0badcafe", "addition", "{}"))
    store.sweeps.keep(SweepRecord("0badcafe", None, "[]"))
    (kept,) = store.sweeps.all()
    assert (kept.id, kept.preset, kept.grid) == ("0badcafe", "addition", "{}")
    store.close()
    assert _beside_the_table_of_runs(before) <= set(contents(path)[1])


def test_a_file_of_schema_8_keeps_its_runs_none_of_which_was_lifted(tmp_path):
    path = file_of_8_in(tmp_path)
    before = contents(path)[1]
    store = Store(tmp_path)
    (run,) = store.runs()
    assert run.lifted is None and store.nets.get(run.id) is None
    store.close()
    assert _beside_the_table_of_runs(before) <= set(contents(path)[1])


def test_a_file_of_schema_9_keeps_its_runs_and_has_no_saved_schedules(tmp_path):
    path = file_of_9_in(tmp_path)
    before = contents(path)[1]
    store = Store(tmp_path)
    assert len(store.runs()) == 1 and store.saved_schedules.of("") == {}
    store.saved_schedules.save("", "mine", store.runs()[0].config.phases)
    assert [*store.saved_schedules.of("")] == ["mine"]
    store.close()
    assert set(before) <= set(contents(path)[1])


def _beside_the_table_of_runs(statements) -> set[str]:
    """That table gets another column."""
    return {each for each in statements if " runs (" not in each and '"runs"' not in each}


@pytest.mark.parametrize(
    ("schema", "file_of", "begun"),
    [
        (6, file_of_6_in, f"ALTER TABLE runs ADD COLUMN {migrations.VERSIONS}"),
        (7, file_of_7_in, migrations.SWEEPS),
        (8, file_of_8_in, "ALTER TABLE runs ADD COLUMN lifted TEXT"),
        (9, file_of_9_in, migrations.SAVED_SCHEDULES),
    ],
    ids=["from 6", "from 7", "from 8", "from 9"],
)
def test_a_fault_on_the_way_leaves_the_file_as_it_was(
    tmp_path, monkeypatch, schema, file_of, begun
):
    path = file_of(tmp_path)
    before = contents(path)

    def change(db):
        db.execute(begun)
        raise sqlite3.OperationalError("in the middle")

    monkeypatch.setattr(migrations, "_CHANGES", [*migrations._CHANGES[: schema - 1], change])
    with pytest.raises(StoreError, match="in the middle"):
        Store(tmp_path)
    assert contents(path) == before and before[0] == (schema,)


def test_a_file_that_is_up_to_date_is_left_alone(old_file):
    Store(old_file.parent).close()
    before = contents(old_file)
    Store(old_file.parent).close()
    assert contents(old_file) == before


def test_a_snapshot_that_cannot_be_read_leaves_the_whole_file_as_it_was(old_file):
    with sqlite3.connect(old_file) as db:
        good = db.execute("SELECT arrays FROM snapshots WHERE run = 'old' AND step = 60")
        (good,) = good.fetchone()
        damage = "UPDATE snapshots SET arrays = ? WHERE run = 'old' AND step = 60"
        db.execute(damage, (b"not what it was",))
        db.commit()
        before = contents(old_file)
        with pytest.raises(StoreError, match=r"Runs cannot be kept.*step 60 of run old"):
            Store(old_file.parent)
        assert contents(old_file) == before
        db.execute(damage, (good,))
    db.close()
    store = Store(old_file.parent)
    assert len(store.snapshots("old")) == len(store.snapshots("double")) == len(STEPS)
    store.close()


@pytest.mark.parametrize("fault", [KeyboardInterrupt, MemoryError, sqlite3.OperationalError])
def test_whatever_stops_it_in_the_middle_leaves_the_file_as_it_was(old_file, monkeypatch, fault):
    before, calls = contents(old_file), []

    def save_some(arrays):
        calls.append(1)
        if len(calls) == 7:
            raise fault("in the middle")
        return save(arrays)

    monkeypatch.setattr(migrations, "save", save_some)
    with pytest.raises(StoreError if fault is sqlite3.OperationalError else fault):
        Store(old_file.parent)
    monkeypatch.undo()
    assert len(calls) == 7 and contents(old_file) == before
    store = Store(old_file.parent)  # nobody holds a lock any more
    assert len(store.snapshots("old")) == len(STEPS)
    store.close()


def test_two_processes_may_open_an_old_file_at_once(old_file):
    """The other one is done just before this one begins to write."""

    class Slow(sqlite3.Connection):
        def execute(self, statement, *values):
            if statement == "BEGIN IMMEDIATE":
                Store(old_file.parent).close()
                self.between = contents(old_file)
            return super().execute(statement, *values)

    db = sqlite3.connect(old_file, factory=Slow)
    bring_up_to_date(db)
    db.close()
    assert contents(old_file) == db.between


def test_an_old_run_travels_to_the_page_with_null_for_what_is_not_there(old_file):
    registry = Registry(Store(old_file.parent), unwatched_pause=1000)
    run = registry.get("old")
    assert run.state is State.FINISHED
    answer = decode(frames.encode_frames(run.view, 0))
    assert [frame["step"] for frame in answer["frames"]] == list(STEPS)
    for frame in answer["frames"]:
        arrays = old_arrays(frame["step"], "float32")
        for name in ("replication_error", "replication_loss", "task_contribution", "weight"):
            assert identical(frame[name], arrays[name])
        for name in set(frames.ARRAYS) - arrays.keys():
            assert np.isnan(frame[name]).all()
        later = 0.75 if frame["step"] in WITH_LATER_SCALAR else None
        assert frame["metric_without_replicators"] == later and frame["train_loss"] is None
    assert [step for step, _ in run.particle_weights()] == list(WITH_WEIGHTS)
    registry.shut_down()
