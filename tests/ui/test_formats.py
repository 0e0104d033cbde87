"""Scores and times as people read them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from helpers import SHORT
from hypothesis import given, settings
from hypothesis import strategies as st

from orgnet_core.plurals import count_of
from orgnet_core.runs.live.view import RunView
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.tasks import TASKS
from orgnet_core.training import Trainer
from orgnet_views.numbers import format_number
from ui.prune.sentences import amount
from ui.shared.formats import (
    drop_name,
    format_duration,
    format_latency,
    format_score,
    format_share,
)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "about 1 s"),
        (0.4, "about 1 s"),
        (1.6, "about 2 s"),
        (59.6, "about 60 s"),
        (89.9, "about 90 s"),
        (90, "about 2 min"),  # one and a half, to the even
        (100, "about 2 min"),
        (149, "about 2 min"),
        (151, "about 3 min"),
        (3600, "about 60 min"),
        (5400, "about 2 h"),
        (36 * 3600, "about 2 days"),
        (1e308, "more than a year"),
        (float("inf"), "more than a year"),
        (float("nan"), "an unknown time"),
        (-1e308, "about 1 s"),
    ],
)
def test_a_time_is_told_in_seconds_up_to_a_minute_and_a_half(seconds, words):
    assert format_duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.01 s"),
        (0.291, "0.29 s"),
        (9.96, "10 s"),
        (48.994, "49 s"),
        (200, "3 min"),
        (float("nan"), "an unknown time"),
    ],
)
def test_a_latency_is_told_in_seconds_with_two_digits(seconds, words):
    assert format_latency(seconds) == words


def test_a_drop_is_of_the_score_and_of_an_error_an_increase():
    found = [drop_name(TASKS[name]) for name in ("mnist15", "addition")]
    assert found == ["accuracy drop", "mean absolute error increase"]


def test_nouns_are_counted():
    found = [count_of(1, "step"), count_of(0, "step"), count_of(1200, "class", "classes")]
    assert found == ["1 step", "0 steps", "1,200 classes"]


@pytest.mark.parametrize(
    ("task", "value", "text"),
    [
        ("mnist15", 0.83449, "0.834"),
        ("mnist15", 0.0004, "0.000"),
        ("mnist15", float("nan"), "not a number"),
        ("mnist15", float("-inf"), "−∞"),
        ("addition", 1e308, "1.0×10³⁰⁸"),
        ("addition", -0.5, "−0.500"),
        ("addition", 0.5, "0.500"),
        ("addition", 0.001, "0.001"),
        ("addition", 0.00099, "9.9×10⁻⁴"),
        ("addition", 4.44e-8, "4.4×10⁻⁸"),
        ("addition", 0.0, "0.000"),
    ],
)
def test_small_errors_are_told_in_powers_of_ten_and_accuracies_never(task, value, text):
    assert format_score(TASKS[task], value) == text


ANY_FLOAT = st.floats() | st.sampled_from([1e308, -1e308, 5e-324, 999.4999, 999.5, 9999.5])


@settings(max_examples=500)
@given(ANY_FLOAT, st.sampled_from([*TASKS]))
def test_no_number_breaks_the_sentence_that_it_is_in(value, task):
    words = [
        format_score(TASKS[task], value),
        format_duration(value),
        format_number(value),
        amount(value, task),
    ]
    for word in words:
        assert 0 < len(word) <= 16 and word.isprintable()
        assert (
            not any(odd in word.lower() for odd in ("e+", "e-", "inf", "nan")) and "-" not in word
        )


@given(ANY_FLOAT, ANY_FLOAT)
def test_where_a_run_stands_can_be_told_whatever_time_it_took(began, took):
    first = Trainer(SHORT).snapshot()
    kept = (replace(first, seconds=began), replace(first, step=3, seconds=took))
    view = RunView("a", Origin(None, SHORT), State.RUNNING, kept)
    left = view.seconds_left
    assert left is not None and len(format_duration(left)) <= 16


def test_shares_have_a_space_before_the_sign_on_every_page():
    assert (format_share(0.2934), format_share(1, 0)) == ("29.3 %", "100 %")
    for path in Path("ui").rglob("*.py"):
        assert not re.search(r":\.\d%\}", path.read_text(encoding="utf-8")), path
