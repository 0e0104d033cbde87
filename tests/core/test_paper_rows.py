"""Verdicts on the paper's rows, and its figures as lines: hand-made cases."""

from dataclasses import asdict
from math import inf, nan

import numpy as np
import pytest

from orgnet_core.paper.panels import from_json, over_runs
from orgnet_core.paper.reading_rows import knee
from orgnet_core.paper.recorded import recorded_reproduction, recorded_variant
from orgnet_core.paper.reproduction import TRIALS
from orgnet_core.paper.rows import Row, furthest, spread
from orgnet_core.paper.variants import variants_of
from orgnet_core.paper.words import here_in_words, number, verdict_in_words


def judged(values, **held_to):
    return Row("id", "6", "quantity", "1", lambda value: value, **held_to).judged(values)


@pytest.mark.parametrize(
    "values, share, verdict, inside",
    [
        ([1.0, 2.0, 3.0], 1.0, "inside", 3),
        ([1.0, 2.0, 9.0], 1.0, "partly", 2),
        ([1.0, 8.0, 9.0], 1.0, "outside", 1),
        ([1.0, 2.0, 9.0], 0.6, "inside", 2),
        ([1.0, nan, 2.0], 1.0, "outside", 2),  # no median where a run has no number
        ([1.0, 2.0, inf], 1.0, "partly", 2),
    ],
)
def test_a_row_is_inside_if_its_runs_are(values, share, verdict, inside):
    row = judged(values, accepted="1 to 3", low=1, high=3, share=share)
    assert (row["verdict"], row["inside"], row["runs"]) == (verdict, inside, 3)


def test_without_anything_to_be_held_to_a_row_is_shown():
    row = judged([1.0, 2.0])
    assert row["verdict"] == "shown" and verdict_in_words(row) == "–"
    assert here_in_words(row) == "1.5 (1 to 2)"


def test_one_run_is_said_without_a_range():
    row = judged([2.0], accepted="1 to 3", low=1, high=3)
    assert here_in_words(row) == "2" and verdict_in_words(row) == "inside"


def test_numbers_have_three_digits_and_a_minus_sign():
    assert [number(x) for x in (-0.00123456, 1.35e-10, None, nan)] == [
        "−0.00123",
        "1.35e−10",
        "none",
        "none",
    ]


def test_the_interval_of_a_median_needs_six_runs():
    assert spread(np.arange(5.0))["interval"] is None
    low, high = spread(np.arange(9.0))["interval"]
    assert 0 <= low < 4 < high <= 8
    assert spread(np.array([*range(8), inf]))["interval"] is None


def test_a_curve_is_as_far_off_as_where_it_is_most():
    assert furthest([1, 5, 3], [1, 2, 4]) == 3 and furthest([], [1]) == inf


def test_a_curve_bends_where_it_stands_highest_above_its_chord():
    assert knee([0, 1, 2, 3, 4], [0, 8, 9, 9, 10]) == 1
    assert knee([0, 1, 2], [5, 5, 5]) == inf and knee([0, 1], [3, 1]) == inf


def test_lines_over_runs_have_the_median_and_lie_in_its_interval():
    runs = [[1.0, 5.0], [2.0, 5.0], [9.0, 5.0]]
    line = over_runs("x", [0, 1], runs)
    assert line.y == [2.0, 5.0] and line.runs == runs
    assert line.low[0] <= 2.0 <= line.high[0] and line.low[1] == line.high[1] == 5.0
    assert over_runs("x", [0, 1], runs) == line  # the same each time


VARIANTS = [each for organism in TRIALS for each in variants_of(organism)]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_what_ships_has_every_row_and_figure_of_every_reading(variant):
    found = recorded_variant(variant.name)
    rows = TRIALS[variant.organism].rows
    assert [each["id"] for each in found["rows"]] == [row.id for row in rows]
    assert all(len(each["by_run"]) == len(found["seeds"]) >= 5 for each in found["rows"])
    panels = [from_json(each) for each in found["panels"]]
    assert [asdict(each) for each in panels] == found["panels"]
    figures = {"addition": {"2", "3", "4", "5"}, "mnist": {*map(str, range(6, 13))}}
    assert {each.figure for each in panels} == figures[variant.organism]


def test_what_ships_says_on_what_and_when_it_was_made():
    assert set(recorded_reproduction()["recorded"]) == {"date", "machine"}
