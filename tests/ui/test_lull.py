"""Work that can wait does so while a page loads, not for ever, and not at the end."""

import asyncio
from threading import Thread

import pytest

from ui.server import lull as module
from ui.server.lull import Lull, LullMiddleware


@pytest.fixture
def clock(monkeypatch):
    """Seconds, by which alone a Lull goes; its waits move them on."""
    now = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    return now


def waiting(lull: Lull, clock: list[float], asks=lambda: None) -> list[float]:
    """How long each of its waits was meant to be."""
    waits = []

    def wait(seconds):
        waits.append(seconds)
        clock[0] += seconds
        asks()

    lull._ended.wait = wait
    return waits


def test_it_waits_until_a_second_after_the_last_request(clock):
    lull = Lull()
    waits = waiting(lull, clock)
    clock[0] += 0.25
    lull.note_request()
    clock[0] += 0.25
    assert lull.wait() and waits == [0.75]
    assert lull.wait() and waits == [0.75], "it is still quiet"


def test_of_who_asks_on_and_on_it_is_in_the_way_for_twenty_seconds_altogether(clock):
    lull = Lull()
    waits = waiting(lull, clock, lull.note_request)
    assert lull.wait() and sum(waits) == 20
    assert lull.wait() and sum(waits) == 20


def test_at_the_servers_end_it_waits_no_more():
    lull, found = Lull(), []
    thread = Thread(target=lambda: found.append(lull.wait()))
    thread.start()
    lull.end()
    thread.join()
    assert found == [False] and not lull.wait()


@pytest.mark.parametrize(("kind", "noted"), [("http", True), ("websocket", False)])
def test_requests_are_noted_websockets_are_none(monkeypatch, kind, noted):
    lull, passed = Lull(), []
    lull._asked = 0.0
    monkeypatch.setattr(module, "lull", lambda: lull)

    async def app(scope, _receive, _send):
        passed.append(scope["type"])

    asyncio.run(LullMiddleware(app)({"type": kind}, None, None))
    assert passed == [kind] and (lull._asked > 0) == noted
