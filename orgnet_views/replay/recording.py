"""A recorded run as bytes that a page can hold; js/core/recording.js answers views from them.

Length of the header (uint32, little-endian), header (JSON), then the packed blocks that it lists.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from orgnet_core.cadence import evenly
from orgnet_core.config import RunConfig
from orgnet_core.json_values import finite
from orgnet_core.pruning.curves import KEPT_AS
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import Store
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from orgnet_views.frames import facts_of, framed, header_of, rows_of, stride
from orgnet_views.replay.packing import BFLOAT16, bfloat16, pack
from orgnet_views.samples import samples_of
from orgnet_views.weights import FITS, trajectories

LIGHT_STEPS = 100  # of longer runs, in the light form, evenly chosen ones
CUT_STEPS = 25  # whose task weights are kept as they are, for cutting by hand
SAMPLES = 1_000  # of the test set that a cut is tried on


class Block(NamedTuple):
    """Rows [T, N], a row a step, and what their numbers are to the page."""

    name: str
    type: str
    rows: np.ndarray

    @property
    def listed(self) -> dict[str, Any]:
        rows, columns = self.rows.shape
        return {"name": self.name, "type": self.type, "rows": rows, "columns": columns}


def exact(name: str, rows: np.ndarray) -> Block:
    return Block(name, rows.dtype.name, rows)


def rounded(name: str, rows: np.ndarray) -> Block:
    return Block(name, BFLOAT16, bfloat16(rows))


def recording_of(run: Run, store: Store, light: bool = False) -> bytes:
    """All that views show of a run, uncompressed; the light form has fewer steps, and particles'
    ways only along the axes of layers."""
    snapshots = steps_of(run, light)
    ways = {fit: trajectories(run, run.latest.step, fit) for fit in FITS[: 1 if light else None]}
    specimen, samples = _specimen(run.config, evenly(snapshots, CUT_STEPS))
    every = stride(run.config.organism.particles)
    blocks = [
        *_measured(snapshots, every),
        *(
            rounded(f"trajectories/{fit}", coordinates.reshape(len(coordinates), -1))
            for fit, (_, coordinates) in ways.items()
        ),
        *samples,
    ]
    header = {
        "frames": _frames(run, snapshots),
        "trajectories": {fit: told for fit, (told, _) in ways.items()},
        "specimen": specimen,
        "curves": _curves(run.id, store),
        "blocks": [block.listed for block in blocks],
    }
    return framed(json.dumps(finite(header)), (pack(block.rows) for block in blocks))


def steps_of(run: Run, light: bool) -> Sequence[Snapshot]:
    """Those that a recording of the run holds."""
    return evenly(run.snapshots, LIGHT_STEPS) if light else run.snapshots


def _measured(snapshots: Sequence[Snapshot], every: int) -> Iterator[Block]:
    """What frames have of each particle; of kinds there is no nearly."""
    for name, rows in rows_of(snapshots, every):
        yield (exact if name == "kind" else rounded)(f"frames/{name}", rows)


def _frames(run: Run, snapshots: Sequence[Snapshot]) -> dict[str, Any]:
    """The header of an answer with all frames, after which none will come."""
    header = header_of(run.config, run.state, more=False, total=len(snapshots))
    return header | {"frames": facts_of(snapshots)}


def _specimen(
    config: RunConfig, snapshots: Sequence[Snapshot]
) -> tuple[dict[str, Any] | None, list[Block]]:
    """The organism at these steps and the first samples of the test set, all exactly; None of one
    too large to show whole, where nobody can say which particles are meant."""
    organism = config.organism
    if stride(organism.particles) > 1:
        return None, []
    inputs, targets, scale = samples_of(config.task, config.torch_dtype, 0, SAMPLES)
    told = {
        "steps": [snapshot.step for snapshot in snapshots],
        "widths": organism.widths,
        "activation": organism.activation,
        "samples": len(inputs),
        "scale": scale,
        "classes": len(TASKS[config.task].classes),
    }
    weight = np.stack([snapshot.weight for snapshot in snapshots])
    blocks = {"weight": weight, "inputs": inputs, "targets": targets}
    return told, [exact(f"specimen/{name}", rows) for name, rows in blocks.items()]


def _curves(run: str, store: Store) -> list[dict[str, Any]]:
    """What the Prune page has computed of the run, by step."""
    found = store.computed.of_run(run, KEPT_AS)
    curves = [{"step": int(name), "curves": body} for name, body in found.items()]
    return sorted(curves, key=lambda each: each["step"])
