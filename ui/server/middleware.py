"""All that every request passes through, outermost first."""

from starlette.middleware import Middleware

from orgnet_core.settings import Settings
from ui.server.cookies import CookieMiddleware
from ui.server.headers import HeadersMiddleware
from ui.server.lull import LullMiddleware
from ui.server.origin import OriginMiddleware
from ui.server.presses import PressesMiddleware
from ui.server.proxy import ProxyMiddleware


def middleware() -> list[Middleware]:
    settings = Settings()
    sites = settings.frame_ancestors
    return [
        Middleware(LullMiddleware),
        Middleware(ProxyMiddleware, settings.trusted_proxies),
        Middleware(HeadersMiddleware, sites),
        Middleware(OriginMiddleware, settings.hosts),
        Middleware(CookieMiddleware, in_frames=bool(sites)),
        Middleware(PressesMiddleware),
    ]
