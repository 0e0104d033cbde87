"""Only this server's own pages may ask here, and only by a name that is this server's.

A browser sends its cookies along whichever page asks: a page of another site, or of another port of
this machine, would steer the visitor's runs. And a page whose name is made to lead here (DNS
rebinding) would be of this very host.
"""

import re
import socket
from collections.abc import Iterable
from functools import cache
from ipaddress import ip_address

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.endpoints.refusals import refused

_AUTHORITY = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:(?P<port>\d{1,5}))?")
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<authority>.+)")
_PORTS = {"http": 80, "https": 443}
_FOREIGN = "A page of another site sent this request, so it is refused."
_UNNAMED = "This server does not have that name. Its administrator can add names: ORGNET_HOSTS."


class OriginMiddleware:
    """Refuses with 403 what another site's page asks, and what is asked by a foreign name.

    `hosts` are the server's names beside those of loopback; without any, every literal address and
    the machine's own names.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()):
        self.app, self.hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        headers = HTTPConnection(scope).headers
        host, origins = headers.get("host"), headers.getlist("origin")
        if host is not None and not is_named(host, self.hosts):
            return await refused(_UNNAMED, 403)(scope, receive, send)
        secure = scope["scheme"] in ("https", "wss")
        if not all(is_own(origin, host or "", secure) for origin in origins):
            return await refused(_FOREIGN, 403)(scope, receive, send)
        if scope["type"] == "websocket" and not origins:
            # No browser's page leaves it out: a script, which needs no visitor's cookie.
            kept = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, send)


def is_own(origin: str, host: str, secure: bool) -> bool:
    """Whether a page of `origin` is a page of this server, which is asked as `host`.

    TLS may end at a proxy that does not say so: then pages by https are this server's as well.
    """
    match = _ORIGIN.fullmatch(origin.lower())
    if match is None or (secure and match["scheme"] == "http"):
        return False
    asking, asked = (_place(each, match["scheme"]) for each in (match["authority"], host))
    return asking is not None and asking == asked


def is_named(host: str, hosts: frozenset[str]) -> bool:
    """Whether a Host header names this server."""
    place = _place(host, "http")
    if place is None:
        return False
    name = place[0].strip("[]")
    if name == "localhost" or name.endswith(".localhost") or name in hosts:
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return not hosts and name in own_names()
    return address.is_loopback or not hosts


@cache
def own_names() -> frozenset[str]:
    """What this machine calls itself; nobody else's page can be of that name."""
    name = socket.gethostname().lower()
    return frozenset({name, f"{name}.local", socket.getfqdn().lower()})


def _place(authority: str, scheme: str) -> tuple[str, int] | None:
    """(name, port) of what stands in an address behind the scheme, or None if it cannot."""
    match = _AUTHORITY.fullmatch(authority.lower())
    return match and (match["name"].rstrip("."), int(match["port"] or _PORTS[scheme]))
