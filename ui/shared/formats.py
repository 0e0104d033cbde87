"""Scores and times for people."""

from orgnet_core.tasks import Task
from orgnet_views.numbers import format_power


def format_score(task: Task, value: float) -> str:
    """A task's metric with sensible digits: 0.834, or 4.4×10⁻⁸."""
    if task.classes or not 0 < value < 0.001:
        return f"{value:.3f}"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}×{format_power(int(exponent))}"


def format_duration(seconds: float) -> str:
    """A time for people: "about 40 s", "about 3 min"."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    return f"about {round(seconds / 60)} min"
