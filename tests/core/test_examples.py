"""Organisms that come with the Lab are the runs that they say they are, and nobody's."""

from contextlib import closing
from math import inf

import numpy as np
import pytest

from orgnet_core import examples
from orgnet_core.examples import EXAMPLES, LAST_EPOCHS, RUNS
from orgnet_core.runs.archive.read import read_archive
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.quota import Quota
from orgnet_core.training import train

MOST = 3_000_000  # bytes of one


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_is_a_whole_run_of_what_it_says(example):
    assert example.archive.stat().st_size <= MOST
    with example.archive.open("rb") as file:
        recording = read_archive(file, inf)
    record, snapshots = recording.record, recording.snapshots
    assert (record.id, record.config, record.state) == (example.run, example.config, State.FINISHED)
    epochs = {snapshot.epoch for snapshot in snapshots}
    assert {float(example.config.epochs - back) for back in range(LAST_EPOCHS)} <= epochs
    weighty = [snapshot.step for snapshot in snapshots if snapshot.particle_weights is not None]
    assert np.array_equal(example.last_kinds(), snapshots[-1].kind)
    assert weighty[0] == 0 and weighty[-1] == example.config.steps and len(weighty) == 8


def test_an_example_is_what_its_config_grows():
    with EXAMPLES["addition"].archive.open("rb") as file:
        recorded = {snapshot.step: snapshot for snapshot in read_archive(file, inf).snapshots}
    for grown in train(EXAMPLES["addition"].config):
        if grown.step in recorded:
            assert np.array_equal(grown.weight, recorded[grown.step].weight)
            assert np.array_equal(grown.kind, recorded[grown.step].kind)


def test_whoever_asks_for_an_example_gets_it_and_no_list_has_it(tmp_path):
    with closing(Store(tmp_path)) as store:
        registry = Registry(store, unwatched_pause=inf)
        run = registry.require(EXAMPLES["addition"].run)
        assert run.state is State.FINISHED and run.latest.kinds["self_replicator"] == 18
        assert run.access is not None and not run.access.allows("nobody")
        assert store.listed() == [] and registry.get("e999") is None


def test_two_who_ask_at_once_leave_one(tmp_path, monkeypatch):
    name = EXAMPLES["addition"].run
    with closing(Store(tmp_path)) as store:
        examples.keep(store, name)
        monkeypatch.setattr(store, "run", lambda run: None)  # as the other saw it before
        examples.keep(store, name)
    with closing(Store(tmp_path)) as store, store._database.reading() as db:
        assert [row["id"] for row in db.execute("SELECT id FROM runs")] == [name]


def test_a_store_without_room_has_none(tmp_path):
    with closing(Store(tmp_path, Quota(all=1000))) as store:
        assert Registry(store, unwatched_pause=inf).get(EXAMPLES["addition"].run) is None


def test_every_example_is_found_by_its_run():
    assert {run: each.name for run, each in RUNS.items()} == {
        each.run: name for name, each in EXAMPLES.items()
    }
