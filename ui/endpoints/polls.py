"""Votes over HTTP: followers guess, the lecturer sees how many guess what, closes, and shows the
result. What phones show of it is told with the lecture's events."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from orgnet_core.errors import LabError
from orgnet_core.json_values import Json
from ui.endpoints.lectures import asker, body_of, found, own
from ui.endpoints.refusals import refused
from ui.shared.lectures import Lecture
from ui.shared.polls import PollState
from ui.shared.questions import QUESTIONS, told

LARGEST = 200  # bytes of a message
NO_COOKIE = "Votes are for browsers that keep this site's cookie."
Name = Annotated[str, Field(max_length=40)]


class Vote(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: Name
    option: Annotated[int, Field(ge=0, lt=100, strict=True)]


class Change(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: Name
    state: PollState


def routes() -> list[Route]:
    one = "/lectures/{code}"
    return [
        Route(f"{one}/vote", vote, methods=["POST"]),
        Route(f"{one}/poll", counts, methods=["GET"]),
        Route(f"{one}/poll", change, methods=["PUT"]),
    ]


async def vote(request: Request) -> JSONResponse:
    """A follower's guess at the question that is shown; the last one counts."""
    lecture = found(request, "There is no such lecture.")
    if isinstance(lecture, JSONResponse):
        return lecture
    says = "A vote is JSON of question (its name) and option (its number, from 0)."
    given = await _given(request, Vote, says)
    if isinstance(given, JSONResponse):
        return given
    if not (visitor := asker(request).visitor):
        return refused(NO_COOKIE, 409)
    try:
        lecture.polls.vote(given.question, given.option, visitor)
    except LabError as error:
        return refused(str(error), 409)
    return JSONResponse({"option": given.option})


async def counts(request: Request) -> JSONResponse:
    """How the vote stands on the question that the lecture shows: for the lecturer alone, so that
    nobody guesses as others did."""
    lecture = own(request)
    if isinstance(lecture, JSONResponse):
        return lecture
    question = lecture.view.question
    found = question and lecture.polls.counts(question)
    if not found:
        return refused("The lecture shows no question.", 409)
    answer = {"question": question} | found._asdict()
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


async def change(request: Request) -> JSONResponse:
    lecture = own(request)
    if isinstance(lecture, JSONResponse):
        return lecture
    says = f"A change is JSON of question (its name) and state (one of {', '.join(PollState)})."
    given = await _given(request, Change, says)
    if isinstance(given, JSONResponse):
        return given
    try:
        lecture.polls.set_state(given.question, given.state)
    except LabError as error:
        return refused(str(error), 409)
    return JSONResponse({})


def poll_of(lecture: Lecture, question: str | None) -> Json:
    """What phones show of the question: {question, asks, options, state}, and once the result is
    shown also votes, for each option, right and sentence; None where there is none."""
    counted = question and lecture.polls.counts(question)
    if not question or not counted:
        return None
    words, state = QUESTIONS[question], counted.state
    shown = {"question": question, "asks": words.asks, "options": words.options, "state": state}
    if state is PollState.REVEALED:
        shown |= {"votes": counted.votes, **told(question)}
    return shown


Given = TypeVar("Given", bound=BaseModel)


async def _given(request: Request, model: type[Given], says: str) -> Given | JSONResponse:
    body = await body_of(request, LARGEST, says)
    if isinstance(body, JSONResponse):
        return body
    try:
        return model.model_validate_json(body)
    except ValidationError:
        return refused(says, 400)
