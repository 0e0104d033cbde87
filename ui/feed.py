"""What the views in the page fetch by themselves, beside Streamlit's own routes.

`frames` hands out recorded snapshots as raw bytes, only those that the page has not got yet: no
script run and no garbage collection per tick, the same bytes for every viewer, and a page that
missed some catches up. The views themselves are ES modules; Plotly comes from its own package.
"""

import hashlib
import json
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
import plotly
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from orgnet_core.runs.run import Run
from orgnet_core.snapshot import Snapshot
from ui import health, lecture, parquet
from ui.state import registry
from ui.ticks import TICKS

LIVE = Path(__file__).parent.parent / "orgnet_views" / "js"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
ARRAYS = {
    "replication_error": "float32",
    "replication_loss": "float32",
    "task_contribution": "float32",
    "gradient": "float32",
    "copy": "float32",
    "leak_layer": "float32",
    "leak_cell": "float32",
    "leak_edge": "float32",
    "weight": "float32",
    "kind": "uint8",
}
PARTICLE_BYTES = sum(np.dtype(dtype).itemsize for dtype in ARRAYS.values())
MOST_SHOWN = 20_000  # particles in a frame; of larger organisms every k-th is shown
BATCH_BYTES = 2_000_000  # at most about this much in one answer; the page asks again
# Numbers measured are noise to a compressor: several times the work of encoding, to save a fifth.
AS_IT_IS = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def _version() -> str:
    """Changes with any view's code, so that browsers may keep what they have for ever."""
    digest = hashlib.sha256(plotly.__version__.encode())
    for path in sorted(path for path in LIVE.rglob("*") if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


ASSETS = f"/organism/assets/{_version()}"


def routes() -> list[Route]:
    return [
        Route("/organism/runs/{run}/frames", frames),
        Route("/organism/parquet", parquet.convert, methods=["POST"]),
        *lecture.routes(),
        *health.routes(),
        Route(ASSETS + "/plotly.min.js", plotly_script),
        Route(ASSETS + "/{name:path}", asset),
    ]


async def frames(request: Request) -> Response:
    """Frames of a run from number `from` on; see `encode` for the bytes."""
    run = registry().get(request.path_params["run"])
    if run is None:
        return JSONResponse({"error": "There is no such run."}, status_code=404)
    text = request.query_params.get("from", "0")
    if not is_whole(text):
        return JSONResponse({"error": "from must be a whole number."}, status_code=400)
    first = int(text)
    new = [snapshot.step for snapshot in run.snapshots[first:]]
    body = encode(run, first)
    if first:  # a page that follows, not one that fetches what was there before it came
        TICKS.fetched(run.id, new)
    return Response(body, media_type="application/octet-stream", headers=AS_IT_IS)


async def plotly_script(_request: Request) -> Response:
    return FileResponse(PLOTLY, media_type="text/javascript", headers=FOREVER)


async def asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in {path.relative_to(LIVE).as_posix() for path in LIVE.rglob("*.js")}:
        return JSONResponse({"error": "There is no such file."}, status_code=404)
    return FileResponse(LIVE / name, media_type="text/javascript", headers=FOREVER)


def stride(particles: int) -> int:
    """Every how many-th particle of an organism travels to the page."""
    return -(-particles // MOST_SHOWN)


def encode(run: Run, first: int) -> bytes:
    """Length of the header (uint32, little-endian), header (JSON), then the arrays frame by frame.

    Every array starts at a multiple of four bytes; `ARRAYS` gives order and types. Counts and
    quantiles are of all particles, arrays of every `stride`-th.
    """
    recorded = list(run.snapshots)
    particles = len(recorded[0].kind)
    every = stride(particles)
    shown = -(-particles // every)
    each = PARTICLE_BYTES * shown + 500
    sent = recorded[first : first + max(1, BATCH_BYTES // each)]
    frames = [_encoded(snapshot, every) for snapshot in sent]
    header = {
        "state": run.state,
        "more": run.can_grow,
        "total": len(recorded),
        "arrays": ARRAYS,
        "shown": shown,
        "frames": [facts for facts, _ in frames],
    }
    return framed(header, [arrays for _, arrays in frames])


@lru_cache(maxsize=8)  # the newest, which all ask for; a snapshot may take 40 MB
def _encoded(snapshot: Snapshot, every: int) -> tuple[dict, bytes]:
    """A frame's scalars and its arrays, made once for all who watch."""
    table = columns(snapshot)
    arrays = [_padded(table[name][::every].astype(dtype)) for name, dtype in ARRAYS.items()]
    return _facts(snapshot), b"".join(arrays)


def framed(header: dict, blocks: Iterable[bytes]) -> bytes:
    """Length of the header, header, padded to a multiple of four bytes, then the blocks."""
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    return b"".join([len(text).to_bytes(4, "little"), text, *blocks])


def is_whole(text: str) -> bool:
    """Whether a part of an address is a whole number, from 0 and of sensible length."""
    return text.isascii() and text.isdigit() and len(text) < 10


def columns(snapshot: Snapshot) -> dict[str, np.ndarray]:
    """The arrays of a snapshot by the names in `ARRAYS`, each [P]."""
    leaks = dict(zip(("leak_layer", "leak_cell", "leak_edge"), snapshot.leaks, strict=True))
    return snapshot.arrays() | leaks


def _facts(snapshot: Snapshot) -> dict:
    """A frame's scalars; what is not a finite number travels as null."""
    facts = snapshot.scalars() | {
        "kinds": list(snapshot.kinds.values()),
        "bands": snapshot.replication_bands,
    }
    return {name: _finite(value) for name, value in facts.items()}


def _finite(value):
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _padded(array: np.ndarray) -> bytes:
    data = array.tobytes()
    return data + bytes(-len(data) % 4)
