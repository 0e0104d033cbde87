"""Which kind each particle of a recorded run was, step by step, as bytes: for many maps at once."""

import json

from orgnet_core.json_values import Json
from orgnet_core.runs.store import Store
from orgnet_views.frames import framed, stride

MOST_STEPS = 120  # of longer runs evenly chosen ones, the first and the last among them
MOST_BYTES = 1_000_000  # of larger organisms fewer steps


def encode_kinds(store: Store, run: str) -> bytes | None:
    """Header {epochs [T], shown}, as `framed` writes it, then uint8 [T, shown]; None for no run.

    Of more than MOST_SHOWN particles every k-th is there, as in frames. Raises NotRecordedError for
    a run that this version cannot read.
    """
    record = store.run(run)
    if record is None:
        return None
    particles = record.config.organism.particles
    every = stride(particles)
    shown = -(-particles // every)
    steps = store.kinds.of(run, max(2, min(MOST_STEPS, MOST_BYTES // shown)))
    header: Json = {"epochs": [each.scalars["epoch"] for each in steps], "shown": shown}
    return framed(json.dumps(header), (each.kind[::every].tobytes() for each in steps))
