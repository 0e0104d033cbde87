"""Turns at training: a few runs train at once, the others wait in line, as they came."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Condition

LOOK = 0.1  # seconds between two looks whether somebody waiting was told to stop


class Slots:
    """`count` places for training; all methods may be called from any thread."""

    def __init__(self, count: int):
        self.count = count
        self._line: list[str] = []  # those that train, then those that wait, as they came
        self._changed = Condition()

    @contextmanager
    def turn(self, run: str, stopped: Callable[[], bool]) -> Generator[bool, None, None]:
        """Wait for a place and hold it; False, at once, if `stopped()` before there was one."""
        with self._changed:
            self._line.append(run)
            while self._line.index(run) >= self.count and not stopped():
                self._changed.wait(LOOK)
            has_slot = self._line.index(run) < self.count
        try:
            yield has_slot
        finally:
            with self._changed:
                self._line.remove(run)
                self._changed.notify_all()

    def ahead(self, run: str) -> int | None:
        """How many wait before this one; None if it does not wait."""
        with self._changed:
            if run not in self._line[self.count :]:
                return None
            return self._line.index(run) - self.count

    @property
    def training(self) -> list[str]:
        with self._changed:
            return self._line[: self.count]

    @property
    def waiting(self) -> list[str]:
        with self._changed:
            return self._line[self.count :]
