"""One look for all who wait, one wake when things are others."""

import asyncio
import json
from contextlib import aclosing

import pytest

from orgnet_core.errors import LabError
from ui.shared import broadcast as module
from ui.shared.broadcast import Broadcast, broadcast


@pytest.fixture(autouse=True)
def often(monkeypatch):
    monkeypatch.setattr(module, "LOOK", 0.001)


class Place:
    """Something to look at, and how often somebody has."""

    def __init__(self, state):
        self.state, self.looks = state, 0

    def look(self):
        self.looks += 1
        if isinstance(self.state, Exception):
            raise self.state
        return self.state


async def heard(told: Broadcast, count: int) -> list:
    """So many states; fewer where it is over."""
    states = []
    async with aclosing(told.listen()) as listening:
        async for state in listening:
            states.append(json.loads(state))
            if len(states) == count:
                break
    return states


def test_all_who_listen_hear_each_state_once_and_it_is_looked_up_for_one():
    async def meet() -> None:
        place = Place(0)
        told = Broadcast(place.look)
        listening = [asyncio.create_task(heard(told, 3)) for _ in range(100)]
        for state in (1, 2):
            await asyncio.sleep(0.1)
            place.state = state
        assert await asyncio.gather(*listening) == [[0, 1, 2]] * 100
        assert place.looks < 1000, "not a hundred times as many"
        looks = place.looks
        await asyncio.sleep(0.05)
        assert told.is_over and place.looks <= looks + 1, "nobody listens any more"

    asyncio.run(meet())


def test_who_is_slow_is_told_of_the_newest_only():
    async def meet() -> None:
        place = Place(0)
        async with aclosing(Broadcast(place.look).listen()) as listening:
            assert await anext(listening) == b"0"
            for place.state in range(1, 6):
                await asyncio.sleep(0.02)
            assert await anext(listening) == b"5"

    asyncio.run(meet())


def test_it_ends_when_there_is_nothing_more_to_say_and_when_the_server_does(monkeypatch):
    async def end(place: Place) -> list:
        listening = asyncio.create_task(heard(Broadcast(place.look), 9))
        await asyncio.sleep(0.05)
        if place.state is None:
            return await listening
        monkeypatch.setattr(Broadcast, "is_closing", staticmethod(lambda: True))
        return await listening

    assert asyncio.run(end(Place(None))) == [None]
    assert set(asyncio.run(end(Place(7)))) == {7}


def test_where_looking_fails_all_who_listen_are_let_go():
    place = Place(LabError("the disk is full"))
    assert asyncio.run(heard(Broadcast(place.look), 9)) == []


def test_silence_is_broken_by_saying_the_same_again(monkeypatch):
    monkeypatch.setattr(module, "AGAIN", 0.01)
    assert asyncio.run(heard(Broadcast(Place(3).look), 3)) == [3, 3, 3]


def test_a_name_stands_for_the_one_that_goes_on():
    first = broadcast("a", Place(1).look)
    assert broadcast("a", Place(2).look) is first
    assert broadcast("b", Place(2).look) is not first
    first.is_over = True
    assert broadcast("a", Place(2).look) is not first
