"""Recorded runs: what is written comes back bit for bit, and what cannot be kept is said."""

import sqlite3
from dataclasses import replace
from math import inf, isnan, nan
from threading import Thread

import numpy as np
import pytest
from helpers import addition, bits

from orgnet_core.runs.origin import Origin
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.runs.store.migrations import SCHEMA_VERSION
from orgnet_core.training import train

CONFIG = addition(epochs=2)


@pytest.fixture(scope="module")
def snapshots():
    first, second, *rest = train(CONFIG)
    return [first, replace(second, particle_weights=None), *rest]


@pytest.fixture
def recorded(store, snapshots):
    """The store, with the whole run `a` in it."""
    store.add_run("a", Origin("addition", CONFIG), "paused", snapshots[0])
    for snapshot in snapshots[1:]:
        store.add_snapshot("a", snapshot)
    return store


def every_bit(snapshots) -> list[dict]:
    return [bits(snapshot, without=()) for snapshot in snapshots]


def light(snapshots) -> list:
    return [snapshot.light for snapshot in snapshots]


def weight_bits(found) -> list[tuple]:
    return [(step, array.dtype, array.shape, array.tobytes()) for step, array in found]


def test_snapshots_come_back_bit_for_bit_and_in_order(recorded, snapshots):
    assert every_bit(recorded.snapshots("a")) == every_bit(light(snapshots))


def test_particle_weights_come_back_bit_for_bit_from_the_steps_that_have_them(recorded, snapshots):
    assert snapshots[1].particle_weights is None and snapshots[2].particle_weights is not None
    kept = weight_bits((s.step, s.particle_weights) for s in snapshots if s.step != 1)
    assert weight_bits(recorded.particle_weights("a", 0, 40)) == kept
    assert weight_bits(recorded.particle_weights("a", 1, 3)) == kept[1:3]
    assert weight_bits(recorded.particle_weights("a", 40, 40)) == kept[-1:]
    assert weight_bits(recorded.particle_weights("a", 41, 99)) == []
    assert weight_bits(recorded.particle_weights("nobody", 0, 40)) == []


def test_snapshots_come_back_from_another_process_start(recorded, snapshots, tmp_path):
    recorded.close()
    later = Store(tmp_path)
    assert every_bit(later.snapshots("a")) == every_bit(light(snapshots))
    found = weight_bits(later.particle_weights("a", 40, 40))
    assert found == weight_bits([(40, snapshots[-1].particle_weights)])
    later.close()


def test_numbers_that_are_none_come_back_as_such(recorded, snapshots):
    odd = replace(
        snapshots[0],
        step=99,
        task_loss=inf,
        metric=nan,
        train_loss=-inf,
        weight=np.full(18, np.nan, np.float32),
        particle_weights=np.full((27, 18), -0.0),
    )
    recorded.add_snapshot("a", odd)
    assert bits(recorded.snapshots("a")[-1], without=()) == bits(odd.light, without=())
    assert weight_bits(recorded.particle_weights("a", 99, 99)) == weight_bits(
        [(99, odd.particle_weights)]
    )
    assert recorded.run("a").scalars["task_loss"] == inf


def test_a_snapshot_from_the_store_is_read_only_too(recorded):
    with pytest.raises(ValueError, match="read-only"):
        recorded.snapshots("a")[0].weight[0] = 0


def test_a_run_is_found_with_its_config_and_its_last_numbers(recorded, snapshots):
    record = recorded.run("a")
    assert (record.preset, record.config, record.state) == ("addition", CONFIG, "paused")
    assert record.scalars == snapshots[-1].scalars()
    assert recorded.run("nothing of this name") is None
    assert recorded.snapshots("nothing of this name") == []


def test_state_and_message_are_kept(recorded, tmp_path):
    recorded.set_state("a", "diverged", "It grew too fast.")
    later = Store(tmp_path)
    assert later.run("a").state == "diverged"
    assert later.run("a").message == "It grew too fast."
    later.close()


def test_runs_are_listed_newest_first(recorded, snapshots):
    for run in ("c", "b"):
        recorded.add_run(run, Origin(None, CONFIG), "paused", snapshots[0])
    assert [record.id for record in recorded.runs()] == ["b", "c", "a"]


