"""Whether this server is well.

`/_stcore/health` says that Streamlit answers; this also tries out the store.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ui.shared.health import health


def routes() -> list[Route]:
    return [Route("/health", answer)]


async def answer(_request: Request) -> JSONResponse:
    """{status: ok or problem, runs, growing, waiting, store: ok, read-only or problem}; 503 with a
    problem."""
    facts = await run_in_threadpool(health)
    return JSONResponse(
        facts,
        status_code=200 if facts["status"] == "ok" else 503,
        headers={"Cache-Control": "no-store"},
    )
