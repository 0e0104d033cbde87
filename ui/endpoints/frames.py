"""Frames of a run: no script run and no garbage collection per tick.

Whoever watches a run asks for the same, hundreds at the same moment in a hall: what is asked for
by one is made once, in a worker thread, and is the answer to all as long as the run stands so.
"""

from asyncio import Task, create_task, shield
from collections import OrderedDict
from time import monotonic
from typing import NamedTuple
from weakref import ref

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from orgnet_core.runs.live.run import Run
from orgnet_core.runs.live.view import RunView
from orgnet_core.runs.state import State
from orgnet_views.frames import ARRAYS, encode_frames
from ui.endpoints.refusals import refused
from ui.shared.addresses import is_whole
from ui.shared.latency import LATENCY
from ui.shared.registry import registry
from ui.shared.run_status import status_of

# Numbers measured are noise to a compressor: several times the work of encoding, to save a fifth.
AS_IT_IS = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
SHARED = 0.25  # seconds that an answer may be behind a run that records frame after frame
MOST_KEPT = 8  # answers, of 2 MB at most, or of one frame


class Question(NamedTuple):
    run: str
    first: int
    names: tuple[str, ...]


class Answer(NamedTuple):
    """To a question about a run as it stood in `view`; keeps neither of them in memory."""

    run: ref[Run]
    view: ref[RunView]
    state: State  # the run's
    at: float  # when it was made
    steps: list[int]  # of its frames
    body: bytes

    @property
    def stands(self) -> bool:
        """Whether the run is still so for good; or was so just now, in the same state."""
        run = self.run()
        if run is None or run.id not in registry().ids:
            return False
        is_about_so = run.state is self.state and monotonic() - self.at < SHARED
        return is_about_so or (run.view is self.view() and not run.can_grow)


_ANSWERS: OrderedDict[Question, Task[Answer | None]] = OrderedDict()  # the latest last


def routes() -> list[Route]:
    return [Route("/runs/{run}/frames", frames)]


async def frames(request: Request) -> Response:
    """Frames of a run from number `from` on, with all arrays or those that `arrays` names; see
    `encode_frames` for the bytes."""
    text = request.query_params.get("from", "0")
    names = tuple(request.query_params.get("arrays", ",".join(ARRAYS)).split(","))
    if not is_whole(text):
        return refused("from must be a whole number.", 400)
    if not set(names) <= ARRAYS.keys():
        return refused(f"arrays must be some of {', '.join(ARRAYS)}, parted by commas.", 400)
    question = Question(request.path_params["run"], int(text), names)
    answer = await shield(_answering(question))
    if answer is None:
        return refused("There is no such run.", 404)
    if run := answer.run():
        run.watched()
    if question.first:  # a page that follows, not one that fetches what was there before it came
        LATENCY.fetched(question.run, answer.steps)
    return Response(answer.body, media_type="application/octet-stream", headers=AS_IT_IS)


def _answering(question: Question) -> Task[Answer | None]:
    """What is being made, or was made and still stands; or else anew."""
    task = _ANSWERS.pop(question, None)
    if task is None or (task.done() and not _stands(task)):
        task = create_task(run_in_threadpool(_answer, question))
    _ANSWERS[question] = task
    if len(_ANSWERS) > MOST_KEPT:
        _ANSWERS.popitem(last=False)
    return task


def _stands(task: Task[Answer | None]) -> bool:
    if task.cancelled() or task.exception() is not None:
        return False
    answer = task.result()
    return answer is not None and answer.stands


def _answer(question: Question) -> Answer | None:
    """A run may have to be read from the store first, which takes a second."""
    run = registry().get(question.run)
    if run is None:
        return None
    run.wake()
    view = run.view  # if it is another one by now, the answer does not stand
    steps = [snapshot.step for snapshot in view.snapshots[question.first :]]
    status = status_of(run, view)._asdict()
    body = encode_frames(view, question.first, question.names, status=status)
    return Answer(ref(run), ref(view), view.state, monotonic(), steps, body)
