"""Scores and times for people. Any float gets a sane word: none may break a sentence."""

from math import isnan
from typing import Any

from orgnet_core.tasks import Task
from orgnet_views.numbers import format_number, format_power

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400  # seconds


def format_score(task: Task, value: float) -> str:
    """A task's metric with sensible digits: 0.834, or 4.4×10⁻⁸."""
    if not abs(value) < 1000:
        return format_number(value)
    if task.classes or not 0 < value < 0.001:
        return f"{value:z.3f}".replace("-", "−")
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}×{format_power(int(exponent))}"


def format_share(share: float, digits: int = 1) -> str:
    """A share of a whole, 0..1: 29.3 %."""
    return f"{100 * share:.{digits}f} %"


def drop_name(task: Task) -> str:
    """What a cut that costs something is called: "accuracy drop", of an error its increase."""
    return f"{task.metric} {'drop' if task.higher_is_better else 'increase'}"


def metric_delta(difference: float, written: str, higher_is_better: bool) -> dict[str, Any]:
    """`st.metric`'s delta, its colour and arrow, which it would not find behind a minus sign −."""
    if not difference:
        return {"delta": None}
    is_up = difference > 0
    return {
        "delta": written.replace("-", "−"),
        "delta_color": "green" if is_up == higher_is_better else "red",
        "delta_arrow": "up" if is_up else "down",
    }


def format_latency(seconds: float) -> str:
    """A time to wait: 0.29 s, 49 s, 3 min."""
    if isnan(seconds):
        return "an unknown time"
    if seconds < 10:
        return f"{seconds:.2g} s" if seconds >= 0.01 else "0.01 s"
    return f"{round(seconds)} s" if seconds < 1.5 * _MINUTE else f"{round(seconds / _MINUTE)} min"


def format_duration(seconds: float) -> str:
    """A time for people: "about 40 s", "about 3 min", "about 5 h", "more than a year"."""
    if isnan(seconds):
        return "an unknown time"
    if seconds < 1.5 * _MINUTE:
        return f"about {round(max(1, seconds))} s"
    if seconds < 1.5 * _HOUR:
        return f"about {round(seconds / _MINUTE)} min"
    if seconds < 1.5 * _DAY:
        return f"about {round(seconds / _HOUR)} h"
    if seconds < 365 * _DAY:
        return f"about {round(seconds / _DAY)} days"
    return "more than a year"
