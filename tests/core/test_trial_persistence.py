"""The trial of persistence: every cost measured one by one, added up one by one, said as it is."""

import json
from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
from helpers import only_json
from hypothesis import given
from hypothesis import strategies as st
from specimens import DIGITS, cuts, grown, recorded, specimen

from orgnet_core.cli.trial_words import in_words, verdict
from orgnet_core.errors import InputError
from orgnet_core.presets import PRESETS
from orgnet_core.pruning import Persistence, Specimen, cut_first, evaluate, metrics, ranking
from orgnet_core.trials.ends import check, ends_of
from orgnet_core.trials.persistence import AS_MANY, CUTS, PERSISTENT, RunCosts, costs_of
from orgnet_core.trials.recorded import recorded_trial
from orgnet_core.trials.statistics import DEAR, FEWEST, summary

TINY = ("mnist15-quick", "--set", "hidden=3", "--set", "epochs=3", "--set", "batch_size=5000")
RULE = Persistence(80, 2)


@given(st.lists(cuts("digits"), max_size=45))
def test_many_cuts_at_once_score_as_each_by_itself(some):
    organism = specimen("digits")
    found = metrics([(organism, cut) for cut in some])
    assert found[::9] == [evaluate(organism, cut).metric for cut in some[::9]]
    assert len(found) == len(some)


def ends(first: int, every: int = 1):
    return ends_of(DIGITS, recorded("digits"), first, every)


@pytest.mark.parametrize("first", [1, 2])
def test_each_cost_is_that_of_its_cut_at_its_step(first):
    found = costs_of(DIGITS, recorded("digits"), RULE, ends(first))
    at = {each.epoch: each for each in recorded("digits")}
    assert found.epoch == list(range(first, DIGITS.epochs + 1)) and set(found.costs) == set(CUTS)
    for number, epoch in enumerate(found.epoch):
        organism = Specimen.of(DIGITS, at[epoch], recorded("digits"), RULE)
        count = int(organism.persistent.sum())
        by_hand = {
            "self_replicator": organism.replicators,
            "persistent_replicator": organism.persistent,
            "most_persistent": cut_first(
                ranking(organism, "persistent_replicator"), int(organism.replicators.sum())
            ),
        } | {name: cut_first(ranking(organism, by), count) for name, by in AS_MANY.items()}
        before = evaluate(organism).metric
        assert found.accuracy[number] == before
        assert (found.self_replicators[number], found.persistent[number]) == (
            organism.replicators.sum(),
            count,
        )
        for name, cut in by_hand.items():
            cost = before - evaluate(organism, cut).metric
            assert found.costs[name][number] == pytest.approx(cost, abs=1e-6), name


def test_where_no_accuracy_is_left_the_cost_is_infinite():
    broken = replace(grown("digits"), metric_without_replicators=nan)
    found = costs_of(DIGITS, [*recorded("digits")[:-1], broken], RULE, [broken])
    assert found.costs["self_replicator"] == [inf]
    assert summary([found])["cuts"]["self_replicator"]["dear"] == [1, 1]


@pytest.mark.parametrize(
    ("first", "every", "epochs"), [(1, 1, [1, 2, 3, 4, 5]), (1, 2, [1, 3, 5]), (2, 2, [2, 4, 5])]
)
def test_a_trial_looks_every_so_many_epochs_and_at_the_last_of_all(first, every, epochs):
    config = DIGITS.changed({"epochs": 5})
    steps = range(0, 5 * config.batches + 1, config.batches // 2)
    snapshots = [replace(grown("digits"), step=step) for step in steps]
    found = ends_of(config, snapshots, first, every)
    assert [each.step for each in found] == [epoch * config.batches for epoch in epochs]


def test_a_task_without_classes_is_refused():
    with pytest.raises(InputError, match="addition has no classes"):
        check(PRESETS["addition"].config)


@st.composite
def some_runs(draw) -> list[RunCosts]:
    """Costs made up, of several runs at the same ends."""
    ends, costs = draw(st.integers(1, 5)), st.sampled_from([-0.001, 0.0, 0.02, 0.025, 0.03, 0.2])
    counts = st.lists(st.integers(0, 1200), min_size=ends, max_size=ends)
    values = st.lists(costs, min_size=ends, max_size=ends)
    return [
        RunCosts(
            seed,
            list(range(20, 20 + ends)),
            [0.8] * ends,
            draw(counts),
            draw(counts),
            {name: draw(values) for name in CUTS},
        )
        for seed in range(draw(st.integers(1, 8)))
    ]


@given(some_runs())
def test_the_summary_counts_what_is_there(runs):
    found = summary(runs)
    assert (found["runs"], found["ends"]) == (len(runs), sum(len(run.epoch) for run in runs))
    for name in CUTS:
        of = found["cuts"][name]
        all_ends = [cost for run in runs for cost in run.costs[name]]
        for at, limit in enumerate(DEAR):
            assert of["dear"][at] == sum(cost > limit for cost in all_ends)
            assert of["runs_dear"][at] == sum(max(run.costs[name]) > limit for run in runs)
        assert (of["least"], of["largest"]) == (min(all_ends), max(all_ends))
        assert of["least"] <= of["low"] <= of["median"] <= of["high"] <= of["largest"]
        assert sum(seed["cuts"][name]["dear"][0] for seed in found["by_seed"]) == of["dear"][0]
    for name, pairs in found["pairs"].items():
        largest = pairs["largest"]
        assert (largest is None) == (len(runs) < FEWEST)
        if largest:
            apart = [max(run.costs[name]) - max(run.costs[PERSISTENT]) for run in runs]
            assert largest["median"] == pytest.approx(np.median(apart), abs=1e-6)
            assert largest["low"] <= largest["median"] <= largest["high"]
    assert json.loads(json.dumps(found)) == found


def told(**changes) -> str:
    found = {"every": 1, **recorded_trial("persistence"), **changes}
    return "\n".join(in_words(found))


def with_ours(dear: int) -> dict:
    cuts = recorded_trial("persistence")["cuts"]
    return {**cuts, PERSISTENT: {**cuts[PERSISTENT], "dear": [dear, 0], "runs_dear": [1, 0]}}


def test_the_words_are_for_or_against_the_rule_as_the_numbers_are():
    assert "The rule holds in these runs" in told(cuts=with_ours(0))
    assert "The rule does not hold: " in told(cuts=with_ours(3))
    assert "at 3 ends, in 1 runs" in told(cuts=with_ours(3))


def test_the_words_say_whose_rule_it_is_and_on_what_it_was_chosen():
    words = told()
    assert "The rule is ours, not the paper's. It was chosen on seven earlier runs." in words
    other = told(rule={"percent": 60, "epochs": 10})
    assert "The default, 80 % of 10, was chosen on seven earlier runs." in other
    assert "excluded: seeds 3, 5." in told(diverged=[3, 5])


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.01, 0.2, "largest drop of persistence is smaller"),
        (-0.2, -0.01, "largest drop of persistence is larger"),
        (-0.01, 0.01, "not decided"),
        (0.0, 0.01, "not decided"),
    ],
)
def test_a_verdict_rests_on_an_interval_without_zero(low, high, words):
    assert words in verdict({"median": (low + high) / 2, "low": low, "high": high})


