"""A speed limit for training: at most so many batches a second, by waiting between them.

It decides when a batch is trained, never what comes of it. Whoever mostly waits needs no place at
training of its own: it is lent to others meanwhile (`slots`).
"""

from collections.abc import Callable
from time import monotonic

from orgnet_core.runs.live.slots import Turn

SPEEDS = (1, 5, 20, 100)  # batches a second that one may choose
SMOOTH = 0.1  # seconds of batches that go in a row at most, so that a limited run does not jerk
LOOK = 0.1  # seconds between two looks at the limit while it waits
SHOW = 1.0  # seconds between two recorded steps of a limited run at least, beside those due
MOST_SHOWN = 500  # steps of a run that are recorded, with all that are due, until only those are


class Pace:
    """How one run trains during a turn: at full speed, or as fast as `limit()` says."""

    def __init__(
        self, turn: Turn, limit: Callable[[], float | None], wait: Callable[[float], bool]
    ):
        """`wait` waits so many seconds, unless training is to end before; whether it is."""
        self._turn, self._limit, self._wait = turn, limit, wait
        self._since = self._shown = monotonic()  # of the present batches; of the last to be seen
        # The limit for which it is known what it takes of a place.
        self._judged: float | None = None

    def most(self, longest: int) -> int:
        """How many batches to train on in a row, of `longest`."""
        limit = self._limit()
        return longest if limit is None else max(1, min(longest, int(limit * SMOOTH)))

    def shows(self, batches: int, recorded: int) -> bool:
        """Whether a step that is not due should be recorded, so that one sees a slow run move:
        after so many batches in a row, of a run with so many recorded steps."""
        limit, now = self._limit(), monotonic()
        is_ahead = limit is not None and now < self._since + batches / limit
        if not is_ahead or recorded >= MOST_SHOWN or now < self._shown + SHOW:
            return False
        self._shown = now
        return True

    def go_on(self, batches: int, is_recorded: bool) -> bool:
        """Wait until the next batch is due; or at once False, if it is somebody else's turn."""
        if is_recorded and self._turn.hand_over():
            return False
        limit, busy = self._limit(), monotonic() - self._since
        if limit != self._judged or (limit is not None and not self._turn.is_lent):
            share = 1.0 if limit is None else busy * limit / batches
            if not self._turn.takes(share):
                return False
            self._judged = limit
        while limit is not None and limit == self._limit():
            left = self._since + batches / limit - monotonic()
            if left <= 0 or self._wait(min(left, LOOK)):
                break
        self._since = monotonic()
        return True
