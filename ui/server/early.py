"""Streamlit's page, as it is but for a module in its head: while Streamlit starts, that asks for
what the views of the page's address will show (orgnet_views/js/early.js)."""

from contextlib import suppress

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import config
from streamlit.url_util import make_url_path

from orgnet_core.errors import LabError
from ui.server.headers import STATIC
from ui.shared.addresses import ASSETS
from ui.shared.registry import registry

PAGES = ["particle"]
MODULE = f'<script type="module" async src="./{ASSETS}/early.js"></script>'


def routes() -> list[Route]:
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    html = html.replace("<head>", f"<head>{MODULE}", 1)

    async def page(request: Request) -> HTMLResponse:
        reading = BackgroundTask(read, request.query_params.get("run", ""))
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"}, background=reading)

    prefix = config.get_option("server.baseUrlPath")
    return [Route(make_url_path(prefix, each), page) for each in PAGES]


def read(run: str) -> None:
    """From the store, while the browser loads what shows it; troubles are for the page to tell."""
    with suppress(LabError):
        registry().get(run)
