"""When a server has nothing to do, for work that can wait until a page has loaded.

Python does one thing at a time: what a server prepares for later, its first visitor would wait for.
"""

from functools import cache
from threading import Event
from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

QUIET = 1.0  # seconds without a request that are a lull
LONGEST = 20.0  # seconds that all of the work waits for one; of whoever asks on, it is in the way


class Lull:
    """Waits for lulls, `LONGEST` altogether, until it is told that the server ends."""

    def __init__(self):
        self._asked = monotonic()
        self._patience = LONGEST
        self._ended = Event()

    def note_request(self) -> None:
        self._asked = monotonic()

    def wait(self) -> bool:
        """Whether the server is still to go on."""
        while (rest := min(self._asked + QUIET - monotonic(), self._patience)) > 0:
            self._patience -= rest
            if self._ended.wait(rest):
                break
        return not self._ended.is_set()

    def end(self) -> None:
        self._ended.set()


@cache
def lull() -> Lull:
    """This server's."""
    return Lull()


class LullMiddleware:
    """Notes every request, but no websockets: these stay open all the time."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            lull().note_request()
        await self.app(scope, receive, send)
