"""All routes beside Streamlit's own, in a folder below the prefix that Streamlit answers under."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Router
from starlette.types import Receive, Scope, Send
from streamlit import config
from streamlit.url_util import make_url_path

from orgnet_core.errors import LabError, NotRecordedError
from orgnet_core.runs.store import StoreError
from ui.endpoints import (
    assets,
    boards,
    class_seeds,
    events,
    frames,
    health,
    kinds,
    lectures,
    parquet,
    polls,
    qr_codes,
    samples,
    slow_motion,
    weights,
)
from ui.endpoints.refusals import refused
from ui.shared.addresses import ENDPOINTS


def routes() -> list[Mount]:
    endpoints = [
        *frames.routes(),
        *boards.routes(),
        *events.routes(),
        *weights.routes(),
        *kinds.routes(),
        *samples.routes(),
        *slow_motion.routes(),
        *lectures.routes(),
        *class_seeds.routes(),
        *polls.routes(),
        *qr_codes.routes(),
        *parquet.routes(),
        *health.routes(),
        *assets.routes(),
    ]
    folder = Router(endpoints, redirect_slashes=False, default=nothing_there)
    path = make_url_path(config.get_option("server.baseUrlPath"), ENDPOINTS)
    return [Mount(path, app=folder)]


async def nothing_there(scope: Scope, receive: Receive, send: Send) -> None:
    """What is no endpoint is no page of Streamlit's either."""
    await refused("There is no such address.", 404)(scope, receive, send)


async def _not_recorded(_request: Request, error: LabError) -> JSONResponse:
    return refused(str(error), 404)


async def _store_fails(_request: Request, error: StoreError) -> JSONResponse:
    return refused(error.alone, 503)


EXCEPTION_HANDLERS = {NotRecordedError: _not_recorded, StoreError: _store_fails}
