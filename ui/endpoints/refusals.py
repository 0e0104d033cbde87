"""How an address says no."""

from starlette.responses import JSONResponse


def refused(sentence: str, status: int) -> JSONResponse:
    """One sentence for people, as every address here says it."""
    return JSONResponse({"error": sentence}, status_code=status)
