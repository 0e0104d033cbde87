"""Frames of a run: no script run and no garbage collection per tick."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from orgnet_views.frames import ARRAYS, encode_frames
from ui.endpoints.refusals import refused
from ui.shared.addresses import is_whole
from ui.shared.latency import LATENCY
from ui.shared.registry import registry

# Numbers measured are noise to a compressor: several times the work of encoding, to save a fifth.
AS_IT_IS = {"Cache-Control": "no-store", "Content-Encoding": "identity"}


def routes() -> list[Route]:
    return [Route("/runs/{run}/frames", frames)]


def frames(request: Request) -> Response:
    """Frames of a run from number `from` on, with all arrays or those that `arrays` names; see
    `encode_frames` for the bytes.

    In a worker thread: a run may have to be read from the store first, which takes a second.
    """
    run = registry().get(request.path_params["run"])
    if run is None:
        return refused("There is no such run.", 404)
    text = request.query_params.get("from", "0")
    if not is_whole(text):
        return refused("from must be a whole number.", 400)
    first = int(text)
    names = request.query_params.get("arrays", ",".join(ARRAYS)).split(",")
    if not set(names) <= ARRAYS.keys():
        return refused(f"arrays must be some of {', '.join(ARRAYS)}, parted by commas.", 400)
    new = [snapshot.step for snapshot in run.snapshots[first:]]
    body = encode_frames(run, first, names)
    if first:  # a page that follows, not one that fetches what was there before it came
        LATENCY.fetched(run.id, new)
    return Response(body, media_type="application/octet-stream", headers=AS_IT_IS)
