"""Who a visitor is: a random token in a cookie that no script can read.

Streamlit's sessions end with a reload; a visitor is the same one for as long as the browser keeps
the cookie. What a visitor may do is said in steering.py.
"""

import re
from http.cookies import SimpleCookie
from secrets import token_urlsafe

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "organism-visitor"
TOKEN = re.compile("[A-Za-z0-9_-]{22}")
YEAR = 365 * 24 * 3600  # seconds


class Welcome:
    """ASGI middleware: a browser that fetches a page without a token gets one."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_token(HTTPConnection(scope).cookies.get(COOKIE)):
            return await self.app(scope, receive, send)

        async def welcome(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _cookie(scope["scheme"] == "https"))
            await send(message)

        await self.app(scope, receive, welcome)


def visitor() -> str:
    """This visitor's token; where the browser keeps no cookies, one for this session."""
    token = st.context.cookies.get(COOKIE)
    if _is_token(token):
        return token
    return st.session_state.setdefault("visitor", token_urlsafe(16))


def _is_token(text: object) -> bool:
    return isinstance(text, str) and TOKEN.fullmatch(text) is not None


def _cookie(is_secure: bool) -> str:
    cookie = SimpleCookie({COOKIE: token_urlsafe(16)})
    cookie[COOKIE] |= {"path": "/", "max-age": YEAR, "httponly": True, "samesite": "Lax"}
    cookie[COOKIE]["secure"] = is_secure
    return cookie[COOKIE].OutputString()
