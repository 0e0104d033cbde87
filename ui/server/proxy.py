"""Who asks, by which name and how, when a proxy asks in their place.

The one place that believes X-Forwarded-For, -Proto and -Host, from the addresses that
ORGNET_TRUSTED_PROXIES names. All behind it reads client, scheme and Host as if there were no proxy.
"""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware


class ProxyMiddleware:
    """Puts the visitor in a trusted proxy's place."""

    def __init__(self, app: ASGIApp, trusted: Iterable[IPv4Network | IPv6Network]):
        self.app = ProxyHeadersMiddleware(app, [*map(str, trusted)])  # pyright: ignore

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if client := scope.get("client"):
            scope["client"] = plain(client[0]), client[1]
            if scope["client"][0] in self.app.trusted_hosts:
                _go_by_forwarded_host(scope)
        await self.app(scope, receive, send)  # pyright: ignore


def plain(address: str) -> str:
    """An address as IPv4 where a socket for both shows it as IPv6, such as ::ffff:127.0.0.1."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return str(mapped or parsed)


def _go_by_forwarded_host(scope: Scope) -> None:
    """Host becomes what the nearest proxy was called by, if it says so."""
    if forwarded := Headers(scope=scope).getlist("x-forwarded-host"):
        scope["headers"] = list(scope["headers"])
        MutableHeaders(scope=scope)["host"] = forwarded[-1].rpartition(",")[2].strip()


def decide_alone(server: uvicorn.Server) -> None:
    """Take away the proxy middleware that uvicorn puts around every app by itself, which trusts
    other addresses. To be called before the server listens."""
    if isinstance(server.config.loaded_app, ProxyHeadersMiddleware):
        server.config.loaded_app = server.config.loaded_app.app
