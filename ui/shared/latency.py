"""How long a recorded snapshot waits until a page fetches it: what viewers know as latency."""

from collections import deque
from threading import Lock
from time import monotonic

import numpy as np

from orgnet_core.runs.store import Store

WINDOW = 300.0  # seconds that a measurement counts
ASLEEP = 60.0  # seconds; a page that comes later was hidden, or its machine asleep
KEPT = 200  # of a run's latest snapshots, and thousands of measurements at most


class Latency:
    """Written by training threads and by the event loop, read by the Status page."""

    def __init__(self):
        self._recorded: deque[tuple[str, int, float]] = deque(maxlen=KEPT)
        self._waits: deque[tuple[float, float]] = deque(maxlen=50 * KEPT)  # (when, seconds)
        self._lock = Lock()

    def recorded(self, run: str, step: int) -> None:
        with self._lock:
            self._recorded.append((run, step, monotonic()))

    def fetched(self, run: str, steps: list[int]) -> None:
        """Snapshots of these steps go out to a page now."""
        now, wanted = monotonic(), set(steps)
        with self._lock:
            waits = [
                now - at
                for which, step, at in self._recorded
                if (which, step in wanted) == (run, True)
            ]
            self._waits.extend((now, wait) for wait in waits if wait < ASLEEP)

    def quantiles(self) -> tuple[int, float, float]:
        """(snapshots fetched, median, 95 % quantile) of the last minutes, in seconds or NaN."""
        since = monotonic() - WINDOW
        with self._lock:
            waits = [wait for when, wait in self._waits if when > since]
        if not waits:
            return 0, np.nan, np.nan
        median, high = np.quantile(waits, (0.5, 0.95))
        return len(waits), float(median), float(high)


LATENCY = Latency()


class TimedStore(Store):
    """A store that notes when it recorded which snapshot."""

    def add_snapshot(self, run: str, snapshot, *rest, **more) -> int:
        size = super().add_snapshot(run, snapshot, *rest, **more)
        LATENCY.recorded(run, snapshot.step)
        return size
