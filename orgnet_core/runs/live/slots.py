"""Turns at training: a few runs train at once, the others wait in line (`fair_line`).

A run trains to its end, unless somebody with fewer places waits: then it goes back in line at the
next recorded step after TURN_SECONDS, and a newcomer never waits for the whole of a long run.
One that mostly waits between its batches, for its speed limit (`pace`), lends its place to others.
"""

from collections.abc import Callable, Mapping
from math import inf, isfinite
from threading import Condition
from time import monotonic

from orgnet_core.errors import LabError
from orgnet_core.runs.live.fair_line import FairLine

LOOK = 1.0  # seconds between two looks, unless called, whether who waits has to stop
TURN_SECONDS = 60.0  # as long as a turn lasts at least
MOST_TURNS = 200  # looked ahead, until a wait is too long to tell
LENT = 0.1  # share of the time that it trains, up to which a run needs no place of its own


class LineFull(LabError):
    """A visitor has as many runs waiting as they may."""


class Turn:
    """A run's place in line, or at training, from `Slots.enter` until `leave`."""

    def __init__(self, slots: "Slots", run: str, visitor: str | None):
        self.run, self.visitor, self.since = run, visitor, inf  # when it last began to train
        self.is_lent = False  # its place, while it trains
        self._slots = slots

    def wait(self, stopped: Callable[[], bool]) -> bool:
        """Whether it may train, once it may; False, at once, if `stopped()` before that."""
        return self._slots.wait(self, stopped)

    def hand_over(self) -> bool:
        """Go back in line if it is somebody else's turn; whether it did."""
        return self._slots.hand_over(self)

    def takes(self, share: float) -> bool:
        """It trains for that share of the time, 1 being all of it. False if its place is lent and
        it needs one again: then it is back in line."""
        return self._slots.takes(self, share)

    def leave(self) -> None:
        self._slots.leave(self)


class Slots:
    """`count` places for training; all methods may be called from any thread.

    A visitor may have `most_waiting` runs in line, or any number.
    """

    def __init__(self, count: int, most_waiting: int | None = None):
        self.count, self.most_waiting = count, most_waiting
        self.turn_seconds, self.closed = TURN_SECONDS, False
        self._line: FairLine[Turn] = FairLine()
        self._changed = Condition()

    def enter(self, run: str, visitor: str | None = None) -> Turn:
        """Stand in line, or train at once where there is room. Raises LineFull."""
        turn = Turn(self, run, visitor)
        with self._changed:
            slow = sum(other.is_lent and other.visitor == visitor for other in self._line.served)
            waiting, most = self._line.waiting_of(visitor) + slow, self.most_waiting
            must_wait = self._taken() >= self.count or slow > 0
            if must_wait and most is not None and waiting >= most:
                raise LineFull(
                    f"{most:,} runs of one visitor may wait for their turn at once "
                    "(ORGNET_MAX_WAITING), slow ones among them, and so many do; pause one of "
                    "them, or wait until one trains."
                )
            self._line.join(turn)
            self._fill()
        return turn

    def wait(self, turn: Turn, stopped: Callable[[], bool]) -> bool:
        with self._changed:
            while not (turn in self._line.served or self.closed or stopped()):
                self._changed.wait(LOOK)
            return turn in self._line.served and not self.closed

    def hand_over(self, turn: Turn) -> bool:
        with self._changed:
            waiting = self._line.order()
            has_time = turn.is_lent or monotonic() < turn.since + self.turn_seconds
            if self.closed or not waiting or has_time:
                return False
            if not _owes(self._line, turn, waiting[0]):
                return False
            self._line.put_back(turn)
            self._fill()
            return True

    def takes(self, turn: Turn, share: float) -> bool:
        with self._changed:
            turn.is_lent = share < LENT
            if self._taken() > self.count:
                self._line.put_back(turn)
                return False
            self._fill()
            return True

    def leave(self, turn: Turn) -> None:
        with self._changed:
            self._line.leave(turn)
            self._fill()

    def call(self) -> None:
        """Have all that wait look whether they have to stop."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """From now on nobody begins to train."""
        self.closed = True
        self.call()

    def _fill(self) -> None:
        while self._taken() < self.count and not self.closed:
            turn = self._line.serve_next()
            if turn is None:
                break
            turn.since = monotonic()
            self._changed.notify_all()

    def _taken(self) -> int:
        """Places that are not free."""
        return sum(not turn.is_lent for turn in self._line.served)

    def ahead(self, run: str) -> int | None:
        """How many train before this one; None if it does not wait."""
        waiting = self.waiting
        return waiting.index(run) if run in waiting else None

    @property
    def training(self) -> list[str]:
        with self._changed:
            return [turn.run for turn in self._line.served]

    @property
    def waiting(self) -> list[str]:
        """Those in line, who is next first."""
        with self._changed:
            return [turn.run for turn in self._line.order()]

    def seconds_until_turn(self, run: str, seconds_left: Mapping[str, float]) -> float | None:
        """About how long until a run's turn, if the others train for `seconds_left` more and
        nobody else comes; None if it does not wait, or if that cannot be told.

        A run that is not in `seconds_left` may train for any time.
        """
        with self._changed:
            line, now = self._line.copy(), monotonic()
            for turn in [turn for turn in line.served if turn.is_lent]:
                line.leave(turn)
        left = {turn: seconds_left.get(turn.run, inf) for turn in [*line.served, *line.order()]}
        trained = {turn: now - turn.since for turn in line.served}
        waited = 0.0
        for _ in range(MOST_TURNS):
            waiting = line.order()
            if not line.served or run not in [turn.run for turn in waiting]:
                return None
            lasts = {
                turn: min(left[turn], max(0.0, self.turn_seconds - trained[turn]))
                if _owes(line, turn, waiting[0])
                else left[turn]
                for turn in line.served
            }
            ends = min(lasts, key=lasts.__getitem__)
            waited += (passed := lasts[ends])
            if not isfinite(waited):
                return None
            for turn in line.served:
                left[turn], trained[turn] = left[turn] - passed, trained[turn] + passed
            line.put_back(ends) if left[ends] > 0 else line.leave(ends)
            turn = line.serve_next()
            if turn is None or turn.run == run:
                return waited
            trained[turn] = 0.0
        return None


def _owes(line: FairLine[Turn], turn: Turn, waiting: Turn) -> bool:
    """Whether who trains has more places than who waits."""
    return line.places(turn.visitor) > line.places(waiting.visitor)
