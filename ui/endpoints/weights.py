"""Particle weights; reading and fitting are for a worker thread, not for the event loop."""

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from orgnet_views.weights import (
    FITS,
    encode_particle,
    encode_task_weights,
    encode_trajectories,
)
from ui.endpoints.refusals import refused
from ui.shared.addresses import is_whole
from ui.shared.registry import registry


def routes() -> list[Route]:
    return [
        Route("/runs/{run}/trajectories", trajectories),
        Route("/runs/{run}/particles/{number}", particle),
        Route("/runs/{run}/task_weights", task_weights),
    ]


def trajectories(request: Request) -> Response:
    """Trajectories up to step `until` (default: now), axes shared by a `fit` of FITS."""
    run = registry().get(request.path_params["run"])
    if run is None:
        return refused("There is no such run.", 404)
    fit = request.query_params.get("fit", "layer")
    if fit not in FITS:
        return refused(f"fit must be one of {', '.join(FITS)}.", 400)
    until = request.query_params.get("until", str(run.latest.step))
    if not is_whole(until):
        return refused("until must be a whole number.", 400)
    last = max(snapshot.step for snapshot in run.snapshots if snapshot.step <= int(until))
    return _bytes(_encoded_trajectories(run.id, last, fit))


def particle(request: Request) -> Response:
    """What particle `number` was and wrote at each recorded step later than `after`."""
    run = registry().get(request.path_params["run"])
    if run is None:
        return refused("There is no such run.", 404)
    number, after = request.path_params["number"], request.query_params.get("after")
    if not is_whole(number):
        return refused("A particle's number must be a whole number.", 400)
    if int(number) >= (count := run.config.organism.particles):
        return refused(f"There are only the particles 0 to {count - 1:,}.", 404)
    if after is not None and not is_whole(after):
        return refused("after must be a whole number.", 400)
    first = 0 if after is None else int(after) + 1
    return _bytes(encode_particle(run, int(number), first))


def task_weights(request: Request) -> Response:
    """Those of all particles at the recorded step `step`."""
    run = registry().get(request.path_params["run"])
    if run is None:
        return refused("There is no such run.", 404)
    text = request.query_params.get("step", "")
    if not is_whole(text):
        return refused("step must be a whole number.", 400)
    body = encode_task_weights(run, int(text))
    if body is None:
        return refused(f"Step {int(text):,} was not recorded.", 404)
    return _bytes(body)


@lru_cache(maxsize=6)
def _encoded_trajectories(run_id: str, last: int, fit: str) -> bytes:
    """Kept by the run's id, so that a run that is over can leave memory."""
    return encode_trajectories(registry().require(run_id), last, fit)


def _bytes(body: bytes) -> Response:
    return Response(
        body, media_type="application/octet-stream", headers={"Cache-Control": "no-store"}
    )
