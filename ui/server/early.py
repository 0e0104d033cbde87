"""Streamlit's page, as it is but for what its head begins with: where Streamlit is to connect, and
a module that meanwhile asks for what the views of the page's address will show
(orgnet_views/js/early.js); and but for its style, which it has from the start, so that nothing
moves when the dashboard brings it.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import config
from streamlit.url_util import make_url_path

from orgnet_core.errors import LabError
from ui.lab import views as lab
from ui.particle import views as particle
from ui.server.streamlit_page import ARRIVAL, CONNECT, INDEX
from ui.session.experiment_links import config_fields
from ui.shared.addresses import ASSETS
from ui.shared.examples import FIRST
from ui.shared.registry import registry
from ui.story import views as story

# With the views that each shows, where it is known from the start of which run; "" is the Lab.
PAGES = {
    "": lab.VIEWS,
    "particle": particle.VIEWS,
    "prune": ["timeline", "kinds", "map", "sketch"],
    "story": story.VIEWS,
    **{name: [] for name in ("compare", "runs", "sweeps", "paper", "questions", "teach", "status")},
}
STYLE = Path(__file__).parents[1] / "pages.css"


def routes() -> list[Route]:
    prefix = config.get_option("server.baseUrlPath")
    return [Route(make_url_path(prefix, name), _page(PAGES[name])) for name in PAGES]


def head(views: list[str], run: str = "") -> str:
    """What begins the head of a page with these views on that run."""
    first = f"<script>{CONNECT}</script><script>{ARRIVAL}</script>"
    if not views:
        return first
    asked = f"views={'+'.join(views)}" + (f"&amp;run={run}" if run else "")
    module = f"./{ASSETS}/early.js?{asked}"
    return f'{first}<script type="module" async src="{module}"></script>'


def first_shown(query: Mapping[str, str]) -> str:
    """The run that a page of this address shows to who comes to it; "" if it names none yet."""
    if "run" in query:
        return query["run"] if re.fullmatch("[0-9a-f]{1,16}", query["run"]) else ""
    return "" if "follow" in query or config_fields(query) else FIRST.run


def style() -> str:
    """What ends the body of a page: behind Streamlit's own style, which it betters."""
    return f"<style>{STYLE.read_text(encoding='utf-8')}</style>"


def _page(views: list[str]) -> Callable[[Request], Awaitable[HTMLResponse]]:
    styled = INDEX.replace("</body>", f"{style()}</body>", 1)

    async def page(request: Request) -> HTMLResponse:
        run = first_shown(request.query_params)
        html = styled.replace("<head>", f"<head>{head(views, run)}", 1)
        reading = BackgroundTask(read, run)
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"}, background=reading)

    return page


def read(run: str) -> None:
    """From the store, while the browser loads what shows it; troubles are for the page to tell."""
    with suppress(LabError):
        registry().get(run)