def test_a_step_recorded_again_replaces_the_first_record(recorded, snapshots):
    weights = snapshots[0].particle_weights
    recorded.add_snapshot("a", replace(snapshots[1], metric=0.125, particle_weights=weights))
    recorded.add_snapshot("a", replace(snapshots[2], metric=0.25, particle_weights=None))
    found = recorded.snapshots("a")
    assert [snapshot.step for snapshot in found] == [snapshot.step for snapshot in snapshots]
    assert (found[1].metric, found[2].metric) == (0.125, 0.25)
    assert weight_bits(recorded.particle_weights("a", 1, 2)) == weight_bits([(1, weights)])


def test_results_come_back_from_another_start_whatever_numbers_are_in_them(recorded, tmp_path):
    body = [{"metric": nan, "loss": inf, "least": -inf, "third": 1 / 3, "none": None}, "ε"]
    recorded.computed.keep("a", "curves/40", body)
    recorded.close()
    later = Store(tmp_path)
    (numbers, word) = later.computed.get("a", "curves/40")
    assert isnan(numbers.pop("metric")) and word == "ε"
    assert numbers == {"loss": inf, "least": -inf, "third": 1 / 3, "none": None}
    assert later.computed.get("a", "curves/41") is None
    assert later.computed.get("b", "curves/40") is None
    assert later.computed.of_run("a", "curves/").keys() == {"40"}
    assert later.computed.of_run("a", "curve%") == later.computed.of_run("b", "curves/") == {}
    later.close()


def test_a_result_kept_again_replaces_the_first_and_no_other(recorded):
    for name, body in (("one", [1]), ("two", [2]), ("one", [])):
        recorded.computed.keep("a", name, body)
    assert recorded.computed.get("a", "one") == [] and recorded.computed.get("a", "two") == [2]


def test_results_go_with_their_run(recorded, snapshots):
    recorded.add_run("b", Origin(None, CONFIG), "paused", snapshots[0])
    for run in "ab":
        recorded.computed.keep(run, "curves", [run])
    recorded._database.connection.execute("DELETE FROM runs WHERE id = 'a'")
    assert recorded.computed.by_run("curves") == {"b": ["b"]}


def test_a_result_of_an_unknown_run_is_refused(recorded):
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        recorded.computed.keep("nobody", "curves", [1])
    assert recorded.computed.get("nobody", "curves") is None


def test_many_threads_may_write_at_once_and_one_that_fails_undoes_only_its_own(recorded, snapshots):
    def write(thread: int):
        for step in range(30):
            recorded.add_snapshot("a", replace(snapshots[1], step=1000 * thread + step))
            with pytest.raises(StoreError):
                recorded.add_snapshot("nobody", snapshots[1])

    threads = [Thread(target=write, args=(thread,)) for thread in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    steps = [snapshot.step for snapshot in recorded.snapshots("a")]
    expected = [1000 * thread + step for thread in range(1, 6) for step in range(30)]
    assert steps == [*(snapshot.step for snapshot in snapshots), *expected]


def test_a_run_whose_first_snapshot_cannot_be_kept_is_not_there_at_all(store, snapshots):
    with pytest.raises(StoreError, match="failed"):
        store.add_run("a", Origin(None, CONFIG), "ready", replace(snapshots[0], step=None))
    assert store.runs() == []


def test_the_same_run_cannot_be_added_twice(recorded, snapshots):
    with pytest.raises(StoreError, match="UNIQUE"):
        recorded.add_run("a", Origin(None, addition(seed=9)), "ready", snapshots[0])
    assert recorded.run("a").config == CONFIG


def test_a_snapshot_of_an_unknown_run_is_refused(store, snapshots):
    with pytest.raises(StoreError, match="run nobody is no longer there"):
        store.add_snapshot("nobody", snapshots[0])


def test_a_store_written_by_a_newer_version_is_refused_and_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "orgnet.sqlite") as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    newer.close()
    with pytest.raises(StoreError, match=rf"newer Organism Lab \(schema {SCHEMA_VERSION + 1}"):
        Store(tmp_path)
    with sqlite3.connect(tmp_path / "orgnet.sqlite") as newer:
        assert newer.execute("SELECT name FROM sqlite_master").fetchall() == []
    newer.close()


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(StoreError, match="Runs cannot be kept here") as caught:
        Store(tmp_path / "taken" / "runs")
    assert str(tmp_path / "taken") in caught.value.with_place
    assert str(tmp_path) not in str(caught.value)


def test_a_closed_store_says_so(store):
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.runs()
