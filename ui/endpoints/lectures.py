"""Lectures over HTTP: the lecturer's page says when its view changes, the followers' pages ask.

A few hundred bytes of JSON, no arrays and no script run. Only who began a lecture has its token
and may move it.
"""

from hmac import compare_digest

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ui.endpoints.refusals import refused
from ui.session.visitor import COOKIE, is_token
from ui.shared.lectures import LECTURES, MOST, PAGES, Asker, Lecture, LectureView, TooMany
from ui.shared.questions import QUESTIONS

LARGEST = 32_000  # bytes of a message


def routes() -> list[Route]:
    one = "/lectures/{code}"
    return [
        Route("/lectures", begin, methods=["POST"]),
        Route(one, follow, methods=["GET"]),
        Route(one, move, methods=["PUT"]),
        Route(one, end, methods=["DELETE"]),
    ]


async def begin(request: Request) -> JSONResponse:
    view = await _view(request)
    if isinstance(view, JSONResponse):
        return view
    try:
        begun = LECTURES.begin(view, asker(request))
    except TooMany as error:
        return refused(str(error), 429)
    if begun is None:
        return refused(f"This server holds {MOST} lectures already; try again later.", 503)
    code, token = begun
    return JSONResponse({"code": code, "token": token})


async def follow(request: Request) -> JSONResponse:
    lecture = found(request, "There is no such lecture.")
    if isinstance(lecture, JSONResponse):
        return lecture
    answer = lecture.view.model_dump() | {"version": lecture.version}
    visitor, address = asker(request)
    lecture.polls.join(visitor, address)
    if lecture.seeds is not None and visitor:
        mine = await run_in_threadpool(lecture.seeds.of, visitor)
        answer["mine"] = mine._asdict()
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


async def move(request: Request) -> JSONResponse:
    lecture = own(request)
    if isinstance(lecture, JSONResponse):
        return lecture
    view = await _view(request)
    if isinstance(view, JSONResponse):
        return view
    LECTURES.move(lecture, view)
    return JSONResponse({})


async def end(request: Request) -> JSONResponse:
    lecture = own(request)
    if isinstance(lecture, JSONResponse):
        return lecture
    LECTURES.end(request.path_params["code"])
    return JSONResponse({})


def asker(request: Request) -> Asker:
    token = request.cookies.get(COOKIE)
    host = request.client.host if request.client else None
    return Asker.of(token if is_token(token) else "", host)


def found(request: Request, otherwise: str) -> Lecture | JSONResponse:
    try:
        lecture = LECTURES.find(request.path_params["code"], asker(request))
    except TooMany as error:
        return refused(str(error), 429)
    return lecture or refused(otherwise, 404)


def own(request: Request) -> Lecture | JSONResponse:
    """The lecture, to whoever has its token."""
    lecture = found(request, "The lecture is over; start another.")
    if isinstance(lecture, JSONResponse):
        return lecture
    token = request.headers.get("X-Lecture-Token", "")
    if not compare_digest(token.encode(), lecture.token.encode()):
        return refused("Only the lecturer can move this lecture.", 403)
    return lecture


async def body_of(request: Request, largest: int, too_long: str) -> bytes | JSONResponse:
    """No more than so many bytes are read, and what is longer is refused with that sentence."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            return refused(too_long, 413)
    return body


async def _view(request: Request) -> LectureView | JSONResponse:
    """The view that the body holds, or why it holds none."""
    body = await body_of(request, LARGEST, f"A view takes at most {LARGEST:,} bytes.")
    if isinstance(body, JSONResponse):
        return body
    try:
        return LectureView.model_validate_json(body)
    except ValidationError:
        return refused(
            f"A view is JSON of page (one of {', '.join(PAGES)}), run (its id), particle and step "
            "(whole numbers or null), selected (such as 0-44_90), cut (such as by=by_hand) and "
            f"question ({', '.join(QUESTIONS)} or null).",
            400,
        )
