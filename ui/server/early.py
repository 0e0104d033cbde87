"""Streamlit's page, as it is but for what its head begins with: where Streamlit is to connect, and
a module that meanwhile asks for what the views of the page's address will show
(orgnet_views/js/early.js); and but for its style, which it has from the start, so that nothing
moves when the dashboard brings it.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import config
from streamlit.url_util import make_url_path

from orgnet_core.errors import LabError
from ui.particle.views import VIEWS
from ui.server.streamlit_page import ARRIVAL, CONNECT, INDEX
from ui.shared.addresses import ASSETS
from ui.shared.registry import registry

# With the views that each shows, where an address names its run from the start.
PAGES = {
    "": [],
    "particle": VIEWS,
    "prune": ["timeline", "kinds", "map"],
    **{name: [] for name in ("compare", "runs", "sweeps", "paper", "status")},
}
STYLE = Path(__file__).parents[1] / "pages.css"


def routes() -> list[Route]:
    prefix = config.get_option("server.baseUrlPath")
    return [Route(make_url_path(prefix, name), _page(PAGES[name])) for name in PAGES]


def head(views: list[str]) -> str:
    """What begins the head of a page with these views."""
    first = f"<script>{CONNECT}</script><script>{ARRIVAL}</script>"
    if not views:
        return first
    module = f"./{ASSETS}/early.js?views={'+'.join(views)}"
    return f'{first}<script type="module" async src="{module}"></script>'


def style() -> str:
    """What ends the body of a page: behind Streamlit's own style, which it betters."""
    return f"<style>{STYLE.read_text(encoding='utf-8')}</style>"


def _page(views: list[str]) -> Callable[[Request], Awaitable[HTMLResponse]]:
    html = INDEX.replace("<head>", f"<head>{head(views)}", 1)
    html = html.replace("</body>", f"{style()}</body>", 1)

    async def page(request: Request) -> HTMLResponse:
        reading = BackgroundTask(read, request.query_params.get("run", ""))
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"}, background=reading)

    return page


def read(run: str) -> None:
    """From the store, while the browser loads what shows it; troubles are for the page to tell."""
    with suppress(LabError):
        registry().get(run)
