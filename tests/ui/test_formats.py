"""Scores and times as people read them."""

import pytest

from orgnet_core.tasks import TASKS
from ui.shared.formats import format_duration, format_score


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
    ],
)
def test_a_time_is_told_in_seconds_up_to_a_minute_and_a_half(seconds, words):
    assert format_duration(seconds) == words


@pytest.mark.parametrize(
    ("task", "value", "text"),
    [
        ("mnist15", 0.83449, "0.834"),
        ("mnist15", 0.0004, "0.000"),
        ("mnist15", float("nan"), "nan"),
        ("addition", 0.5, "0.500"),
        ("addition", 0.001, "0.001"),
        ("addition", 0.00099, "9.9×10⁻⁴"),
        ("addition", 4.44e-8, "4.4×10⁻⁸"),
        ("addition", 0.0, "0.000"),
    ],
)
def test_small_errors_are_told_in_powers_of_ten_and_accuracies_never(task, value, text):
    assert format_score(TASKS[task], value) == text
