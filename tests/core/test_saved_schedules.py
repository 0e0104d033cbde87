"""Schedules under names: each visitor's own, bounded, and only those that can be grown."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgnet_core.errors import InputError
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.runs.store import saved_schedules as module

GOAL = PRESETS["mnist15-goal"].config.phases
TWO = (Phase(epochs=7), Phase(epochs=1, task=False, replication_lr=1e-7))


def test_what_is_saved_comes_back_to_its_visitor_alone_the_newest_first(store):
    saved = store.saved_schedules
    assert saved.save("anna", "  two   phases ", TWO) == "two phases"
    saved.save("anna", "goal", GOAL)
    saved.save("bert", "goal", TWO)
    assert [*saved.of("anna").items()] == [("goal", GOAL), ("two phases", TWO)]
    assert saved.of("bert") == {"goal": TWO} and saved.of("carl") == {}
    saved.save("anna", "two phases", GOAL)
    assert [*saved.of("anna").items()] == [("two phases", GOAL), ("goal", GOAL)]
    saved.delete("anna", "goal")
    saved.delete("anna", "never there")
    assert [*saved.of("anna")] == ["two phases"] and [*saved.of("bert")] == ["goal"]
    again = Store(store.path.parent)
    assert again.saved_schedules.of("bert") == {"goal": TWO}
    again.close()


@pytest.mark.parametrize("name", ["", " \n ", "x" * 61])
def test_a_name_has_1_to_60_characters(store, name):
    with pytest.raises(InputError, match="1 to 60 characters"):
        store.saved_schedules.save("anna", name, TWO)
    assert store.saved_schedules.of("anna") == {}


@given(name=st.text(min_size=1, max_size=60).filter(str.strip))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_that_can_be_typed_is_kept(store, name):
    kept = store.saved_schedules.save("anna", name, TWO)
    assert store.saved_schedules.of("anna")[kept] == TWO
    store.saved_schedules.delete("anna", kept)


def test_a_visitor_has_so_many_and_all_visitors_together_so_many(store, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    monkeypatch.setattr(module, "MOST_OF_ALL", 3)
    saved = store.saved_schedules
    for name in ("a", "b"):
        saved.save("anna", name, TWO)
    with pytest.raises(InputError, match="2 schedules are saved; delete one"):
        saved.save("anna", "c", TWO)
    saved.save("anna", "b", GOAL)
    for name in ("d", "e"):
        saved.save("bert", name, TWO)
    assert saved.of("anna") == {"b": GOAL} and [*saved.of("bert")] == ["e", "d"]


def test_what_no_version_like_this_could_grow_is_left_out(store):
    with store._database.writing() as db:
        for name, body in (("no JSON", "[{"), ("no phase", '[{"epochs": -1}]'), ("none", "[]")):
            db.execute("INSERT INTO saved_schedules VALUES ('anna', ?, ?, '')", (name, body))
    store.saved_schedules.save("anna", "two", TWO)
    assert [*store.saved_schedules.of("anna")] == ["two"]


def test_where_runs_can_only_be_read_nothing_is_saved(store):
    store._database.is_read_only = True
    with pytest.raises(StoreError, match="only"):
        store.saved_schedules.save("anna", "two", TWO)
