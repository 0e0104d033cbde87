"""Who is faster: medians of turns that contestants take one after the other, and their ratios.

Each contestant lives in a process of its own and sleeps while the others take their turns: what one
leaves behind, as garbage, freed memory or threads that spin, is not cleaned up in another's turn.
They take turns within every repeat, after one turn each that does not count, so that whatever slows
the machine for a while slows them all.
"""

import os
import sys
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import product
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple, TypedDict, TypeGuard, TypeVar

import torch

Call = Callable[[], object]
Name = TypeVar("Name", str, int)


class Contestant(NamedTuple):
    """`make()` gives what it calls in its turns. It has to be picklable: it is made where it runs,
    in a process that may use so many cores, or all."""

    make: Callable[[], Call]
    cores: int | None = 1


class Timing(TypedDict):
    """The median of one call, and of how many turns."""

    seconds: float
    repeats: int


def is_timing(value: object) -> TypeGuard[Timing]:
    return isinstance(value, dict) and "seconds" in value


def race(
    contestants: Mapping[Name, Contestant], repeats: int, least: float = 0.0
) -> dict[Name, Timing]:
    """{name: timing}; each turn lasts `least` seconds, short calls are made again until then."""
    turns: dict[Name, list[float]] = {name: [] for name in contestants}
    with ExitStack() as opened:
        places = {name: opened.enter_context(_place(one)) for name, one in contestants.items()}
        for take_turn in places.values():
            take_turn(0.0)
        for _ in range(repeats):
            for name, take_turn in places.items():
                turns[name].append(take_turn(least))
    return {name: {"seconds": median(t), "repeats": repeats} for name, t in turns.items()}


def turn(call: Call, least: float = 0.0) -> float:
    """Seconds of one call, the mean over as many as fill `least` seconds. Where that takes several,
    as many go before that do not count: others have had the caches meanwhile."""
    calls, seconds = _calls(call, least)
    return seconds if calls == 1 else _calls(call, least)[1]


def _calls(call: Call, least: float) -> tuple[int, float]:
    """(calls that filled `least` seconds, seconds of one)."""
    calls, started, spent = 0, perf_counter(), 0.0
    while not calls or spent < least:
        call()
        if torch.cuda.is_initialized():
            torch.cuda.synchronize()
        calls, spent = calls + 1, perf_counter() - started
    return calls, spent / calls


def against(medians: Mapping[str, Timing], *bases: str) -> dict[str, Any]:
    """The medians, and how many times as long as each of `bases` each of the others takes."""
    ratios = {
        f"{name}/{base}": medians[name]["seconds"] / medians[base]["seconds"]
        for name, base in product(medians, bases)
        if name not in bases
    }
    return {**medians, "ratios": ratios}


@contextmanager
def _place(contestant: Contestant) -> Generator[Callable[[float], float], None, None]:
    """A process with the contestant in it: what has it take a turn there."""
    with ProcessPoolExecutor(1, mp_context=_processes()) as process:
        process.submit(_enter, *contestant).result()
        yield lambda least: process.submit(_turn_here, least).result()


@cache
def _processes() -> BaseContext:
    """Makes processes in no time: each forks off one that has imported what all need."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["orgnet_core.bench.benchmark"])
    return context


_here: list[Call] = []  # of a contestant's process: what it calls


def _enter(make: Callable[[], Call], cores: int | None) -> None:
    if cores is not None:
        if sys.platform == "linux":  # elsewhere only torch can be told
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])
        torch.set_num_threads(cores)
    _here.append(make())


def _turn_here(least: float) -> float:
    return turn(_here[0], least)
