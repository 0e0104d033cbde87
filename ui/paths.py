"""Particle weights for the page: paths of all particles, or all the weights of one.

Like the feed's frames: length of the header (uint32, little-endian), header (JSON), then float32
from a multiple of four bytes on. Reading and fitting take a worker thread, not the event loop.
"""

from functools import lru_cache

import numpy as np
import torch
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from orgnet_core.cadence import evenly
from orgnet_core.particles import Particles, layer_shapes, positional_code
from orgnet_core.runs.run import Run
from orgnet_core.trajectories import by_layer, by_particle
from ui.feed import framed, is_whole, stride
from ui.state import registry

MOST_STEPS = 60  # of a path; of longer runs evenly chosen ones, the first and the last among them
FITS = ("layer", "particle")


def routes() -> list[Route]:
    return [
        Route("/organism/runs/{run}/trajectories", trajectories),
        Route("/organism/runs/{run}/particles/{number}", particle),
    ]


async def trajectories(request: Request) -> Response:
    """Paths up to step `until` (default: now), axes shared by `fit`: "layer" or "particle"."""
    run = registry().get(request.path_params["run"])
    if run is None:
        return _refused("There is no such run.", 404)
    fit = request.query_params.get("fit", "layer")
    if fit not in FITS:
        return _refused(f"fit must be one of {', '.join(FITS)}.", 400)
    until = request.query_params.get("until", str(run.latest.step))
    if not is_whole(until):
        return _refused("until must be a whole number.", 400)
    last = max(snapshot.step for snapshot in run.snapshots if snapshot.step <= int(until))
    return _bytes(await run_in_threadpool(_encoded_paths, run.id, last, fit))


async def particle(request: Request) -> Response:
    """What particle `number` was and wrote at each recorded step later than `after`."""
    run = registry().get(request.path_params["run"])
    if run is None:
        return _refused("There is no such run.", 404)
    number, after = request.path_params["number"], request.query_params.get("after")
    if not is_whole(number):
        return _refused("A particle's number must be a whole number.", 400)
    if int(number) >= (count := run.config.organism.particles):
        return _refused(f"There are only the particles 0 to {count - 1:,}.", 404)
    if after is not None and not is_whole(after):
        return _refused("after must be a whole number.", 400)
    first = 0 if after is None else int(after) + 1
    return _bytes(await run_in_threadpool(encode_particle, run, int(number), first))


@lru_cache(maxsize=6)
def _encoded_paths(run_id: str, last: int, fit: str) -> bytes:
    """Kept by the run's id, so that a run that is over can leave memory."""
    return encode_paths(registry().get(run_id), last, fit)


def encode_paths(run: Run, last: int, fit: str) -> bytes:
    """Header {steps [T], shown, fit, explained}, then coordinates [T, shown, 3].

    `explained` holds three shares of the variance for each layer, or for each particle shown;
    null where nothing varies.
    """
    organism = run.config.organism
    recorded = evenly(list(run.particle_weights(0, last)), MOST_STEPS)
    steps = [step for step, _ in recorded]
    weights = np.array([weights for _, weights in recorded])
    weights = weights.reshape(-1, run.config.particle_size, organism.particles)
    every = stride(organism.particles)
    if fit == "layer":
        paths = by_layer(weights, organism.shapes)
        coordinates = paths.coordinates[:, ::every]
    else:
        paths = by_particle(weights[:, :, ::every])
        coordinates = paths.coordinates
    explained = np.where(np.isnan(paths.explained), None, paths.explained).tolist()
    header = {"steps": steps, "shown": coordinates.shape[1], "fit": fit, "explained": explained}
    return _encoded(header, coordinates)


def encode_particle(run: Run, number: int, first: int) -> bytes:
    """Header {steps [T], positions [n][3], layers (shapes of the three weight layers)}, then
    [T, 2, n]: the particle's weights, and what it says they are, N ◁ N in the run's dtype.
    """
    hidden, dtype = run.config.particle_hidden, run.config.torch_dtype
    recorded = [(step, weights[:, number].copy()) for step, weights in run.particle_weights(first)]
    own = np.array([weights for _, weights in recorded]).reshape(-1, run.config.particle_size)
    states = Particles(torch.from_numpy(own.T).to(dtype), hidden)  # steps in place of particles
    written = states.replicate().numpy().T
    header = {
        "steps": [step for step, _ in recorded],
        "positions": positional_code(hidden).tolist(),
        "layers": layer_shapes(hidden),
    }
    return _encoded(header, np.stack([own, written], axis=1))


def _encoded(header: dict, array: np.ndarray) -> bytes:
    with np.errstate(over="ignore"):  # beyond float32 is infinite there
        return framed(header, [array.astype("<f4").tobytes()])


def _refused(sentence: str, status: int) -> Response:
    return JSONResponse({"error": sentence}, status_code=status)


def _bytes(body: bytes) -> Response:
    return Response(
        body, media_type="application/octet-stream", headers={"Cache-Control": "no-store"}
    )
