"""Pages without Streamlit, for many at once: /follow, of who follows a lecture, and /embed, views
of one run in a frame of another page. Both are the same shell around a module of the views'."""

import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import config
from streamlit.url_util import make_url_path

from orgnet_views.assets import JS
from ui.server.headers import preloading
from ui.session.display_options import style_of
from ui.shared.addresses import ASSETS

PAGES = ("follow", "embed")
SHELL = Path(__file__).with_name("light_page.html").read_text(encoding="utf-8")
CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"
# Streamlit's names of what its theme sets, and the variables that the views read.
COLOURS = {
    "primaryColor": "--orgnet-accent",
    "backgroundColor": "--orgnet-background",
    "secondaryBackgroundColor": "--orgnet-raised",
    "textColor": "--orgnet-text",
    "borderColor": "--orgnet-border",
}


def routes() -> list[Route]:
    prefix = config.get_option("server.baseUrlPath")
    return [Route(make_url_path(prefix, name), _page(name)) for name in PAGES]


def _page(name: str) -> Callable[[Request], Awaitable[HTMLResponse]]:
    css = (JS / "board.css").read_text(encoding="utf-8")
    css += Path(__file__).with_name("light_page.css").read_text(encoding="utf-8")
    html = SHELL.replace("NAME", name).replace("ASSETS", ASSETS).replace("STYLE", theme() + css)
    modules = [f"{ASSETS}/{module}" for module in (f"{name}.js", "board.js")]
    headers = {"Cache-Control": "no-cache", "Link": preloading(modules)}

    async def page(request: Request) -> HTMLResponse:
        options = style_of(request.query_params)
        return HTMLResponse(html.replace("OPTIONS", options), headers=headers)

    return page


def theme() -> str:
    """The dashboard's colours, light or dark as the browser likes it."""
    themes = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    light, dark = (
        "".join(f"{variable}:{themes[mode][name]};" for name, variable in COLOURS.items())
        for mode in ("light", "dark")
    )
    return f":root{{{light}}}@media (prefers-color-scheme: dark){{:root{{{dark}}}}}"