def test_the_command_grows_judges_goes_on_and_says_the_same_again(call, tmp_path):
    command = ("trial", "persistence", *TINY, "--jobs", "1", "--first", "2")
    rule = ("--persistent-epochs", "2", "--out", str(tmp_path / "out"), "--json")
    status, out, err = call(*command, "--seeds", "0", *rule)
    assert status == 0, err
    file = tmp_path / "out" / "persistence.json"
    once = only_json(out)
    assert (once["runs"], once["ends"], once["file"]) == (1, 2, str(file))
    grown_at = {path: path.stat().st_mtime_ns for path in (tmp_path / "out/runs").iterdir()}
    assert len(grown_at) == 1

    both = only_json(call(*command, "--seeds", "0-1", *rule)[1])
    assert both["runs"] == 2 and both["by_seed"][0] == once["by_seed"][0]
    assert all(path.stat().st_mtime_ns == when for path, when in grown_at.items())

    before = file.read_bytes()
    assert only_json(call(*command, "--seeds", "0-1", *rule)[1]) == both
    assert file.read_bytes() == before, "every number again, and nothing else"
    whole = json.loads(before)
    costs = whole.pop("costs")
    assert whole | {"file": str(file)} == both
    assert [each["epoch"] for each in costs] == [[2, 3], [2, 3]]
    assert [each["seed"] for each in costs] == [0, 1]

    lines = call(*command, "--seeds", "0-1", *rule[:-1])[1]
    assert lines.startswith(
        "2 organisms (mnist15-quick, hidden 3, epochs 3, batch_size 5000, seeds"
    )
    assert "Fewer than 6 runs" in lines and "chosen on seven earlier runs" in lines


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("charm", "invalid choice: 'charm'"),
        ("persistence charm", "There is no preset 'charm'"),
        ("persistence addition", "addition has no classes"),
        ("persistence --seeds x", "seeds must be whole numbers and ranges"),
        ("persistence --first 201", "first must be a whole number from 1 to 200, not '201'"),
        ("persistence --persistent-percent 200", "persistent-percent must be a whole number"),
        ("baselines --every 201", "every must be a whole number from 1 to 200, not '201'"),
        ("baselines addition", "addition has no classes"),
        ("persistence --jobs 0", "jobs must be a whole number from 1"),
    ],
)
def test_bad_input_gets_one_line_and_nothing_is_written(call, tmp_path, arguments, words):
    out = tmp_path / "out"
    status, said, err = call("trial", *arguments.split(), "--out", str(out))
    assert (status, said, err.count("\n")) == (2, "", 1)
    assert words in err and not out.exists()


def test_what_ships_is_the_trial_of_the_usual_rule_on_fresh_seeds():
    found = recorded_trial("persistence")
    assert found["rule"] == {"percent": 80, "epochs": 10} and found["preset"] == "mnist15"
    assert (found["seeds"], found["runs"], found["ends"]) == ("100-119", 20, 3_620)
    assert found["recorded"].keys() == {"version", "date", "machine"}
    assert "costs" not in found
    assert None not in [cut["largest"] for cut in found["cuts"].values()]
