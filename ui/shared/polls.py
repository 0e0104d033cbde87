"""Votes of a lecture: what its followers guess, one vote each, counted exactly.

A vote is a follower's: whoever has opened the lecture, by their cookie. Cookies are quickly made,
so the followers that may vote are bounded, of the lecture and of an address, which a hall shares.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from typing import NamedTuple

from orgnet_core.errors import LabError

MOST_FOLLOWERS = 5_000  # that may vote in a lecture
MOST_OF_ADDRESS = 1_000  # of these, from one address


class PollState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    REVEALED = "revealed"  # the result is shown, too, and nothing is taken back


class Counts(NamedTuple):
    state: PollState
    votes: list[int]  # for each option
    followers: int  # who could have voted


@dataclass
class _Poll:
    options: int
    state: PollState = PollState.OPEN
    votes: dict[str, int] = field(default_factory=dict)  # option, by visitor


class Polls:
    """All votes of one lecture, by question. May be used from any thread."""

    def __init__(self):
        self._polls: dict[str, _Poll] = {}
        self._followers: dict[str, str] = {}  # address, by visitor
        self._at_address: Counter[str] = Counter()
        self._lock = Lock()

    def join(self, visitor: str, address: str) -> None:
        """Somebody follows the lecture, and may vote from now on, unless too many do."""
        with self._lock:
            if not visitor or visitor in self._followers:
                return
            if (
                len(self._followers) >= MOST_FOLLOWERS
                or self._at_address[address] >= MOST_OF_ADDRESS
            ):
                return
            self._followers[visitor] = address
            self._at_address[address] += 1

    def ask(self, question: str, options: int) -> None:
        """Open the vote on a question, unless it was asked before."""
        with self._lock:
            self._polls.setdefault(question, _Poll(options))

    def set_state(self, question: str, state: PollState) -> None:
        """Raises LabError."""
        with self._lock:
            poll = self._asked(question)
            if poll.state is PollState.REVEALED and state is not PollState.REVEALED:
                raise LabError("The result is shown already, so this vote stays closed.")
            poll.state = state

    def vote(self, question: str, option: int, visitor: str) -> None:
        """In place of the visitor's vote before, if there was one. Raises LabError."""
        with self._lock:
            poll = self._asked(question)
            if poll.state is not PollState.OPEN:
                raise LabError("The vote on this question is closed.")
            if not 0 <= option < poll.options:
                raise LabError(f"This question has the options 0 to {poll.options - 1}.")
            if visitor not in self._followers:
                raise LabError(
                    "Only followers vote: open the lecture's link first. Of a lecture at most "
                    f"{MOST_FOLLOWERS:,} may, from one address {MOST_OF_ADDRESS:,}."
                )
            poll.votes[visitor] = option

    def counts(self, question: str) -> Counts | None:
        """How the vote on that question stands; None where it was not asked."""
        with self._lock:
            poll = self._polls.get(question)
            if poll is None:
                return None
            found = Counter(poll.votes.values())
            votes = [found[option] for option in range(poll.options)]
            return Counts(poll.state, votes, len(self._followers))

    def _asked(self, question: str) -> _Poll:
        if question not in self._polls:
            raise LabError("This lecture has not asked that question.")
        return self._polls[question]
