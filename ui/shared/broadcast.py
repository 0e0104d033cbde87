"""What many pages wait for at once, such as where a lecturer looks: looked up and made into bytes
once for all of them, and told to all with one wake.

In the event loop of the server alone; only `look` runs in a worker thread, since it may have to ask
the store.
"""

import json
from asyncio import Event, Task, create_task, sleep
from collections.abc import AsyncIterator, Callable
from time import monotonic

from starlette.concurrency import run_in_threadpool

from orgnet_core.errors import LabError
from orgnet_core.json_values import Json

LOOK = 0.05  # seconds between two looks
AGAIN = 15.0  # seconds until the same is told again: a longer silence means that nobody speaks
Look = Callable[[], Json]


class Broadcast:
    """`look` says how things stand, None when there will be nothing more to say."""

    is_closing = staticmethod(lambda: False)  # whether the server ends, and with it every one

    def __init__(self, look: Look):
        self._look, self._state, self._told = look, b"", Event()
        self._listeners = 0
        self._telling: Task | None = None
        self.is_over = False

    async def listen(self) -> AsyncIterator[bytes]:
        """How things stand, as JSON, now and whenever they are others; who is slow is told of the
        newest only."""
        self._listeners += 1
        self._telling = self._telling or create_task(self._tell())
        try:
            while True:
                told = self._told
                if self._state:
                    yield self._state
                if self.is_over:
                    return
                await told.wait()
        finally:
            self._listeners -= 1
            if not self._listeners:
                self.is_over = True
                self._telling.cancel()

    async def _tell(self) -> None:
        at = monotonic()
        try:
            while not (self.is_over or self.is_closing()):
                found = await run_in_threadpool(self._look)
                state = json.dumps(found, separators=(",", ":")).encode()
                self.is_over = found is None
                if state != self._state or monotonic() - at > AGAIN:
                    at, self._state = monotonic(), state
                    self._wake_all()
                await sleep(LOOK)
        except LabError:
            pass  # who asks anew is told why
        finally:
            self.is_over = True
            self._wake_all()

    def _wake_all(self) -> None:
        told, self._told = self._told, Event()
        told.set()


_ALL: dict[str, Broadcast] = {}


def broadcast(name: str, look: Look) -> Broadcast:
    """The one of that name that goes on, or a new one."""
    for over in [each for each, one in _ALL.items() if one.is_over]:
        del _ALL[over]
    return _ALL.setdefault(name, Broadcast(look))
