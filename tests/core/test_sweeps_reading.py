"""Many runs read together: what each came to, and what a sweep of them did."""

import json
from dataclasses import asdict, replace
from math import inf, isnan, nan

import pytest
from helpers import addition, only_json

from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import Kind
from orgnet_core.phases import Phase
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.sweeps.axes import swept, swept_in
from orgnet_core.sweeps.differences import differences
from orgnet_core.sweeps.estimates import CURVES, ESTIMATES, MEASURES, Measure
from orgnet_core.sweeps.grid import Grid, run_of
from orgnet_core.sweeps.outcome import NAME, Outcome, digest, recorded_outcome
from orgnet_core.sweeps.places import Kept
from orgnet_core.sweeps.spread import spread
from orgnet_core.training import train

SWEEP = ("sweep", "addition", "--seeds=0-2", "--set=particle_hidden=2,3", "--set=epochs=6")


@pytest.fixture
def result(call) -> dict:
    return only_json(call(*SWEEP, "--jobs", "1", "--json")[1])


def test_an_outcome_says_what_the_snapshots_do_and_is_computed_once(result, home):
    store = Store(home)
    for run in store.runs():
        snapshots = store.snapshots(run.id)
        found = recorded_outcome(store, run)
        assert found.digest == result["digests"][run.id]
        assert found.metric == [each.metric for each in snapshots]
        assert found.epoch[-1] == 6 and len(found.cut_cost) == len(snapshots)
        last = snapshots[-1]
        assert found.cut_cost[-1] == last.metric_without_replicators - last.metric  # of an error
        share = (last.kind == Kind.SELF_REPLICATOR).mean()
        assert found.self_replicators[-1] == pytest.approx(share)
        assert found.task_loss == [each.task_loss for each in snapshots]
    store.close()
    again = Store(home)
    again.kinds = None  # as kept they are not asked for again
    assert recorded_outcome(again, run) == found
    again.close()


def test_an_outcome_of_an_earlier_version_is_computed_anew(result, home):
    store = Store(home)
    run = store.runs()[0]
    whole = store.computed.get(run.id, NAME)
    earlier = {name: value for name, value in whole.items() if name != "task_loss"}
    store.computed.keep(run.id, NAME, earlier)
    assert asdict(recorded_outcome(store, run)) == whole == store.computed.get(run.id, NAME)
    store.close()


def test_a_run_that_was_begun_anew_is_read_anew(result, home):
    store = Store(home)
    run = store.runs()[0]
    before = recorded_outcome(store, run)
    store.computed.keep(run.id, NAME, asdict(replace(before, metric=[0.5])))
    assert recorded_outcome(store, run) == before, "what is over does not change"
    assert recorded_outcome(store, replace(run, created="later")).metric == [0.5]
    store.close()


def test_kinds_are_read_of_all_steps_or_of_some(result, home):
    store = Store(home)
    run = store.runs()[0].id
    snapshots = store.snapshots(run)
    found = store.kinds.of(run)
    assert [each.scalars for each in found] == [each.scalars() for each in snapshots]
    assert all((a.kind == b.kind).all() for a, b in zip(found, snapshots, strict=True))
    few = [each.scalars["step"] for each in store.kinds.of(run, 3)]
    assert len(few) == 3 and (few[0], few[-1]) == (0, snapshots[-1].step)
    last = store.kinds.last(run)
    assert last is not None and last.scalars == snapshots[-1].scalars()
    assert store.kinds.of("nobody") == [] and store.kinds.last("nobody") is None
    store.close()


def outcome(epoch: list[float], values: list[float]) -> Outcome:
    return Outcome("", epoch, values, values, values, values)


def test_a_number_of_a_run_is_its_last_or_one_of_all_its_steps():
    found = outcome([0, 1, 2], [0.2, 0.9, 0.3])
    estimates = {name: Measure("cut_cost", name).of(found) for name in ESTIMATES}
    assert estimates == {"last": 0.3, "median": 0.3, "highest": 0.9}
    assert isnan(Measure("cut_cost", "highest").of(outcome([0, 1], [nan, 1])))
    assert {each.curve for each in MEASURES.values()} <= {*CURVES}


def test_median_and_range_are_those_of_the_runs_that_reach_an_epoch():
    runs = [outcome([0, 1, 2], [1, 2, 3]), outcome([0, 2], [3, 5]), outcome([0, 1], [nan, inf])]
    found = spread(runs, "metric")
    assert found.epoch.tolist() == [0, 1, 2]
    assert found.median.tolist() == [2, 3, 4], "at epoch 1 the second is between its steps, at 4"
    assert (found.low.tolist(), found.high.tolist()) == ([1, 2, 3], [3, 4, 5])
    assert not spread([outcome([0], [nan])], "metric").epoch.size


