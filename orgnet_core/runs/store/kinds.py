"""Which kind each particle was, without the rest of what was recorded of it."""

import json
from typing import Any, NamedTuple

import numpy as np
from safetensors.numpy import load

from orgnet_core.cadence import evenly
from orgnet_core.runs.store.database import Database

STEPS = "SELECT step FROM snapshots WHERE run = ? ORDER BY step"
ONE = "SELECT scalars, arrays FROM snapshots WHERE run = ? AND step = ?"


class StepKinds(NamedTuple):
    """Of one recorded step."""

    scalars: dict[str, Any]
    kind: np.ndarray  # uint8 [P]


class Kinds:
    """Of the runs in an open store; may be used from any thread."""

    def __init__(self, database: Database):
        self._database = database

    def of(self, run: str, most: int | None = None) -> list[StepKinds]:
        """All recorded steps in order, or at most so many of them, evenly; empty for no run.

        One step is read at a time, so that others get their turn at the file between.
        """
        with self._database.reading() as db:
            steps = [row["step"] for row in db.execute(STEPS, (run,))]
        found = (self._at(run, step) for step in (steps if most is None else evenly(steps, most)))
        return [each for each in found if each is not None]

    def last(self, run: str) -> StepKinds | None:
        """Of the last recorded step; None for no run."""
        with self._database.reading() as db:
            row = db.execute(f"{STEPS} DESC LIMIT 1", (run,)).fetchone()
        return row and self._at(run, row["step"])

    def _at(self, run: str, step: int) -> StepKinds | None:
        """None where the run was deleted meanwhile."""
        with self._database.reading() as db:
            row = db.execute(ONE, (run, step)).fetchone()
        with self._database.decoding():
            return row and StepKinds(json.loads(row["scalars"]), load(row["arrays"])["kind"])
