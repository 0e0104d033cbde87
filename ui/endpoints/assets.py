"""The ES modules of the views, under an address that changes with any of them."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from orgnet_views.assets import module
from ui.endpoints.refusals import refused
from ui.shared.addresses import ASSETS, ENDPOINTS

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def routes() -> list[Route]:
    return [Route(ASSETS.removeprefix(ENDPOINTS) + "/{name:path}", es_module)]


async def es_module(request: Request) -> Response:
    path = module(request.path_params["name"])
    if path is None:
        return refused("There is no such file.", 404)
    return FileResponse(path, media_type="text/javascript", headers=FOREVER)
