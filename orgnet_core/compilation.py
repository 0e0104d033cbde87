"""Says when numba compiles, which takes a while, rather than loads what it compiled before."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from numba.core import event


class _Once(event.Listener):
    def __init__(self, say: Callable[[], None]):
        self._say: Callable[[], None] | None = say

    def on_start(self, event: object) -> None:
        if self._say is not None:
            say, self._say = self._say, None
            say()

    def on_end(self, event: object) -> None:
        pass


@contextmanager
def when_compiling(say: Callable[[], None]) -> Generator[None, None, None]:
    """Meanwhile `say()`, once, if anything is compiled in this process."""
    listener = _Once(say)
    event.register("numba:compile", listener)  # pyright: ignore[reportUnknownMemberType]
    try:
        yield
    finally:
        event.unregister("numba:compile", listener)  # pyright: ignore[reportUnknownMemberType]
