"""A lecture's link as a QR code, for a hall to point phones at."""

import re
from io import BytesIO

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui.endpoints.refusals import refused
from ui.shared.lectures import LENGTH, LETTERS

LONGEST = 300  # characters
LINK = re.compile(rf"https?://[^\s<>\"']+/follow\?lecture=[{LETTERS}]{{{LENGTH}}}")
# The same link is the same picture for ever. It is drawn dark on white, as cameras want it.
LOOK = {"dark": "#000", "light": "#fff", "border": 4, "xmldecl": False, "nl": False}


def routes() -> list[Route]:
    return [Route("/qr", qr, methods=["GET"])]


async def qr(request: Request) -> Response | JSONResponse:
    """SVG of the link that the page itself would copy: what a server behind proxies is called,
    only browsers know."""
    link = request.query_params.get("link", "")
    if len(link) > LONGEST or not LINK.fullmatch(link):
        return refused(
            "A QR code is of a followers' link, such as https://…/follow?lecture=bcdfgh, of at "
            f"most {LONGEST} characters.",
            400,
        )
    drawn = BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", omitsize=True, **LOOK)
    headers = {"Cache-Control": "private, max-age=86400"}
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers=headers)
