"""Differences between the runs of a sweep, in words."""

from orgnet_core.sweeps.differences import LEVEL, Difference
from orgnet_views.numbers import format_number
from ui.shared.formats import format_share
from ui.shared.settings_words import format_setting


def difference_sentence(found: Difference) -> str:
    """Such as "4 instead of 2: +0.012 (median of 10 pairs; 95 % interval +0.004 to +0.02)"."""
    median, low, high = (_signed(each) for each in (found.median, found.low, found.high))
    value, reference = (format_setting(each) for each in (found.value, found.reference))
    interval = format_share(LEVEL, 0)
    return (
        f"{value} instead of {reference}: {median} (median of {found.pairs:,} pairs that differ in "
        f"nothing else; {interval} bootstrap interval {low} to {high})"
    )


def _signed(value: float) -> str:
    return f"+{format_number(value)}" if value > 0 else format_number(value)
