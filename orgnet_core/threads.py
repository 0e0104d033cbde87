"""Torch's threads: numbers that are to be the same everywhere are computed on one."""

from collections.abc import Generator
from contextlib import contextmanager

import torch


@contextmanager
def one_thread() -> Generator[None, None, None]:
    """Torch computes on one thread meanwhile, and afterwards on as many as before.

    Two threads would add up in another order, to other last bits. With torch's OpenMP the number
    belongs to the thread that sets it, so that others, at the same time, keep theirs.
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
