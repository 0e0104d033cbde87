"""A batch in slow motion; training on it, one at a time, is for a worker thread."""

from functools import lru_cache
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from orgnet_core.errors import Divergence, NotRecordedError
from orgnet_views.slow_motion import encode_slow_motion
from ui.endpoints.frames import AS_IT_IS
from ui.endpoints.refusals import refused
from ui.shared.addresses import is_whole
from ui.shared.registry import registry

_COMPUTING = Lock()


def routes() -> list[Route]:
    return [Route("/runs/{run}/batches/{step}", batch)]


def batch(request: Request) -> Response:
    """The batch that follows a recorded step, part by part: `encode_slow_motion`."""
    run, step = registry().get(request.path_params["run"]), request.path_params["step"]
    if run is None:
        return refused("There is no such run.", 404)
    if not is_whole(step):
        return refused("A step must be a whole number.", 400)
    try:
        with _COMPUTING:
            body = _encoded(run.id, int(step), run.config.model_dump_json())
    except NotRecordedError as error:
        return refused(str(error), 404)
    except Divergence as error:
        return refused(f"This organism diverged: {error}.", 409)
    return Response(body, media_type="application/octet-stream", headers=AS_IT_IS)


@lru_cache(maxsize=6)
def _encoded(run_id: str, step: int, _config: str) -> bytes:
    """Kept for the config, too: with a phase appended another batch may follow."""
    return encode_slow_motion(registry().require(run_id), step)
