"""Turns at training: never more at once than there are places, in the order in which they came."""

from threading import Event, Thread

import pytest
from helpers import wait_until

from orgnet_core.runs.live.slots import Slots


class Visitor:
    """Takes a turn in a thread of its own and holds it until told to leave."""

    def __init__(self, slots: Slots, name: str):
        self.name, self.leave, self.stop = name, Event(), Event()
        self.had_place = None
        self.thread = Thread(target=self._take, args=(slots,))
        self.thread.start()
        wait_until(lambda: name in slots.training + slots.waiting)

    def _take(self, slots):
        with slots.turn(self.name, self.stop.is_set) as self.had_place:
            if self.had_place:
                self.leave.wait(60)


@pytest.fixture
def visitors():
    made = []
    yield made
    for visitor in made:
        visitor.stop.set()
        visitor.leave.set()
        visitor.thread.join(60)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_they_train_as_they_came_and_never_more_than_there_are_places(visitors, count):
    slots, names = Slots(count), [f"run{i}" for i in range(6)]
    visitors += [Visitor(slots, name) for name in names]
    for done in range(len(names)):
        wait_until(lambda done=done: slots.training == names[done : done + count])
        assert slots.waiting == names[done + count :]
        assert [slots.ahead(name) for name in slots.waiting] == list(range(len(slots.waiting)))
        assert [slots.ahead(name) for name in slots.training] == [None] * len(slots.training)
        wait_until(lambda done=done: visitors[done].had_place)
        visitors[done].leave.set()
    wait_until(lambda: slots.training == [])


def test_whoever_is_told_to_stop_leaves_the_line_and_the_rest_move_up(visitors):
    slots = Slots(1)
    visitors += [Visitor(slots, name) for name in "abc"]
    visitors[1].stop.set()
    wait_until(lambda: slots.waiting == ["c"])
    assert visitors[1].had_place is False
    visitors[0].leave.set()
    wait_until(lambda: slots.training == ["c"])


def test_a_turn_that_fails_gives_its_place_back():
    slots = Slots(1)
    with pytest.raises(ZeroDivisionError), slots.turn("a", lambda: False):
        raise ZeroDivisionError
    assert slots.training == []
