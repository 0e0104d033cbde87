"""Kinds of all particles over a recorded run: what small multiples of the organism map draw."""

from asyncio import Semaphore
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from orgnet_views.recorded_kinds import encode_kinds
from ui.endpoints.refusals import refused
from ui.shared.registry import registry

_at_once = Semaphore(2)  # that read the store, so that pages of many maps leave room for others


def routes() -> list[Route]:
    return [Route("/runs/{run}/kinds", kinds)]


async def kinds(request: Request) -> Response:
    """Kinds at the recorded steps of a run, thinned; see `encode_kinds` for the bytes."""
    async with _at_once:
        body = await run_in_threadpool(_encoded, request.path_params["run"])
    if body is None:
        return refused("There is no such run.", 404)
    return Response(
        body, media_type="application/octet-stream", headers={"Cache-Control": "no-store"}
    )


def _encoded(run: str) -> bytes | None:
    record = registry().store.run(run)
    return record and _of_moment(run, record.created, record.scalars.get("step"))


@lru_cache(maxsize=48)  # two pages of maps; one may take 1 MB
def _of_moment(run: str, _created: str, _step: int | None) -> bytes | None:
    """A run that has grown since, or was grown anew, is another."""
    return encode_kinds(registry().store, run)
