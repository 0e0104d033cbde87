"""The trial of schedules: the same organism under each, compared seed by seed."""

import json

import pytest
from helpers import only_json

from orgnet_core.cli.schedules_words import in_words
from orgnet_core.presets import PRESETS
from orgnet_core.pruning import Persistence
from orgnet_core.pruning.dense import TwinResult, twin_result
from orgnet_core.training import train
from orgnet_core.trials.recorded import recorded_trial
from orgnet_core.trials.schedules import (
    ALTERNATION,
    CONSTRAINT,
    PROJECTION,
    REPLICATE_ON,
    SCHEDULES,
    RunEnd,
    end_of,
    schedule_summary,
    schedules_of,
)

QUICK = PRESETS["mnist15-quick"].config.changed({"hidden": "2", "batch_size": 5_000, "epochs": 1})


def test_each_schedule_is_of_the_same_organism_and_seed():
    configs = dict(zip(SCHEDULES, schedules_of(QUICK), strict=True))
    for config in configs.values():
        assert (config.organism, config.particle_hidden) == (QUICK.organism, QUICK.particle_hidden)
        assert config.seed == QUICK.seed
    assert configs[ALTERNATION] == QUICK
    assert configs[REPLICATE_ON].phases[:-1] == QUICK.phases
    assert not configs[REPLICATE_ON].phases[-1].task
    goal = PRESETS["mnist15-goal"].config
    assert configs[CONSTRAINT].phases == goal.phases and configs[CONSTRAINT].start == goal.start
    only = {"replication": "projection"}
    assert configs[PROJECTION] == configs[CONSTRAINT].changed(only)


@pytest.mark.parametrize("name", SCHEDULES)
def test_of_a_run_its_end_is_told_and_its_twin_where_it_has_one(name):
    config = SCHEDULES[name](QUICK).changed({"epochs": 1, "batch_size": 10_000})
    recorded = list(train(config))
    end, last = end_of(config, recorded, Persistence(), []), recorded[-1]
    assert (end.seed, end.schedule, end.particles) == (QUICK.seed, name, 470)
    without = last.metric_without_replicators
    assert (end.accuracy, end.cost) == (last.metric, last.metric - without)
    assert end.self_replicators == (last.kind == 0).sum()
    assert end.fewest == min((each.kind == 0).sum() for each in recorded[1:])
    assert (end.twin is None) == (name not in (ALTERNATION, CONSTRAINT))
    if end.twin is not None:
        assert end.twin.metric == twin_result(config).metric and end.twin.seconds > 0
    if name in (CONSTRAINT, PROJECTION):
        assert end.fewest == 470


def made_up(seed: int, name: str, accuracy: float, twin: float | None = None) -> RunEnd:
    result = None if twin is None else TwinResult(twin, 3.0)
    count = 1200 if name == CONSTRAINT else 300 + seed
    return RunEnd(seed, name, 1200, accuracy, count, count - 1, 0.01, 20.0, result)


def made_up_summary(seeds: int = 7) -> dict:
    runs = [made_up(seed, ALTERNATION, 0.8 + seed / 100, 0.85) for seed in range(seeds)]
    runs += [
        made_up(seed, CONSTRAINT, 0.83 + seed / 100, 0.83 + seed / 100) for seed in range(seeds)
    ]
    return schedule_summary(runs)


def test_differences_are_taken_seed_by_seed():
    found = made_up_summary()
    assert (found["runs"], found["particles"]) == (7, 1200)
    assert set(found["schedules"]) == {ALTERNATION, CONSTRAINT}
    pair = found["pairs"][CONSTRAINT]
    assert pair["accuracy"] == {"median": 0.03, "low": 0.03, "high": 0.03}
    assert pair["self_replicators"]["median"] == 897
    ours = found["schedules"][CONSTRAINT]
    assert (ours["fewest"]["least"], ours["cost"]["median"]) == (1199, 0.01)
    assert ours["twin"]["pair"] == {"median": 0, "low": 0, "high": 0}
    assert found["schedules"][ALTERNATION]["twin"]["apart"]["least"] == pytest.approx(-0.05)


def test_of_few_seeds_there_is_no_interval():
    found = made_up_summary(seeds=5)
    assert found["pairs"][CONSTRAINT]["accuracy"] is None
    said = "\n".join(in_words(found | {"seeds": "0-4", "diverged": []}))
    assert "5 organisms of 1,200 particles" in said and "unknown" in said


def test_the_command_grows_each_schedule_from_each_seed(call, tmp_path):
    tiny = ("--set", "hidden=2", "--set", "phases.0.epochs=1", "--set", "batch_size=6000")
    arguments = ("trial", "schedules", "mnist15-quick", *tiny, "--seeds", "1", "--first", "1")
    code, out, _ = call(*arguments, "--jobs", "1", "--out", str(tmp_path), "--json")
    found = only_json(out)
    assert code == 0 and set(found["schedules"]) == set(SCHEDULES) and found["runs"] == 1
    kept = json.loads((tmp_path / "schedules.json").read_text())
    assert [each["schedule"] for each in kept["costs"]] == list(SCHEDULES)
    assert found["schedules"][CONSTRAINT]["fewest"]["least"] == 470


def test_what_ships_is_the_trial_on_fresh_seeds():
    found = recorded_trial("schedules")
    assert found["preset"] == "mnist15" and not found["settings"] and found["runs"] >= 10
    assert not found["diverged"] and set(found["schedules"]) == set(SCHEDULES)
    for name in (CONSTRAINT, PROJECTION):
        assert found["schedules"][name]["fewest"]["least"] == found["particles"]
