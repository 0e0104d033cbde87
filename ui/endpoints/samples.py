"""Test samples that an organism is tried on in a page."""

from functools import lru_cache

import torch
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from orgnet_core.tasks import TASKS
from orgnet_views.samples import encode_samples
from ui.endpoints.refusals import refused
from ui.shared.addresses import is_whole
from ui.shared.registry import registry

HOUR = {"Cache-Control": "private, max-age=3600"}  # they are the same for all runs of a task


def routes() -> list[Route]:
    return [Route("/runs/{run}/samples", samples)]


def samples(request: Request) -> Response:
    """Test samples of a run's task from number `from` on; see `encode_samples` for the bytes."""
    run = registry().get(request.path_params["run"])
    if run is None:
        return refused("There is no such run.", 404)
    first, size = request.query_params.get("from", "0"), TASKS[run.config.task].test_size
    if not is_whole(first) or int(first) >= size:
        return refused(f"from must be a whole number from 0 to {size - 1:,}.", 400)
    body = _encoded(run.config.task, run.config.torch_dtype, int(first))
    return Response(body, media_type="application/octet-stream", headers=HOUR)


@lru_cache(maxsize=12)  # of 1 MB at most
def _encoded(task: str, dtype: torch.dtype, first: int) -> bytes:
    return encode_samples(task, dtype, first)
