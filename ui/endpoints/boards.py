"""What a light page needs to know to show views of a run: a board's data, and words above it."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store.annotations import annotation_of
from orgnet_views.board import board_of
from ui.endpoints.refusals import refused
from ui.shared.addresses import is_whole
from ui.shared.board_data import SERVED, VIEWS
from ui.shared.registry import registry

NO_RUN = (
    "This server has no such run. A run is named as in the address of its page in the Lab, such "
    "as run=4b527081."
)


def routes() -> list[Route]:
    return [Route("/runs/{run}/board", board)]


def board(request: Request) -> JSONResponse:
    """`BoardData` (orgnet_views/js/core/contracts.js) of `views`, names parted by commas, and of
    `particle`, from 0; with the run's `title` and its `seed`. In a worker thread, as frames are."""
    run = registry().get(request.path_params["run"])
    if run is None:
        return refused(NO_RUN, 404)
    asked = [name for name in request.query_params.get("views", "").split(",") if name]
    if not asked or not set(asked) <= set(VIEWS):
        return refused(f"views must be some of {', '.join(VIEWS)}, parted by commas.", 400)
    particle, last = request.query_params.get("particle", "0"), run.config.organism.particles - 1
    if not is_whole(particle) or int(particle) > last:
        return refused(f"particle must be a whole number from 0 to {last:,}.", 400)
    own = {"views": list(dict.fromkeys(asked)), "particle": int(particle), "title": title(run)}
    data = board_of(run) | SERVED | own
    return JSONResponse(data, headers={"Cache-Control": "no-store"})


def title(run: Run) -> str:
    """Its name, or what it began as; and its seed."""
    preset = PRESETS.get(run.preset or "")
    began_as = preset.title if preset else run.origin.title
    named = annotation_of(registry().store, run.id).name
    return f"{named or began_as}, seed {run.config.seed}"
