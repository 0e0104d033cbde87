"""The trial of baselines: every cost measured one by one, compared in pairs, said as it is."""

import json
from math import inf

import numpy as np
import pytest
from helpers import only_json
from specimens import DIGITS, recorded

from orgnet_core.cli.baselines_words import in_words
from orgnet_core.pruning import (
    CRITERIA,
    SHARES,
    Persistence,
    SmallNet,
    Specimen,
    curve_of,
    cut_first,
    evaluate,
    ranking,
    replicated,
)
from orgnet_core.trials.baselines import (
    FIRST_LAYER_ALONE,
    FROZEN_STEPS,
    OURS,
    Frozen,
    RunBaselines,
    baselines_of,
)
from orgnet_core.trials.comparison import comparison
from orgnet_core.trials.ends import ends_of
from orgnet_core.trials.recorded import recorded_trial

TINY = ("mnist15-quick", "--set", "hidden=3", "--set", "epochs=2", "--set", "batch_size=5000")


def test_each_cost_is_that_of_as_many_as_there_are_self_replicators_by_its_criterion():
    snapshots, rule = recorded("digits"), Persistence()
    ends = ends_of(DIGITS, snapshots, 1, 1)
    found = baselines_of(DIGITS, snapshots, rule, ends)
    assert found.epoch == [1, 2] and set(found.costs) == {*CRITERIA, FIRST_LAYER_ALONE}
    for at, end in enumerate(ends):
        organism = Specimen.of(DIGITS, end, snapshots, rule)
        count, before = int(organism.replicators.sum()), evaluate(organism).metric
        first = organism.replicators & (organism.organism.positions()[0] == 0)
        assert (found.self_replicators[at], found.in_first_layer[at]) == (count, first.sum())
        cuts = {by: cut_first(ranking(organism, by, DIGITS.seed), count) for by in CRITERIA}
        for name, cut in {**cuts, FIRST_LAYER_ALONE: first}.items():
            cost = before - evaluate(organism, cut).metric
            assert found.costs[name][at] == pytest.approx(cost, abs=1e-6), name
    for by in CRITERIA:
        curve = curve_of(organism, by, DIGITS.seed)
        expected = [before - point.metric for point in curve.points]
        assert found.curves[by] == pytest.approx(expected, abs=1e-6)
    assert found.left == evaluate(organism, organism.replicators).mult_adds
    assert found.alone == evaluate(organism, ~organism.replicators).metric
    frozen = replicated(DIGITS, end.particle_weights, FROZEN_STEPS, DIGITS.phases[0])
    assert found.frozen is not None
    assert found.frozen.self_replicators == frozen.replicators.sum() > count
    assert found.frozen.accuracy == evaluate(frozen).metric
    assert found.frozen.without == evaluate(frozen, frozen.replicators).metric


def made_up(seed: int, ours: list[float], theirs: list[float]) -> RunBaselines:
    costs, net = {OURS: ours, "lamp": theirs}, SmallNet(4, 940, 0.1, 9, 0.85)
    curves = {by: [each[-1]] * len(SHARES) for by, each in costs.items()}
    frozen = Frozen(1200, 0.91, 0.1)
    counts = [250, 300], [240, 270]
    return RunBaselines(seed, [20, 40], [0.8, 0.9], *counts, costs, curves, 0.098, frozen, 900, net)


def made_up_runs(apart: float, runs: int = 8) -> dict:
    return comparison(
        [made_up(seed, [0.01 * seed, 0.02], [0.01 * seed + apart, 0.02]) for seed in range(runs)]
    )


def told(found: dict) -> str:
    about = {"settings": {}, "preset": "mnist15", "seeds": "0-7", "diverged": [], "every": 20}
    return "\n".join(in_words({**found, **about, "first_epoch": 20, "last_epoch": 40}))


def test_differences_are_taken_run_by_run_and_ends_are_counted_one_by_one():
    found = made_up_runs(0.3)
    pairs = found["pairs"]["lamp"]
    assert pairs["last"] == {"median": 0, "low": 0, "high": 0}
    assert pairs["largest"]["median"] == pytest.approx(
        np.median([0.01 * seed + 0.3 - max(0.01 * seed, 0.02) for seed in range(8)])
    )
    assert pairs["median"]["median"] == pytest.approx(0.15)
    assert pairs["ends"] == {"less": 0, "equal": 8, "more": 8}
    assert found["first_layer_share"]["median"] == 0.9
    assert found["frozen"]["change"]["median"] == pytest.approx(0.01)
    net = found["small_net"]
    assert net["pair"]["median"] == pytest.approx(0.9 - 0.02 - 0.85) and net["rates"] == {"0.1": 8}
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(("apart", "sign"), [(0.3, ">"), (-0.3, "<"), (0.0, " ")])
def test_a_sign_stands_where_the_interval_settles_it(apart, sign):
    rows = [line for line in told(made_up_runs(apart)).splitlines() if line.startswith("lamp")]
    of_pairs = next(row for row in rows if row.rstrip()[-1].isdigit() and ", " in row)
    assert of_pairs.count("<") + of_pairs.count(">") == of_pairs.count(sign) * (sign != " ")


def test_of_few_runs_or_without_an_accuracy_nothing_is_settled():
    assert made_up_runs(0.3, runs=5)["pairs"]["lamp"]["largest"] is None
    broken = comparison([made_up(seed, [0.0, inf], [0.0, inf]) for seed in range(8)])
    assert broken["pairs"]["lamp"]["last"] is None and broken["curves"]["pairs"]["lamp"][0] is None
    assert "all of it" in told(broken) and "unknown" in told(broken)


def test_the_command_says_and_keeps_what_it_measured(call, tmp_path):
    command = ("trial", "baselines", *TINY, "--jobs", "1", "--first", "1", "--every", "2")
    status, out, err = call(*command, "--seeds", "0-1", "--out", str(tmp_path / "out"), "--json")
    assert status == 0, err
    found = only_json(out)
    assert (found["trial"], found["epochs"], found["every"]) == ("baselines", [1, 2], 2)
    whole = json.loads((tmp_path / "out/baselines.json").read_text())
    runs = whole.pop("costs")
    assert whole | {"file": found["file"]} == found
    assert [run["seed"] for run in runs] == [0, 1] and set(runs[0]["curves"]) == set(CRITERIA)


def test_what_ships_is_the_trial_of_every_criterion_on_fresh_seeds():
    found = recorded_trial("baselines")
    assert (found["preset"], found["seeds"], found["runs"]) == ("mnist15", "100-119", 20)
    assert set(found["curves"]["costs"]) == set(CRITERIA)
    assert found["recorded"].keys() == {"version", "date", "machine"} and "costs" not in found
    assert None not in [pairs["largest"] for pairs in found["pairs"].values()]
    assert told(found)
