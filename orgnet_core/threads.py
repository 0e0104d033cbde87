"""Torch's threads: numbers that are to be the same everywhere are computed on one."""

from collections.abc import Generator
from contextlib import contextmanager

import torch


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