def test_a_summary_has_a_row_for_each_combination(result):
    rows = result["summary"]
    assert [row["settings"] for row in rows] == [{"particle_hidden": 2}, {"particle_hidden": 3}]
    assert [row["runs"] for row in rows] == [3, 3]
    last = [list(train(addition(epochs=6, seed=seed, particle_hidden=2)))[-1] for seed in range(3)]
    errors = sorted(each.metric for each in last)
    assert rows[0]["metric"] == {
        "name": "mean absolute error",
        **{"min": errors[0], "median": errors[1], "max": errors[2]},
    }
    assert 0 <= rows[0]["self_replicators"]["min"] <= rows[0]["self_replicators"]["max"] <= 1


def test_people_get_a_line_for_each_combination(result, call):
    status, out, _ = call(*SWEEP)
    first, *rows = out.splitlines()
    assert status == 0
    assert first == f"sweep {result['sweep']}: 6 runs, 0 done, 6 skipped, 0 missing"
    assert [row.split("  ")[0] for row in rows] == ["particle_hidden 2", "particle_hidden 3"]


def test_the_store_knows_each_sweep_once_and_which_runs_it_has(result, call, home):
    call(*SWEEP)
    store = Store(home)
    (kept,) = store.sweeps.all()
    assert (kept.id, kept.preset) == (result["sweep"], "addition")
    configs = Grid.from_json(kept.grid).configs
    assert {run.config for run in store.runs()} == set(configs)
    store.close()


def test_runs_of_a_sweep_are_runs_like_any_other(result, call):
    listed = only_json(call("list", "--json")[1])
    assert {run["run"] for run in listed} == {*result["digests"]}
    assert {(run["preset"], run["state"]) for run in listed} == {("addition", "finished")}


def test_a_run_that_was_grown_by_itself_is_not_grown_again_and_a_deleted_one_is(call, home):
    trained = only_json(call("train", "addition", "--seed=1", "--epochs=1", "--json")[1])["run"]
    line = ("sweep", "addition", "--seeds=1-2", "--set=epochs=1", "--jobs=1", "--json")
    first = only_json(call(*line)[1])
    assert (first["skipped"], first["done"]) == (1, 1) and trained in first["digests"]
    store = Store(home)
    store.remove(trained)
    store.close()
    second = only_json(call(*line)[1])
    assert (second["skipped"], second["done"]) == (1, 1) and trained not in second["digests"]
    assert list(first["digests"].values()) == list(second["digests"].values())


def test_only_settings_that_differ_are_swept():
    assert swept([addition(seed=1), addition(seed=2)]) == []
    found = swept([addition(), addition(momentum=0.5), addition(hidden=(2,))])
    assert found == ["hidden", "phases.0.momentum"]


def test_what_is_set_in_every_phase_is_one_setting_with_pairs():
    base = addition(phases=(Phase(epochs=1), Phase(epochs=1, task_lr=0.1)))
    grid = Grid(base, {"seed": range(3), "replication_steps": [1, 5], "hidden": ["2", "3"]})
    assert swept(grid.configs) == ["hidden", "replication_steps"]
    runs = [kept(config, config.phases[1].replication_steps) for config in grid.configs]
    (found,) = differences(runs, "replication_steps", Measure("metric"))
    assert (found.reference, found.value, found.pairs, found.median) == (1, 5, 6, 4)
    one_phase = Grid(base, {"seed": range(3), "phases.0.replication_steps": [1, 5]})
    assert swept(one_phase.configs) == ["phases.0.replication_steps"]
    tasks = Grid(base, {"phases.0.task": [True, False], "phases.1.task": [True, False]})
    assert swept(tasks.configs) == ["phases.0.task", "phases.1.task"]


def test_schedules_that_were_swept_whole_are_one_setting_with_pairs():
    own, ours = (Phase(epochs=1),), (Phase(epochs=1), Phase(epochs=2, task=False))
    axes = {"phases": [own, ours], "seed": range(3), "hidden": ["2", "3"]}
    grid = Grid(addition(), axes)
    assert swept_in(grid) == ["hidden", "phases"]
    runs = [kept(config, len(config.phases)) for config in grid.configs]
    (found,) = differences(runs, "phases", Measure("metric"))
    assert (found.reference, found.value, found.pairs, found.median) == (own, ours, 6, 1)
    assert swept_in(Grid(addition(), {"phases": [own]})) == []
    parts = Grid(addition(), {"task_lr": [0.1, 0.2], "momentum": [0.5, 0.6]})
    assert swept_in(parts) == ["phases.0.task_lr", "phases.0.momentum"]


def kept(config: RunConfig, value: float) -> Kept:
    """A run that has come to that value of everything."""
    record = RunRecord(run_of(config), None, config, State.FINISHED, "", "", {})
    return Kept(record, outcome([0, 1], [0, value]))


def test_weights_that_differ_in_one_bit_have_another_digest():
    *_, last = train(addition(epochs=1))
    weights = last.particle_weights.copy()
    assert digest(weights) == digest(last.particle_weights) and digest(None) == ""
    weights.view("uint32")[0, 0] ^= 1
    assert digest(weights) != digest(last.particle_weights)
    assert json.dumps(digest(weights)).isascii() and len(digest(weights)) == 64
