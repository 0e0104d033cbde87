"""How the engine is compiled by numba, and kept on disk; and whether that happens just now."""

import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numba import njit
from numba.core import event
from tqdm import tqdm

from orgnet_core.numba_cache import choose_folder

choose_folder()
Array = np.ndarray  # float32 or float64
Function = TypeVar("Function", bound=Callable[..., Any])
# Files whose functions others may call into.
CALLED_FROM_OTHERS = ("blocks.py", "elementwise.py", "fused.py", "losses.py", "narrow.py")
_STAMP = sha256(
    b"".join(Path(__file__).with_name(name).read_bytes() for name in CALLED_FROM_OTHERS)
).digest()


def compiled(function: Function, fastmath: Iterable[str] = ("contract",)) -> Function:
    """Compiled when first called, and kept on disk until its file or one of those that others call
    into changes: numba alone would not notice that what is called there has become something else.

    Multiply-adds may be contracted; NaN and infinity keep their meaning.
    """
    made: Any = njit(nogil=True, cache=True, fastmath={*fastmath}, error_model="numpy")(function)
    index = made._cache._cache_file
    index._source_stamp = (index._source_stamp, _STAMP)
    return made


# Part of the loop that calls it: over a call there are no vectors.
inlined = njit(fastmath={"contract"}, error_model="numpy", forceinline=True)


class _Once(event.Listener):
    def __init__(self, say: Callable[[], None]):
        self._say: Callable[[], None] | None = say

    def on_start(self, event: object) -> None:
        if self._say is not None:
            say, self._say = self._say, None
            say()

    def on_end(self, event: object) -> None:
        pass


def say_compiling() -> None:
    """To who waits at a command."""
    tqdm.write("Compiling the training steps, once on this machine …", file=sys.stderr)


@contextmanager
def when_compiling(say: Callable[[], None]) -> Generator[None, None, None]:
    """Meanwhile `say()`, once, if anything is compiled in this process."""
    listener = _Once(say)
    event.register("numba:compile", listener)  # pyright: ignore[reportUnknownMemberType]
    try:
        yield
    finally:
        event.unregister("numba:compile", listener)  # pyright: ignore[reportUnknownMemberType]
