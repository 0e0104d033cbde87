"""How contestants are timed: in turns, undisturbed; long runs told by beginnings. No timing."""

import gc
import os
from functools import partial
from pathlib import Path

import pytest
from helpers import addition

from orgnet_core.bench import benchmark, timing, whole_runs
from orgnet_core.bench.timing import Contestant, race
from orgnet_core.bench.twins import TWINS
from orgnet_core.bench.whole_runs import BEGINNINGS, Beginnings
from orgnet_core.cadence import Cadence


def note(name: str, log: Path) -> None:
    """Who has a turn, in which process, and how much litter lies there."""
    litter = sum(isinstance(one, Litter) for one in gc.get_objects())
    with log.open("a") as file:
        print(name, os.getpid(), litter, file=file)


class Litter:
    """Garbage that only the collector finds."""

    def __init__(self):
        self.itself = self


def tidy(name: str, log: Path):
    return partial(note, name, log)


def littering(name: str, log: Path):
    def call() -> None:
        for _ in range(500):
            Litter()
        note(name, log)

    return call


def test_contestants_take_turns_after_one_that_does_not_count_undisturbed_by_each_other(tmp_path):
    log = tmp_path / "turns"
    makes = {"a": partial(tidy, "a", log), "b": partial(littering, "b", log)}
    medians = race({name: Contestant(make) for name, make in makes.items()}, 3)
    turns = [line.split() for line in log.read_text().splitlines()]
    assert "".join(name for name, _, _ in turns) == "abababab"
    litter = {who: [int(found) for name, _, found in turns if name == who] for who in "ab"}
    assert max(litter["b"]) > 0 and not any(litter["a"])
    assert len({process for _, process, _ in turns} | {str(os.getpid())}) == 3
    assert medians.keys() == {"a", "b"}
    assert all(t["repeats"] == 3 and t["seconds"] >= 0 for t in medians.values())


def failing():
    raise ArithmeticError("made wrongly")


def test_what_goes_wrong_with_a_contestant_is_raised():
    with pytest.raises(ArithmeticError, match="made wrongly"):
        race({"failing": Contestant(failing)}, 1)


@pytest.mark.parametrize(("lasting", "calls"), [(1, 6), (2, 4), (3, 1), (7, 1)])
def test_short_calls_are_repeated_to_fill_a_turn_and_as_many_before_it_do_not_count(
    monkeypatch, lasting, calls
):
    clock, made = [0], []
    monkeypatch.setattr(timing, "perf_counter", lambda: clock[0])

    def call() -> None:
        made.append(clock[0])
        clock[0] += lasting

    assert timing.turn(call, least=3) == lasting
    assert len(made) == calls


def test_a_turn_is_told_by_calls_after_those_that_others_slowed_down(monkeypatch):
    clock, lasting = [0], iter([3, 1, 1, 1, 1, 1])
    monkeypatch.setattr(timing, "perf_counter", lambda: clock[0])

    def call() -> None:
        clock[0] += next(lasting)

    assert timing.turn(call, least=4) == 1


@pytest.mark.parametrize("hidden", benchmark.Plan().hidden, ids="h={}".format)
def test_long_runs_are_told_by_beginnings_that_hold_all_dense_snapshots(hidden):
    whole = benchmark.MNIST15.changed({"particle_hidden": hidden})
    recorded, batches = Cadence(whole), whole.batches
    for epochs in BEGINNINGS:
        cadence = Cadence(whole.changed({"epochs": epochs}))
        for step in range(epochs * batches + 1):
            assert cadence.due(step) == recorded.due(step)
            assert cadence.keeps_weights(step) == recorded.keeps_weights(step)
    for step in range(BEGINNINGS.short * batches + 1, whole.steps + 1):
        assert recorded.due(step) == (step % batches == 0)


def test_every_epoch_beyond_the_beginnings_takes_what_one_between_them_takes():
    def timed(epochs: int):
        return {"run": {"seconds": 3 + 2 * epochs, "repeats": 5}}

    told = whole_runs.told(timed, BEGINNINGS, 200)
    assert told == {"run": {"seconds": pytest.approx(403), "repeats": 5}}


@pytest.fixture
def raced(monkeypatch):
    """Races that take no time, in which dense twins are faster on all cores: all contestants."""
    races = []

    def race(contestants, repeats, least=0.0):
        races.append(contestants)
        return {name: {"seconds": 2 - (name == "all"), "repeats": repeats} for name in contestants}

    monkeypatch.setattr(whole_runs, "race", race)
    return races


@pytest.mark.parametrize(
    ("beginnings", "trained"), [(None, [3]), (Beginnings(1, 2), [1, 2]), (Beginnings(1, 3), [3])]
)
def test_runs_are_trained_whole_where_that_is_wanted_or_short(raced, beginnings, trained):
    configs = {"h=2": addition(particle_hidden=2), "h=4": addition(particle_hidden=4)}
    found = whole_runs.race_whole_runs(configs, beginnings, 5, 0.0)
    assert found["epochs"] == 3 and found["told_by_epochs"] == trained
    runs = raced[len(TWINS) :]
    assert [race["h=4"].make.args[0].epochs for race in runs] == trained
    assert [race["dense"].make.args[-1] for race in runs] == trained


def test_a_twin_runs_on_the_cores_that_it_is_fastest_on(raced):
    assert whole_runs.fastest_cores("dense", addition(), 5, 0.0) is None
    found = whole_runs.race_whole_runs({"organism": addition()}, None, 5, 0.0)
    assert found["cores"]["dense"] == "all"
    assert {
        name: one.cores for name, one in raced[-1].items() if name != "organism"
    } == dict.fromkeys(TWINS)
