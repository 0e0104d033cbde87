"""Phones that follow a lecture, without a browser: each fetches the light page and its modules,
then is told states and fetches frames over real sockets, as orgnet_views/js/follow.js does."""

import asyncio
import json
import re
from asyncio import StreamReader, StreamWriter
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic
from urllib.parse import urlsplit

from orgnet_views.assets import JS

LOOK = 0.05  # seconds between two looks at whether something was recorded
IDLE = 4.0  # seconds for which a connection is kept without a question
PAUSE = 0.35  # seconds from new frames to asking for more, as in js/core/store.js
VIEWS = "timeline,map,curves,kinds"
_IMPORTED = re.compile(r"""(?:from\s*|^import\s*|import\()["'](\.[^"']+\.js)["']""", re.MULTILINE)


class Connection:
    """One that is kept alive: a question, its answer, the next question; after a while another, as
    servers let go of those that nobody uses."""

    reader: StreamReader
    writer: StreamWriter | None = None

    def __init__(self, url: str):
        self.address, self.used = urlsplit(url), 0.0
        self.cookie = ""  # as the server sets it

    async def _open(self) -> None:
        await self.close()
        host, port = self.address.hostname, self.address.port
        self.reader, self.writer = await asyncio.open_connection(host, port, limit=1 << 22)

    async def begin(self, path: str, method: str = "GET", body: bytes = b"", more: str = "") -> int:
        """Ask; the length of the body that is to be read then, -1 of one that comes in chunks."""
        if monotonic() - self.used > IDLE:
            await self._open()
        known = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.address.netloc}\r\n{known}{more}"
        self.writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200"), answer[:80]
        if given := re.search(rb"\nset-cookie: ([^;]+)", answer, re.IGNORECASE):
            self.cookie = given[1].decode()
        length = re.search(rb"\ncontent-length: (\d+)", answer, re.IGNORECASE)
        return int(length[1]) if length else -1

    async def ask(self, path: str, *rest, **more) -> bytes:
        length = await self.begin(path, *rest, **more)
        if length >= 0:
            found = await self.reader.readexactly(length)
        else:
            found = b"".join([chunk async for chunk in self.chunks()])
        self.used = monotonic()
        return found

    async def chunks(self) -> AsyncIterator[bytes]:
        while chunk := await self.chunk():
            yield chunk

    async def chunk(self) -> bytes:
        length = int(await self.reader.readuntil(b"\r\n"), 16)
        return (await self.reader.readexactly(length + 2))[:-2]

    async def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            with suppress(OSError):
                await self.writer.wait_closed()


class Hall:
    """A lecture, the lecturer's connection, and when what was said and recorded."""

    def __init__(self, url: str, run: str, lecturer: Connection):
        self.url, self.run, self.lecturer, self.scout = url, run, lecturer, Connection(url)
        self.code = self.token = ""
        self.said: list[float] = [monotonic()]  # when each version of the view was
        self.recorded: list[float] = []  # when each frame was first seen to be there
        self.found = 0  # how many frames there were at first
        self.step = 0  # of the newest frame
        self.revealed = 0.0  # when the class was shown the result
        self.modules = modules()

    @classmethod
    async def of(cls, url: str, run: str) -> "Hall":
        hall = cls(url, run, Connection(url))
        begun = await hall.lecturer.ask("/organism/lectures", "POST", hall.view(None))
        hall.code, hall.token = (json.loads(begun)[name] for name in ("code", "token"))
        return hall

    def view(self, step: int | None) -> bytes:
        shown = {"page": "lab", "run": self.run, "step": step, "selected": f"0-{len(self.said)}"}
        return json.dumps(shown).encode()

    async def seek(self, step: int | None) -> None:
        self.said.append(monotonic())
        await self._tell("", self.view(step))

    async def put_question(self, question: str) -> None:
        """The lecturer goes to the Questions page, and phones show the question."""
        self.said.append(monotonic())
        shown = {"page": "questions", "run": self.run, "question": question}
        await self._tell("", json.dumps(shown).encode())

    async def reveal(self, question: str) -> None:
        self.revealed = monotonic()
        body = json.dumps({"question": question, "state": "revealed"}).encode()
        await self._tell("/poll", body)

    async def votes(self) -> list[int]:
        """How many voted for what, as the lecturer sees it."""
        return json.loads(await self._tell("/poll", method="GET"))["votes"]

    async def _tell(self, path: str, body: bytes = b"", method: str = "PUT") -> bytes:
        lecture, token = f"/organism/lectures/{self.code}", f"X-Lecture-Token: {self.token}\r\n"
        return await self.lecturer.ask(f"{lecture}{path}", method, body, more=token)

    async def look(self) -> None:
        """See when what is recorded, without end; what there is at first counts as found."""
        while True:
            found = await frames(self.scout, self.run, len(self.recorded))
            self.recorded += [monotonic()] * (found["total"] - len(self.recorded))
            self.found = self.found or len(self.recorded)
            self.step = found["frames"][-1]["step"] if found["frames"] else self.step
            await asyncio.sleep(LOOK)

    async def recorded_bytes(self) -> int:
        """About how much was recorded since it began to look."""
        last = len(self.recorded) - 1
        newest = await self.lecturer.ask(f"/organism/runs/{self.run}/frames?from={last}")
        return (last - self.found) * len(newest) // len(header(newest)["frames"])

    async def close(self) -> None:
        for connection in (self.lecturer, self.scout):
            await connection.close()


