"""Gives every browser the cookie by which it is known again (ui/session/visitor.py), and lets all
cookies be kept in the frames of other sites, where there are such."""

import re
from http.cookies import SimpleCookie
from secrets import token_urlsafe

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.session.visitor import COOKIE, is_token

YEAR = 365 * 24 * 3600  # seconds
_SITE = re.compile(r";\s*(samesite=\w+|secure|partitioned)\b", re.IGNORECASE)


class CookieMiddleware:
    """A browser that fetches a page without a token gets one.

    `in_frames`: other sites may show pages in a frame. There browsers keep no cookie unless it
    comes by https and says that it is for this one pair of sites.
    """

    def __init__(self, app: ASGIApp, in_frames: bool = False):
        self.app, self.in_frames = app, in_frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        secure = scope["scheme"] == "https"
        known = is_token(HTTPConnection(scope).cookies.get(COOKIE))

        async def send_with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if not known and headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _cookie(secure))
                if secure and self.in_frames:
                    _keep_in_frames(headers)
            await send(message)

        await self.app(scope, receive, send_with_cookies)


def _cookie(secure: bool) -> str:
    """Without a path: that is the folder of the pages, wherever a proxy has put it."""
    cookie = SimpleCookie({COOKIE: token_urlsafe(16)})
    cookie[COOKIE] |= {"max-age": YEAR, "httponly": True, "samesite": "Lax"}
    cookie[COOKIE]["secure"] = secure
    return cookie[COOKIE].OutputString()


def _keep_in_frames(headers: MutableHeaders) -> None:
    """Python's SimpleCookie knows no Partitioned before 3.14, and some cookies are Streamlit's."""
    cookies = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for cookie in cookies:
        headers.append("set-cookie", f"{_SITE.sub('', cookie)}; SameSite=None; Secure; Partitioned")
