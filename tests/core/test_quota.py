"""Runs take no more room than they may: what would go beyond is refused whole, with a reason."""

import io
import sqlite3
from zipfile import ZipFile

import pytest
from helpers import (
    DEADLINE,
    SHORT,
    addition,
    advance,
    ended,
    kept_bits,
    play_to_the_end,
    wait_until,
)

from orgnet_core.cadence import Cadence
from orgnet_core.presets import PRESETS
from orgnet_core.runs.access import Access
from orgnet_core.runs.archive.read import import_run
from orgnet_core.runs.archive.write import archived
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import Cause, State
from orgnet_core.runs.store import Store, StoreError, annotations
from orgnet_core.runs.store.quota import MB, Quota, used_bytes
from orgnet_core.settings import Settings
from orgnet_core.snapshot import NUMBERS
from orgnet_core.training import train


@pytest.fixture
def kept_within(tmp_path, growers):
    """Makes registries of the same home with other allowances, one after another."""
    made = []

    def keep(**allowed: int) -> Registry:
        if made:
            made[-1].shut_down()
        made.append(Registry(Store(tmp_path, Quota(**allowed)), unwatched_pause=1000))
        return made[-1]

    yield keep
    made[-1].shut_down()
    assert growers() == []


def paused(run, growers) -> None:
    run.play()
    wait_until(lambda: run.state is State.PAUSED and growers() == [])


def test_a_run_pauses_before_it_takes_more_than_it_may_and_goes_on_when_it_may(
    kept_within, growers
):
    sizes = sizes_alone(kept_within())
    room = sum(sizes[:9])
    registry = kept_within(run=room)
    run = registry.create(SHORT)
    paused(run, growers)
    assert len(registry.store.snapshots(run.id)) == 9
    assert f"more than the {room / MB:g} MB" in run.message and "ORGNET_MAX_RUN" in run.message
    assert run.view.is_stuck
    paused(run, growers)
    assert len(registry.store.snapshots(run.id)) == 9, "nor the next time"
    registry = kept_within(run=sum(sizes))
    run = registry.get(run.id)
    play_to_the_end(run)
    *_, last = snapshots = list(train(SHORT))
    expected = [each.step for each in snapshots], last.particle_weights.tobytes()
    assert ended(registry.store, run) == expected


def sizes_alone(registry: Registry) -> list[int]:
    """Bytes of each snapshot of SHORT, as they lie in the file."""
    run = registry.create(SHORT)
    play_to_the_end(run)
    with registry.store._database.reading() as db:
        rows = db.execute("SELECT LENGTH(arrays) + LENGTH(particle_weights) FROM snapshots")
        sizes = [size for (size,) in rows]
    assert sum(sizes) == registry.store.size(run.id)
    return sizes


STILL = addition(epochs=10_000, replication_steps=0, batch_size=500, **{"phases.0.task": False})


@pytest.mark.parametrize(
    "config",
    [
        STILL.changed({"dtype": "float64"}),
        STILL.changed({"hidden": "30,30", "dtype": "float64"}),
    ],
    ids=["18 particles", "990 particles"],
)
def test_what_is_exported_of_a_run_that_is_full_can_be_imported_again(
    kept_within, growers, monkeypatch, config
):
    smallest = {"MAX_RUN": 1, "MAX_PARTICLES": 1200, "MAX_PARTICLE_WEIGHTS": 48_000}
    for name, value in smallest.items():
        monkeypatch.setenv(f"ORGNET_{name}", f"{value}")
    allowed = Settings()
    registry = kept_within(run=allowed.max_run * MB)
    run = registry.create(config)
    run.play()
    run.join(DEADLINE)
    assert run.state is State.PAUSED and "ORGNET_MAX_RUN" in run.message
    archive = archived(registry.store, run.id)
    with ZipFile(io.BytesIO(archive)) as opened:
        unpacked = sum(info.file_size for info in opened.infolist())
    assert max(len(archive), unpacked) <= allowed.max_upload * MB
    again = import_run(
        registry.store, io.BytesIO(archive), allowed.max_upload * MB, limits=allowed.limits
    )
    assert kept_bits(registry.store, again) == kept_bits(registry.store, run.id)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "shape", [("400,20", 4), ("40,20", 16), ("390,20", 1), ("5,5", 4), ("", 16), ("20,20", 16)]
)
def test_no_run_that_may_be_grown_here_comes_to_what_it_may_take(shape, dtype):
    hidden, particle_hidden = shape
    base = PRESETS["mnist15"].config
    config = base.changed(
        {"hidden": hidden, "particle_hidden": particle_hidden, "dtype": dtype, "epochs": 10_000}
    )
    Settings().limits.check(config)
    cadence, particles = Cadence(config), config.organism.particles
    due = [step for step in range(config.steps + 1) if cadence.due(step)]
    real = config.torch_dtype.itemsize
    weights = sum(map(cadence.keeps_weights, due)) * real * particles * config.particle_size
    size = len(due) * particles * (NUMBERS * real + 1) + weights
    assert size < Settings().max_run * MB


