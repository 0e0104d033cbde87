"""All routes beside Streamlit's own."""

from starlette.routing import Route

from ui.endpoints import assets, frames, health, lectures, parquet, weights


def routes() -> list[Route]:
    return [
        *frames.routes(),
        *weights.routes(),
        *lectures.routes(),
        *parquet.routes(),
        *health.routes(),
        *assets.routes(),
    ]
