"""Gives every browser the cookie by which it is known again (ui/session/visitor.py)."""

from http.cookies import SimpleCookie
from secrets import token_urlsafe

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.session.visitor import COOKIE, is_token

YEAR = 365 * 24 * 3600  # seconds


class VisitorCookieMiddleware:
    """A browser that fetches a page without a token gets one."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_token(HTTPConnection(scope).cookies.get(COOKIE)):
            return await self.app(scope, receive, send)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _cookie(scope["scheme"] == "https"))
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _cookie(is_secure: bool) -> str:
    cookie = SimpleCookie({COOKIE: token_urlsafe(16)})
    cookie[COOKIE] |= {"path": "/", "max-age": YEAR, "httponly": True, "samesite": "Lax"}
    cookie[COOKIE]["secure"] = is_secure
    return cookie[COOKIE].OutputString()
