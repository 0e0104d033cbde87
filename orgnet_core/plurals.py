"""Counts in sentences; js/core/format.js has the twin for the views."""


def count_of(count: int, noun: str, plural: str | None = None) -> str:
    """1 step, 1,200 steps; `plural` where it is not the noun with an s."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"
