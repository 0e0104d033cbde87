"""Runs are named, pinned, deleted and brought back, and everything else of them stays as it was."""

import pytest
from helpers import LONG, SHORT, forget_all, held, play_to_the_end, wait_until

from orgnet_core.errors import InputError
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, annotations
from orgnet_core.runs.store.annotations import (
    Annotation,
    annotation_of,
    delete,
    pin,
    purge,
    rename,
    restore,
)
from orgnet_core.training import train


@pytest.fixture
def runs(store):
    snapshot = next(train(SHORT))
    for run in ("a", "b"):
        store.add_run(run, Origin(None, SHORT), "paused", snapshot)
    return store


@pytest.fixture
def hours(monkeypatch):
    """Hours that pass only when the test says so."""
    clock = {"now": 0.0}
    monkeypatch.setattr(annotations, "time", lambda: 3600 * clock["now"])
    return clock


def ids(store: Store) -> set[str]:
    return {record.id for record in store.runs()}


def test_a_name_and_a_pin_are_kept_apart_and_for_good(runs, tmp_path):
    rename(runs, "a", "  the best one ")
    pin(runs, "a", True)
    rename(runs, "a", "the best")
    later = Store(tmp_path)
    noted = {each.record.id: each.annotation for each in later.listed()}
    assert noted["a"] == Annotation("the best", pinned=True)
    assert annotation_of(later, "b") == Annotation()
    later.close()
    rename(runs, "a", "")
    pin(runs, "a", False)
    assert annotation_of(runs, "a") == Annotation()


NO_NAMES = {
    "too long": "a" * 81,
    "too long in letters of two": "e\u0301\u0323" * 81,
    "too many marks": "a" + "\u0301" * 640,
    "two lines": "a\nb",
    "two lines of Unicode": "a\u2028b",
    "for terminals": "\x1b[2J",
    "a C1 control": "a\x9bb",
    "an override": "a\u202eb",
    "an embedding": "a\u202ab",
    "an isolate": "a\u2067b",
    "a mark of direction": "a\u200fb",
    "a zero": "a\0b",
    "half a letter": "\ud800",
    "no letter at all": "a\ufffeb",
    "nothing to see": "\u200d \u200c",
    "a hidden text": "a\U000e0068\U000e0069",
    "a byte order mark": "a\ufeffb",
}


@pytest.mark.parametrize("name", NO_NAMES.values(), ids=NO_NAMES)
def test_what_is_no_name_is_refused_and_the_old_one_stays(runs, name):
    rename(runs, "a", "good")
    with pytest.raises(InputError, match="one line of at most 80 printable"):
        rename(runs, "a", name)
    assert annotation_of(runs, "a").name == "good"


NAMES = {
    "markup": "<script>alert(1)</script>",
    "a path": "../../x",
    "signs": "ε = 10⁻⁵",
    "as long as can be": "a" * 80,
    "Persian": "می\u200cخواهم",
    "Hindi": "क्\u200dषमा",
    "as long as can be in Hindi": "क्षि" * 80,
    "families": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 80,
    "thumbs": "\U0001f44d\U0001f3fd" * 80,
    "flags": "\U0001f1ec\U0001f1e7" * 80,
    "a flag of a region": "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "a heart in colour": "\u2764\ufe0f",
    "an emoji of next year": "\U0001fae9",
    "Japanese, with a wide blank": "重み\u3000粒子",
    "a blank that does not break": "10\u00a0000\u202fsteps",
    "letters of two": "e\u0301" * 80,
    "Hangul": "\u1112\u1161\u11ab" * 80,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_kept_as_it_is(runs, name):
    rename(runs, "a", name)
    assert annotation_of(runs, "a").name == name


def test_a_deleted_run_is_out_of_sight_and_comes_back_as_it_was(runs, hours):
    rename(runs, "a", "the best")
    before = runs.run("a")
    delete(runs, "a")
    assert ids(runs) == {"b"} and runs.run("a") is None
    restore(runs, "a")
    assert runs.run("a") == before and annotation_of(runs, "a").name == "the best"
    assert ids(runs) == {"a", "b"}


def test_an_hour_later_it_is_gone_for_good(runs, hours):
    delete(runs, "a")
    hours["now"] = 0.9
    delete(runs, "b")
    assert purge(runs) == {"a", "b"}
    restore(runs, "b")
    hours["now"] = 1.1
    delete(runs, "b")
    assert purge(runs) == {"b"}
    restore(runs, "a")
    assert ids(runs) == set() and runs.snapshots("a") == []
    assert runs.snapshots("b") != []


def test_bringing_back_what_was_never_deleted_does_nothing(runs):
    restore(runs, "a")
    restore(runs, "nobody")
    assert ids(runs) == {"a", "b"}


def test_a_growing_run_rests_while_deleted_and_grows_on_when_brought_back(registry, growers):
    run = registry.create(LONG, "addition")
    run.play()
    wait_until(lambda: run.step > 0)
    registry.delete(run.id)
    assert growers() == [] and registry.get(run.id) is None
    registry.restore(run.id)
    assert registry.get(run.id) is run and run.state is State.PAUSED
    step = run.step
    run.play()
    wait_until(lambda: run.step > step)


def test_a_run_that_is_only_recorded_is_deleted_and_brought_back(registry, store):
    run = registry.create(SHORT, "addition")
    play_to_the_end(run)
    forget_all(registry)
    registry.delete(run.id)
    assert registry.get(run.id) is None
    registry.restore(run.id)
    assert registry.get(run.id).state is State.FINISHED


def test_where_a_run_stands_is_said_without_looking_at_it(registry, store):
    run = registry.create(SHORT, "addition")
    play_to_the_end(run)
    record = store.run(run.id)
    assert registry.peek(record) == (State.FINISHED, 60)
    forget_all(registry)
    store.set_state(run.id, "running")
    assert registry.peek(store.run(run.id)) == (State.INTERRUPTED, 60)
    assert held(registry) == set()


def test_the_size_of_a_run_is_that_of_its_snapshots(store):
    snapshots = list(train(SHORT))
    store.add_run("a", Origin(None, SHORT), "finished", snapshots[0])
    for snapshot in snapshots[1:]:
        store.add_snapshot("a", snapshot)
    arrays = sum(array.nbytes for snapshot in snapshots for array in snapshot.arrays().values())
    assert arrays < store.size("a") < arrays + 1500 * len(snapshots)
