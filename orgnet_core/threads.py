"""Threads: numbers that are to be the same everywhere are computed on one, or in parts that do not
depend on how many there are.
"""

import os
import sys
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from typing import TypeVar

import torch
from threadpoolctl import threadpool_limits  # pyright: ignore[reportMissingTypeStubs]

Result = TypeVar("Result")
_is_alone = ContextVar("is_alone", default=False)
POLITE = 5  # how much less urgent than pages the threads are that help with training (nice)


@contextmanager
def one_thread() -> Generator[None, None, None]:
    """Torch computes on one thread meanwhile, and afterwards on as many as before.

    Two threads would add up in another order, to other last bits. Torch keeps the number for each
    thread of the process by itself, from its first use of torch on: others keep theirs.
    """
    before = torch.get_num_threads()
    if before == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def alone() -> Generator[None, None, None]:
    """Meanwhile this thread works alone: for many processes side by side, each on a core."""
    before = _is_alone.set(True)
    try:
        with one_thread(), threadpool_limits(1):
            yield
    finally:
        _is_alone.reset(before)


@cache
def cores() -> int:
    """That this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def begin(work: Callable[[], Result]) -> Callable[[], Result]:
    """Have a helper begin with `work`; what is returned gives what comes of it.

    It is done only then, by who asks, where no helper has come to it, this thread is `alone` or the
    process ends, when helpers take no more.
    """
    if cores() == 1 or _is_alone.get():
        return work
    try:
        begun = _helpers().submit(work)
    except RuntimeError:
        return work
    return lambda: work() if begun.cancel() else begun.result()


def in_blocks(
    work: Callable[[int, int], None], count: int, block: int, is_shared: bool = True
) -> None:
    """`work(start, stop)` for consecutive parts of 0 … count, which begin at multiples of `block`.

    One part where it is not worth sharing or this thread is `alone`, else one a core, all at once:
    `work` has to release the interpreter lock, and must do the same whatever the parts are. What it
    raises is raised.
    """
    blocks = -(-count // block)
    is_worth_it = is_shared and blocks > 1 and not _is_alone.get()
    parts = min(cores(), blocks) if is_worth_it else 1
    if parts == 1:
        work(0, count)
        return
    ends = [min(count, block * (blocks * part // parts)) for part in range(parts + 1)]
    helped = [begin(partial(work, *ends[part : part + 2])) for part in range(1, parts)]
    try:
        work(0, ends[1])
    finally:
        for finish in helped:
            finish()


@cache
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, cores() - 1), "training helper", _give_way)


def _give_way() -> None:
    _is_alone.set(True)  # who helps asks for no help, which would have to wait for itself
    torch.set_num_threads(1)
    if sys.platform == "linux":  # where a thread has a priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), POLITE)
