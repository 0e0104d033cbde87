"""Who is faster: medians of turns that contestants take one after the other, and their ratios.

They take turns within every repeat, after one turn each that does not count, so that whatever
slows the machine for a while slows them all.
"""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Any, TypedDict, TypeGuard, TypeVar

Call = Callable[[], object]
Name = TypeVar("Name", str, int)


class Timing(TypedDict):
    """The median of one call, and of how many turns."""

    seconds: float
    repeats: int


def is_timing(value: object) -> TypeGuard[Timing]:
    return isinstance(value, dict) and "seconds" in value


def race(contestants: Mapping[Name, Call], repeats: int, least: float = 0.0) -> dict[Name, Timing]:
    """{name: timing}; each turn lasts `least` seconds, short calls are made again until then."""
    for call in contestants.values():
        call()
    turns: dict[Name, list[float]] = {name: [] for name in contestants}
    for _ in range(repeats):
        for name, call in contestants.items():
            turns[name].append(turn(call, least))
    return {name: {"seconds": median(t), "repeats": repeats} for name, t in turns.items()}


def turn(call: Call, least: float = 0.0) -> float:
    """Seconds of one call, the mean over as many as fill `least` seconds."""
    calls, started, spent = 0, perf_counter(), 0.0
    while not calls or spent < least:
        call()
        calls, spent = calls + 1, perf_counter() - started
    return spent / calls


def against(base: str, medians: Mapping[str, Timing]) -> dict[str, Any]:
    """The medians, and how many times as long as `base` each of the others takes."""
    whole = medians[base]["seconds"]
    others = {name: t["seconds"] / whole for name, t in medians.items() if name != base}
    return {**medians, "ratios": {f"{name}/{base}": ratio for name, ratio in others.items()}}
