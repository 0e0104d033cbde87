"""Who goes next where several visitors wait: round and round between them.

Whoever is served in the fewest places goes next, of equals who was served the longest ago or never;
within one visitor first come, first served.
"""

from collections import Counter, deque
from collections.abc import Hashable
from copy import copy
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Generic, Protocol, TypeVar


class Visitors(Hashable, Protocol):
    """What stands in line for a visitor; all that has none counts as one visitor's."""

    @property
    def visitor(self) -> str | None: ...


Item = TypeVar("Item", bound=Visitors)


class FairLine(Generic[Item]):
    """Those that wait and those that are served. Not for several threads at once."""

    def __init__(self) -> None:
        self._line: dict[Item, None] = {}  # waiting and served, as they came
        self.served: list[Item] = []
        self._last_served: dict[str | None, int] = {}  # by visitor, of those in line
        self._moments = count(1)

    def join(self, item: Item) -> None:
        self._line[item] = None

    def serve_next(self) -> Item | None:
        """Serve the first that waits; None if none does."""
        order = self.order()
        if not order:
            return None
        self.served.append(order[0])
        self._last_served[order[0].visitor] = next(self._moments)
        return order[0]

    def put_back(self, item: Item) -> None:
        """It waits again, before all of its visitor's that came after it."""
        self.served.remove(item)
        self._last_served[item.visitor] = next(self._moments)

    def leave(self, item: Item) -> None:
        """Waiting, served or gone already."""
        if item in self.served:
            self.put_back(item)
        self._line.pop(item, None)
        if not any(other.visitor == item.visitor for other in self._line):
            self._last_served.pop(item.visitor, None)

    def places(self, visitor: str | None) -> int:
        """In how many places this visitor is served."""
        return sum(item.visitor == visitor for item in self.served)

    def waiting_of(self, visitor: str | None) -> int:
        """How many of this visitor's wait."""
        return sum(item.visitor == visitor for item in self._line) - self.places(visitor)

    def order(self) -> list[Item]:
        """Those that wait, in the order in which they are served if nobody else comes."""
        waiting: dict[str | None, deque[Item]] = {}
        for item in self._line:
            if item not in self.served:
                waiting.setdefault(item.visitor, deque()).append(item)
        places = Counter(item.visitor for item in self.served)
        # A number of their own tells apart whom nothing else does: earlier visitors come first.
        ranks = [
            (places[visitor], self._last_served.get(visitor, 0), number, visitor)
            for number, visitor in enumerate(waiting)
        ]
        heapify(ranks)
        order: list[Item] = []
        while ranks:
            taken, _, number, visitor = heappop(ranks)
            order.append(waiting[visitor].popleft())
            if waiting[visitor]:
                served_at = next(self._moments)
                heappush(ranks, (taken + 1, served_at, number, visitor))
        return order

    def copy(self) -> "FairLine[Item]":
        """To see what would become of it."""
        other = copy(self)
        for name, value in vars(self).items():
            setattr(other, name, copy(value))
        return other
