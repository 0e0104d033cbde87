"""What browsers are told about every answer: who may frame it, what its page may load, and what a
page will load."""

from collections.abc import Iterable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.server.streamlit_page import STATIC, inline_scripts
from ui.shared.addresses import ASSETS

# As strict as Streamlit 1.67 and the views can do with: Streamlit runs the JavaScript of components
# from blobs and styles by attribute; pictures that a page makes are blobs and data.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' blob: data:",
    "font-src": "'self' data:",
    "base-uri": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
}


class HeadersMiddleware:
    """`frame_ancestors` are the sites that may show the pages in a frame, beside this one."""

    def __init__(self, app: ASGIApp, frame_ancestors: Iterable[str] = ()):
        self.app = app
        policy = POLICY | {
            "script-src": " ".join([POLICY["script-src"], *inline_scripts()]),
            "frame-ancestors": " ".join(["'self'", *frame_ancestors]),
        }
        self.headers = {
            "Content-Security-Policy": "; ".join(f"{name} {of}" for name, of in policy.items()),
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }
        self.soon = soon_needed()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                if is_page(headers):
                    headers.setdefault("Link", self.soon)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def is_page(headers: Mapping[str, str]) -> bool:
    """Of this server's: what is downloaded is none, though it may be HTML."""
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and "content-disposition" not in headers


def soon_needed() -> str:
    """The largest of what boards of views and charts wait for, as a Link header: browsers fetch it
    while Streamlit starts. Addresses are relative to a page's."""
    chunks = sorted(STATIC.glob("static/js/BidiComponent.*.js"))  # what shows a component
    modules = [f"{ASSETS}/board.js", *(chunk.relative_to(STATIC).as_posix() for chunk in chunks)]
    return preloading(modules)


def preloading(modules: Iterable[str]) -> str:
    """A Link header that names Plotly, which charts wait for, and ES modules."""
    plotly = f"<{ASSETS}/vendor/plotly-basic.min.js>; rel=preload; as=script"
    return ", ".join([plotly, *(f"<{module}>; rel=modulepreload" for module in modules)])
