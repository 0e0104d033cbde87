"""Lectures: where a lecturer looks, for all who follow. Kept in this process, gone with it.

The lecturer's page says when its view changes, the followers' pages ask: a few hundred bytes of
JSON, no arrays and no script run. Only who began a lecture has its token and may move it.
"""

from dataclasses import dataclass
from hmac import compare_digest
from secrets import choice, token_urlsafe
from threading import Lock
from time import monotonic
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

PAGES = {page: f"pages/{page}.py" for page in ("lab", "particle", "prune")}
LETTERS, LENGTH = "bcdfghjkmnpqrstvwxz", 5  # of a code: nothing that reads like something else
MOST = 200  # lectures at a time
KEEP = 12 * 3600.0  # seconds without a lecturer or a follower until a lecture is forgotten
LARGEST = 32_000  # bytes of a message
RANGES = r"^([0-9]{1,9}(-[0-9]{1,9})?([_,][0-9]{1,9}(-[0-9]{1,9})?)*)?$"  # as in core/ranges.js
QUERY = r"^[A-Za-z0-9_=&.+%-]*$"
Whole = Annotated[int, Field(ge=0, lt=10**9, strict=True)]


class View(BaseModel):
    """What a page shows: step None is the newest one, `selected` are marks such as 0-44,90, `cut`
    is what the address says of it (ui/prune/address.py)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: Literal[tuple(PAGES)]
    run: Annotated[str, Field(pattern="^[0-9a-f]{1,16}$")]
    particle: Whole | None = None
    step: Whole | None = None
    selected: Annotated[str, Field(max_length=20_000, pattern=RANGES)] = ""
    cut: Annotated[str, Field(max_length=8_000, pattern=QUERY)] = ""


@dataclass
class Lecture:
    token: str
    view: View
    version: int  # counts the views
    seen: float  # when somebody last asked or moved


class Lectures:
    """All lectures of a process. May be used from any thread."""

    def __init__(self):
        self._lectures: dict[str, Lecture] = {}
        self._lock = Lock()

    def begin(self, view: View) -> tuple[str, str] | None:
        """(code, token) of a new lecture; None while there are too many."""
        with self._lock:
            now = monotonic()
            for code in [code for code, each in self._lectures.items() if now - each.seen > KEEP]:
                del self._lectures[code]
            if len(self._lectures) >= MOST:
                return None
            code = "".join(choice(LETTERS) for _ in range(LENGTH))
            while code in self._lectures:
                code = "".join(choice(LETTERS) for _ in range(LENGTH))
            token = token_urlsafe(16)
            self._lectures[code] = Lecture(token, view, 0, now)
            return code, token

    def find(self, code: str) -> Lecture | None:
        """The lecture of a code, whether typed in small or in capital letters."""
        with self._lock:
            found = self._lectures.get(code.lower())
            if found is not None:
                found.seen = monotonic()
            return found

    def move(self, lecture: Lecture, view: View) -> None:
        with self._lock:
            lecture.view, lecture.version = view, lecture.version + 1

    def end(self, code: str) -> None:
        with self._lock:
            self._lectures.pop(code.lower(), None)


LECTURES = Lectures()


def routes() -> list[Route]:
    one = "/organism/lectures/{code}"
    return [
        Route("/organism/lectures", begin, methods=["POST"]),
        Route(one, follow, methods=["GET"]),
        Route(one, move, methods=["PUT"]),
        Route(one, end, methods=["DELETE"]),
    ]


async def begin(request: Request) -> JSONResponse:
    view = await _view(request)
    if isinstance(view, JSONResponse):
        return view
    begun = LECTURES.begin(view)
    if begun is None:
        return _refused(f"This server holds {MOST} lectures already; try again later.", 503)
    code, token = begun
    return JSONResponse({"code": code, "token": token})


async def follow(request: Request) -> JSONResponse:
    lecture = LECTURES.find(request.path_params["code"])
    if lecture is None:
        return _refused("There is no such lecture.", 404)
    answer = lecture.view.model_dump() | {"version": lecture.version}
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


async def move(request: Request) -> JSONResponse:
    lecture = _own(request)
    if isinstance(lecture, JSONResponse):
        return lecture
    view = await _view(request)
    if isinstance(view, JSONResponse):
        return view
    LECTURES.move(lecture, view)
    return JSONResponse({})


async def end(request: Request) -> JSONResponse:
    lecture = _own(request)
    if isinstance(lecture, JSONResponse):
        return lecture
    LECTURES.end(request.path_params["code"])
    return JSONResponse({})


def _own(request: Request) -> Lecture | JSONResponse:
    """The lecture, to whoever has its token."""
    lecture = LECTURES.find(request.path_params["code"])
    if lecture is None:
        return _refused("The lecture is over; begin another.", 404)
    token = request.headers.get("X-Lecture-Token", "")
    if not compare_digest(token.encode(), lecture.token.encode()):
        return _refused("Only who began this lecture may move it.", 403)
    return lecture


async def _view(request: Request) -> View | JSONResponse:
    """The view that the body holds, or why it holds none; no more than LARGEST bytes are read."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return _refused(f"A view takes at most {LARGEST:,} bytes.", 413)
    try:
        return View.model_validate_json(body)
    except ValidationError:
        return _refused(
            f"A view is JSON of page (one of {', '.join(PAGES)}), run (its id), particle and step "
            "(whole numbers or null), selected (such as 0-44,90) and cut (such as by=by_hand).",
            400,
        )


def _refused(sentence: str, status: int) -> JSONResponse:
    return JSONResponse({"error": sentence}, status_code=status)