class Phone:
    """One follower; `positions` and `frames` are how long it waited for what, in seconds."""

    def __init__(self, hall: Hall):
        self.hall = hall
        self.positions: list[float] = []
        self.frames: list[float] = []
        self.waited = 0.0  # for the whole page, with all that was recorded
        self.votes: list[float] = []  # until each was counted
        self.results: list[float] = []  # until the result came
        self.has, self._total, self._version = 0, 0, -1
        self._told = asyncio.Event()
        self._fetching, self._hearing = Connection(hall.url), Connection(hall.url)
        self._voting = Connection(hall.url)
        self._tasks: list[asyncio.Task] = []

    async def open(self) -> None:
        began, code = monotonic(), self.hall.code
        page = (await self._fetching.ask(f"/follow?lecture={code}")).decode()
        assets = re.search(r"\./(organism/assets/\w+)/", page)[1]
        for module in self.hall.modules:
            await self._fetching.ask(f"/{assets}/{module}", more="Accept-Encoding: gzip\r\n")
        self._hearing.cookie = self._voting.cookie = self._fetching.cookie
        await self._hearing.begin(f"/organism/lectures/{code}/events")
        self._tasks.append(asyncio.create_task(self._hear()))
        await self._fetching.ask(f"/organism/runs/{self.hall.run}/board?views={VIEWS}")
        self._tasks.append(asyncio.create_task(self._follow()))
        async with asyncio.timeout(60):
            while not self.has or self.has < self._total:
                await asyncio.sleep(LOOK)
        self.waited = monotonic() - began

    def forget(self) -> None:
        """What it waited for so far."""
        self.positions.clear()
        self.frames.clear()

    async def vote(self, question: str, option: int) -> None:
        began, path = monotonic(), f"/organism/lectures/{self.hall.code}/vote"
        body = json.dumps({"question": question, "option": option}).encode()
        assert json.loads(await self._voting.ask(path, "POST", body)) == {"option": option}
        self.votes.append(monotonic() - began)

    async def _hear(self) -> None:
        while True:
            self._take(json.loads((await self._hearing.chunk()).removeprefix(b"data: ")))

    def _take(self, state: dict) -> None:
        now, version = monotonic(), state["lecture"]["version"]
        if self._version >= 0:
            self.positions += [now - at for at in self.hall.said[self._version + 1 : version + 1]]
        self._version, self._total = version, state["run"]["total"]
        if (state["poll"] or {}).get("state") == "revealed" and not self.results:
            self.results.append(now - self.hall.revealed)
        if state["run"].get("from") == self.has:
            self._have(header(b64decode(state["run"]["frames"])))
        self._told.set()

    async def _follow(self) -> None:
        while True:
            await self._told.wait()
            self._told.clear()
            while self.has < self._total:
                found = await frames(self._fetching, self.hall.run, self.has)
                self._have(found)
                await asyncio.sleep(PAUSE if self.has >= self._total else 0)

    def _have(self, found: dict) -> None:
        now, has = monotonic(), self.has + len(found["frames"])
        self.frames += [now - at for at in self.hall.recorded[self.has : has]]
        self.has = has

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        done = await asyncio.gather(*self._tasks, return_exceptions=True)
        for error in done:
            if isinstance(error, Exception):
                raise error
        for connection in (self._fetching, self._hearing, self._voting):
            await connection.close()


async def frames(connection: Connection, run: str, first: int) -> dict:
    """The header of an answer with frames."""
    return header(await connection.ask(f"/organism/runs/{run}/frames?from={first}&arrays=kind"))


def header(body: bytes) -> dict:
    length = int.from_bytes(body[:4], "little")
    return json.loads(body[4 : 4 + length])


def modules() -> list[str]:
    """All that the page loads: what follow.js imports, what that does, and what boards load."""
    views = ("timeline", "map", "curves", "kinds_over_time")
    found, waiting = set(), ["follow.js", *(f"views/{view}.js" for view in views)]
    while waiting:
        found.add(name := waiting.pop())
        path = JS / name
        imported = [path.parent / other for other in _IMPORTED.findall(path.read_text())]
        names = {each.resolve().relative_to(JS.resolve()).as_posix() for each in imported}
        waiting += names - found
    return sorted(found | {"vendor/plotly-basic.min.js"})