def test_all_runs_together_take_no_more_than_they_may(kept_within, growers):
    first = kept_within().create(SHORT)
    play_to_the_end(first)
    room = used(kept_within()) + 40_000
    registry = kept_within(all=room)
    run = registry.create(addition(epochs=300, replication_steps=1))
    paused(run, growers)
    assert "all runs together" in run.message and "ORGNET_MAX_STORE" in run.message
    assert run.view.cause is Cause.STORE_FULL and run.view.is_stuck
    assert len(registry.store.snapshots(run.id)) > 1 and used(registry) <= room
    kept = kept_bits(registry.store, run.id)
    registry.delete(first.id)  # as a page advises
    run.play()
    wait_until(lambda: len(registry.store.snapshots(run.id)) > len(kept))
    run.pause()
    assert used(registry) <= room
    assert not registry.restore(first.id), "it went, before its hour was over, to make room"
    assert registry.get(first.id) is None


def used(registry: Registry) -> int:
    with registry.store._database.reading() as db:
        return used_bytes(db)


def test_where_there_is_no_room_for_one_more_a_run_does_not_start(kept_within):
    registry = kept_within()
    for _ in range(2):
        play_to_the_end(registry.create(SHORT))
    before = used(registry)
    registry = kept_within(all=before)
    run = registry.create(SHORT)
    run.play()
    assert run.state is State.READY and run.message.startswith("Not started: all runs together")
    assert run.view.cause is Cause.STORE_FULL and not run.view.is_stuck
    assert len(registry.store.runs()) == 2 and used(registry) == before
    for record in registry.store.runs():
        registry.delete(record.id)
    play_to_the_end(run)


@pytest.mark.parametrize(
    ("allowed", "reason"),
    [
        ({"run": 20_000}, "MAX_RUN"),
        ({"all": 120_000}, "MAX_STORE"),
        ({"visitor": 20_000}, "MAX_VISITOR_STORE"),
    ],
)
def test_an_import_that_has_no_room_is_refused_whole(kept_within, tmp_path, allowed, reason):
    registry = kept_within()
    run = registry.create(SHORT)
    play_to_the_end(run)
    archive = io.BytesIO(archived(registry.store, run.id))
    store = Store(tmp_path / "other", Quota(**allowed))
    with pytest.raises(StoreError, match=reason):
        import_run(store, archive, limit=MB, access=Access.of("me"))
    assert store.runs() == []
    store.close()


def test_a_visitor_whose_runs_take_all_that_they_may_begins_and_goes_on_with_none(
    kept_within, growers
):
    mine, others = Access.of("me"), Access.of("another")
    registry = kept_within()
    done = registry.create(SHORT, access=mine)
    play_to_the_end(done)
    begun = registry.create(SHORT, access=mine)
    advance(begun)
    room = registry.store.size(done.id)
    registry = kept_within(visitor=room)
    fresh, begun = registry.create(SHORT, access=mine), registry.get(begun.id)
    for run, state in ((fresh, State.READY), (begun, State.PAUSED)):
        run.play()
        assert (run.state, run.view.cause) == (state, Cause.STORE_FULL)
        assert run.message.startswith("Not started: one visitor's runs may take")
        assert "ORGNET_MAX_VISITOR_STORE" in run.message
    for run in (registry.create(SHORT, access=others), registry.create(SHORT)):
        play_to_the_end(run)
    registry.delete(done.id)
    begun.wake()
    assert begun.join(60) and begun.state is State.FINISHED, "it goes on while somebody looks"


def test_only_as_many_deleted_runs_go_as_are_needed_the_first_first(kept_within, monkeypatch):
    registry = kept_within()
    runs = [registry.create(SHORT) for _ in range(3)]
    for hour, run in enumerate(runs):
        play_to_the_end(run)
        monkeypatch.setattr(annotations, "time", lambda hour=hour: 1000.0 + hour)
        registry.delete(run.id)
    registry = kept_within(all=used(registry) + 40_000)  # which a checkpoint takes as well
    play_to_the_end(registry.create(SHORT))
    deleted = registry.store.computed.by_run(annotations.DELETED)
    assert deleted.keys() == {run.id for run in runs[1:]}


def test_used_bytes_are_those_of_the_file_until_something_is_deleted(tmp_path):
    path = tmp_path / "some.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t (body BLOB)")
        db.executemany("INSERT INTO t VALUES (?)", [(bytes(100_000),)] * 5)
        db.commit()
        assert used_bytes(db) == path.stat().st_size > 500_000
        db.execute("DELETE FROM t WHERE rowid > 1")
        db.commit()
        assert 100_000 < used_bytes(db) < 120_000 < path.stat().st_size
    db.close()
