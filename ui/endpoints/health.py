"""Whether this server is well: for a container's health check, and for the Status page.

`/_stcore/health` says that Streamlit answers; this also asks the store.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from orgnet_core.runs.store import StoreError
from ui.shared.registry import registry


def routes() -> list[Route]:
    return [Route("/organism/health", answer)]


async def answer(_request: Request) -> JSONResponse:
    """{status: ok or problem, runs, growing, waiting, store: ok or problem}; 503 with a problem."""
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
    slots = registry().slots
    line = {"growing": len(slots.training), "waiting": len(slots.waiting)}
    return {"status": store, "runs": runs, **line, "store": store}
