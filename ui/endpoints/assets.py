"""The ES modules of the views, under an address that changes with any of them.

Who opens a page asks for dozens of them, and a hall does so at once: each is read and compressed
but once.
"""

import gzip
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from orgnet_views.assets import module
from ui.endpoints.refusals import refused
from ui.shared.addresses import ASSETS, ENDPOINTS

SAID = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


def routes() -> list[Route]:
    return [Route(ASSETS.removeprefix(ENDPOINTS) + "/{name:path}", es_module)]


async def es_module(request: Request) -> Response:
    path = module(request.path_params["name"])
    if path is None:
        return refused("There is no such file.", 404)
    plain, packed = _content(path)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers = SAID | {"Content-Encoding": "gzip"}
        return Response(packed, media_type="text/javascript", headers=headers)
    return Response(plain, media_type="text/javascript", headers=SAID)


@cache
def _content(path: Path) -> tuple[bytes, bytes]:
    """A module as it is and as gzip."""
    plain = path.read_bytes()
    return plain, gzip.compress(plain)
