"""What light pages are told as it happens, by server-sent events: where a lecturer looks, and what
there is of a run. No session each, no question each: one state is looked up for all.

Each event is the whole state, as JSON; null is the last one. More parts may be in it some day.
"""

from base64 import b64encode
from collections.abc import AsyncIterator
from time import monotonic

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from orgnet_core.json_values import Json
from orgnet_core.runs.live.run import Run
from orgnet_views.frames import encode_frames
from ui.endpoints.lectures import asker, found
from ui.endpoints.polls import poll_of
from ui.endpoints.refusals import refused
from ui.shared.broadcast import Look, broadcast
from ui.shared.lectures import LECTURES, Lecture
from ui.shared.registry import registry

FRAMES = 0.7  # seconds between two times that new frames are told of, however quickly they come
LIGHT = ("kind",)  # the arrays of frames that js/follow.js shows
LARGEST = 100_000  # bytes of frames that are told
# A proxy in between must not gather what is told.
STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def routes() -> list[Route]:
    return [
        Route("/runs/{run}/events", of_run),
        Route("/lectures/{code}/events", of_lecture),
    ]


async def of_run(request: Request) -> Response:
    """States {run}: see `RunNews`."""
    run = request.path_params["run"]
    if await run_in_threadpool(registry().get, run) is None:
        return refused("There is no such run.", 404)
    news = RunNews()

    def look() -> Json:
        told = news.of(run)
        return told and {"run": told}

    return stream(f"run {run}", look)


async def of_lecture(request: Request) -> Response:
    """States {lecture, run, poll}: the lecture's view, its version and whether it offers seeds; of
    the run there, as of any; and the question that is shown, see `poll_of`."""
    lecture = found(request, "There is no such lecture.")
    if not isinstance(lecture, Lecture):
        return lecture
    code = request.path_params["code"].lower()
    lecture.polls.join(*asker(request))
    news = RunNews(LIGHT)

    def look() -> Json:
        if not LECTURES.goes_on(code, lecture):
            return None
        more = {"version": lecture.version, "seeds": lecture.seeds is not None}
        view = lecture.view
        poll = poll_of(lecture, view.question)
        return {"lecture": view.model_dump() | more, "run": news.of(view.run), "poll": poll}

    return stream(f"lecture {code}", look)


class RunNews:
    """What there is of a run: {id, state, total}, total as in an answer with frames; None where it
    is not known. With `names`, of arrays, new frames are told along with it, once: {from, frames},
    the bytes of `encode_frames` in base64. Who missed them asks for them.
    """

    def __init__(self, names: tuple[str, ...] = ()):
        self._names = names
        self._told: dict[str, str | int] = {}
        self._at = -FRAMES

    def of(self, run_id: str) -> Json:
        run = registry().get(run_id)
        if run is None:
            return None
        view, before = run.view, self._told  # one moment's
        now = {"id": run_id, "state": view.state, "total": len(view.snapshots)}
        if before | {"total": now["total"]} == now and monotonic() - self._at < FRAMES:
            return before
        self._told, self._at = now, monotonic()
        return now | self._new(run, before) if before.get("id") == run_id else now

    def _new(self, run: Run, before: dict) -> dict[str, str | int]:
        """The frames since then; none where they are too many to be told."""
        first = before["total"]
        if not self._names or first >= len(run.snapshots):
            return {}
        body = encode_frames(run.view, first, self._names)
        return {"from": first, "frames": b64encode(body).decode()} if len(body) < LARGEST else {}


def stream(name: str, look: Look) -> StreamingResponse:
    async def events() -> AsyncIterator[bytes]:
        async for state in broadcast(name, look).listen():
            yield b"data: " + state + b"\n\n"

    return StreamingResponse(events(), media_type="text/event-stream", headers=STREAM)
