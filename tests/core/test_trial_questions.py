"""The trial of questions: what it measures, how it compares, and what it shipped."""

import json

import numpy as np
import pytest
from helpers import only_json

from orgnet_core.cli.questions_words import in_words
from orgnet_core.errors import InputError
from orgnet_core.presets import PRESETS
from orgnet_core.pruning import Persistence, on_dark_pixels
from orgnet_core.ranks import rank_correlation
from orgnet_core.training import train
from orgnet_core.trials.answers import (
    ASKED,
    ROWS,
    answer_of,
    fresh_row,
    recorded_answer,
    rows_of,
)
from orgnet_core.trials.questions import (
    ORGANISMS,
    RunNumbers,
    numbers_of,
    numbers_summary,
    organisms_of,
)
from orgnet_core.trials.recorded import recorded_trial

QUICK = PRESETS["mnist15-quick"].config.changed({"hidden": "2", "batch_size": 500, "epochs": 3})


def slow_spearman(values, others) -> float:
    """By definition: of each value the mean of the places that it and its equals take."""

    def ranks(of):
        return [
            (sum(other < one for other in of) + sum(other <= one for other in of)) for one in of
        ]

    return np.corrcoef(ranks(values), ranks(others))[0, 1]


def test_ranks_correlate_as_defined_ties_and_all():
    draw = np.random.default_rng(3)
    for _ in range(20):
        values, others = draw.integers(0, 9, 50), draw.integers(0, 9, 50)
        assert rank_correlation(values, others) == pytest.approx(slow_spearman(values, others))
    assert rank_correlation(np.arange(9), np.arange(9) ** 3) == pytest.approx(1)
    assert np.isnan(rank_correlation(np.zeros(5), np.arange(5)))


def test_all_organisms_of_a_seed_differ_in_one_thing():
    made = dict(zip(ORGANISMS, organisms_of(QUICK), strict=True))
    assert made["asked"] == QUICK
    for name, task in (("clothes", "fashion15"), ("shuffled", "mnist15-random")):
        assert made[name] == QUICK.changed({"task": task})
    assert made["float64"] == made["float32"].changed({"dtype": "float64"})
    assert all(each.seed == QUICK.seed for each in made.values())
    with pytest.raises(InputError, match="mnist15"):
        organisms_of(PRESETS["digits"].config)


@pytest.fixture(scope="module")
def numbers() -> dict:
    """Of a small organism, and of its last step by itself."""
    recorded = list(train(QUICK))
    return numbers_of(QUICK, recorded, Persistence(), []).numbers | {"last": recorded[-1]}


def test_numbers_are_those_of_the_last_step(numbers):
    last = numbers["last"]
    replicates = last.kind == 0
    assert 0 < replicates.sum() < len(replicates)
    dark = on_dark_pixels(QUICK)
    lit = (QUICK.organism.positions()[0] == 0) & ~dark
    assert numbers["share"] == pytest.approx(replicates.mean())
    assert numbers["share_dark"] == pytest.approx(replicates[dark].mean())
    assert numbers["share_lit"] == pytest.approx(replicates[lit].mean())
    assert numbers["cost"] == pytest.approx(last.metric - last.metric_without_replicators)
    found = slow_spearman(last.replication_error, np.abs(last.gradient))
    assert numbers["with_gradient"] == pytest.approx(found)
    assert numbers["apart"] < 1e-4 < numbers["weight"]
    assert numbers["growth"] == pytest.approx(4, abs=0.1)


def test_a_fresh_seed_says_what_the_trial_says():
    asked, shuffled = fresh_row("place", QUICK), fresh_row("shuffled", QUICK)
    found = numbers_of(QUICK, list(train(QUICK)), Persistence(), []).numbers
    assert asked == {"seed": QUICK.seed} | found
    assert shuffled.items() >= asked.items() and "share_shuffled" in shuffled


def row(seed: int, **numbers: float) -> dict:
    return {"seed": seed, **numbers}


def test_differences_are_taken_seed_by_seed_and_powers_as_powers():
    rows = [row(seed, share_dark=0.9 + seed / 1e3, share_lit=0.1 + seed / 1e3) for seed in range(7)]
    answer = answer_of("place", rows)
    assert answer.estimate == {"median": 0.8, "low": 0.8, "high": 0.8}
    assert answer.seeds == [*range(7)] and answer.medians["share_dark"]["median"] == 0.903
    floors = [row(seed, loss_float32=10.0 ** -(14 - seed), loss_float64=1e-31) for seed in range(7)]
    assert answer_of("floor", floors).estimate["median"] == pytest.approx(20)
    assert answer_of("place", rows[:5]).estimate is None
    assert answer_of("place", [*rows[:6], row(9, share_dark=np.nan, share_lit=0)]).estimate is None


def test_organisms_of_one_seed_are_told_together():
    found = numbers_summary(
        [RunNumbers(2, {"share": 0.2}), RunNumbers(1, {"b": 1.0}), RunNumbers(1, {"share": 0.1})]
    )
    assert found == {
        "runs": 2,
        "by_seed": [{"seed": 1, "b": 1.0, "share": 0.1}, {"seed": 2, "share": 0.2}],
    }
    assert np.isnan(rows_of({"by_seed": [{"seed": 1, "share": None}]})[0]["share"])


def test_the_command_grows_five_organisms_of_each_seed(call, tmp_path):
    tiny = ("--set", "hidden=2", "--set", "phases.0.epochs=1", "--set", "batch_size=5000")
    arguments = ("trial", "questions", "mnist15-quick", *tiny, "--seeds", "1", "--first", "1")
    code, out, _ = call(*arguments, "--jobs", "1", "--out", str(tmp_path), "--json")
    found = only_json(out)
    assert code == 0 and found["runs"] == 1
    needed = {
        name for asked in ASKED.values() if asked.trial == "questions" for name in _all(asked)
    }
    assert needed <= found["by_seed"][0].keys()
    assert len(list((tmp_path / "runs").iterdir())) == len(ORGANISMS)
    assert len(json.loads((tmp_path / "questions.json").read_text())["costs"]) == len(ORGANISMS)
    assert "useless" in "\n".join(in_words(found)) and "unknown" in "\n".join(in_words(found))


def _all(asked) -> tuple:
    return (*asked.conditions, *asked.compared, *asked.told)


def test_what_ships_is_the_trial_on_seeds_of_its_own():
    found = recorded_trial("questions")
    assert found["preset"] == "mnist15-quick" and not found["settings"] and not found["diverged"]
    seeds = {row["seed"] for row in found["by_seed"]}
    others = {row["seed"] for row in ROWS["baselines"](recorded_trial("baselines"))}
    assert len(seeds) == found["runs"] >= 8 and not seeds & others


@pytest.mark.parametrize("name", ASKED)
def test_each_question_has_an_answer_with_an_interval(name):
    answer = recorded_answer(name)
    assert len(answer.seeds) >= 8 and answer.estimate is not None
    assert answer.estimate["low"] <= answer.estimate["median"] <= answer.estimate["high"]
