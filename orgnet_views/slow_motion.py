"""The parts of one batch as frames for the views (js/core/batch.js)."""

import json
from typing import Any

from orgnet_core.errors import Divergence
from orgnet_core.json_values import finite
from orgnet_core.runs.live.continued import continued
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.state import State
from orgnet_core.slow_motion import Stop, slow_motion
from orgnet_core.training import Trainer
from orgnet_views.frames import bytes_of, facts_of, framed, header_of, stride


def encode_slow_motion(run: Run, step: int) -> bytes:
    """As `encode_frames`: the organism of a recorded step, and as it is after each part of the
    next batch; of a batch that diverges those before that. Each frame says as its `stop` what was
    done. Raises NotRecordedError."""
    trainer, has_momenta = continued(run, step)
    stops = _stops(trainer)
    snapshots = tuple(stop.snapshot for stop in stops)
    told = {"momenta": has_momenta, "beyond": step >= run.config.steps}
    facts = [
        {**fact, "stop": told | _said(stop)}
        for fact, stop in zip(facts_of(snapshots), stops, strict=True)
    ]
    header = header_of(run.config, State.FINISHED, more=False, total=len(stops))
    every = stride(run.config.organism.particles)
    return framed(json.dumps(finite(header | {"frames": facts})), [bytes_of(snapshots, every)])


def _stops(trainer: Trainer) -> list[Stop]:
    stops: list[Stop] = []
    try:
        for stop in slow_motion(trainer):
            stops.append(stop)  # all there are, should one of them raise
    except Divergence:
        if not stops:
            raise
    return stops


def _said(stop: Stop) -> dict[str, Any]:
    """What it counts; `js/core/contracts.js`, Stop."""
    return {
        "part": stop.part,
        "steps": list(stop.steps),
        "of": stop.of,
        "came": stop.came_under,
        "pushed": stop.pushed_over,
        "left": stop.left,
        "largest": stop.largest_error,
    }
