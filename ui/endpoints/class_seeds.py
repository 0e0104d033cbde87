"""A class as a sweep, over HTTP: the lecturer offers seeds of the organism that the lecture shows,
each follower grows theirs. Which seed a follower has, the lecture's own address says."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from orgnet_core.errors import LabError
from orgnet_core.runs.store import StoreError
from ui.endpoints.lectures import asker, found, own
from ui.endpoints.refusals import refused
from ui.shared.class_seeds import ClassSeeds
from ui.shared.lectures import LECTURES, Lecture
from ui.shared.registry import registry

NO_COOKIE = "Seeds are for browsers that keep this site's cookie."


def routes() -> list[Route]:
    one = "/lectures/{code}"
    return [
        Route(f"{one}/class", offer, methods=["POST"]),
        Route(f"{one}/seed", grow, methods=["POST"]),
    ]


async def offer(request: Request) -> JSONResponse:
    lecture = own(request)
    if isinstance(lecture, JSONResponse):
        return lecture
    return await run_in_threadpool(_offer, lecture)


def _offer(lecture: Lecture) -> JSONResponse:
    """The sweep; the one there is where the lecture shows the organism that it is of."""
    try:
        run, seeds = registry().require(lecture.view.run), lecture.seeds
        if seeds is None or seeds.config != run.config:
            seeds = ClassSeeds(registry(), run)
            LECTURES.offer(lecture, seeds)
    except StoreError:
        raise
    except LabError as error:
        return refused(str(error), 409)
    return JSONResponse({"sweep": seeds.id})


async def grow(request: Request) -> JSONResponse:
    lecture = found(request, "There is no such lecture.")
    if isinstance(lecture, JSONResponse):
        return lecture
    visitor = asker(request).visitor
    if lecture.seeds is None:
        return refused("This lecture offers no seeds.", 409)
    if not visitor:
        return refused(NO_COOKIE, 409)
    try:
        mine = await run_in_threadpool(lecture.seeds.grow, visitor)
    except StoreError:
        raise
    except LabError as error:
        return refused(str(error), 409)
    return JSONResponse(mine._asdict())
