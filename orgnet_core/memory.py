"""Memory that was freed, handed back to the system."""

import ctypes
from collections.abc import Callable
from functools import cache


def release_freed() -> None:
    """To call after work that took a lot for a moment: glibc keeps what many threads freed in an
    arena for each of them, hundreds of megabytes. Does nothing where there is no glibc."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
