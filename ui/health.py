"""Whether this server is well: for a container's health check, and for the Status page.

`/_stcore/health` says that Streamlit answers; this also asks the store.
"""

from threading import enumerate as threads

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from orgnet_core.runs.store import StoreError
from ui.state import registry


def routes() -> list[Route]:
    return [Route("/organism/health", answer)]


async def answer(_request: Request) -> JSONResponse:
    """{status: ok or problem, runs, growing, store: ok or problem}; 503 with a problem."""
    facts = await run_in_threadpool(health)
    return JSONResponse(
        facts,
        status_code=200 if facts["status"] == "ok" else 503,
        headers={"Cache-Control": "no-store"},
    )


def health() -> dict:
    try:
        runs, store = len(registry().store.runs()), "ok"
    except StoreError:
        runs, store = None, "problem"
    return {"status": store, "runs": runs, "growing": len(growing()), "store": store}


def growing() -> list[str]:
    """Ids of the runs that this process is growing now: each has a thread of its own."""
    names = sorted(thread.name for thread in threads())
    return [name.removeprefix("grow-") for name in names if name.startswith("grow-")]
