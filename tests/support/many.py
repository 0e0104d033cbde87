"""Many recorded runs at little cost."""

from dataclasses import replace

import numpy as np
from helpers import addition

from orgnet_core.cadence import Cadence
from orgnet_core.presets import PRESETS
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.snapshot import Snapshot
from orgnet_core.sweeps.grid import Grid, run_of
from orgnet_core.sweeps.places import InStore
from orgnet_core.training import Trainer


def record_many(store: Store, count: int) -> list[str]:
    """Runs of one snapshot each, with seeds 0, 1, …; their ids, the oldest first."""
    first, ids = Trainer(addition(epochs=1)).snapshot(), [f"{i:08x}" for i in range(count)]
    for seed, run in enumerate(ids):
        origin = Origin("addition", addition(epochs=1, seed=seed))
        store.add_run(run, origin, State.FINISHED, replace(first, metric=1 / (1 + seed)))
    return ids


def record_sweep(store: Store, seeds: int, preset: str = "addition", **settings: list) -> Grid:
    """A sweep that is over. All its runs have the first snapshots of one, with other scores, at as
    many steps as they would have recorded."""
    config = PRESETS[preset].config
    grid, cadence, trainer = (
        Grid(config, {"seed": range(seeds)} | settings),
        Cadence(config),
        Trainer(config),
    )
    steps = [step for step in range(config.steps + 1) if cadence.due(step)]
    first = [trainer.snapshot()]
    for _ in range(3):
        trainer.advance()
        first.append(trainer.snapshot())
    draw = np.random.default_rng(0)
    for each in grid.configs:
        snapshots = [_at(first[i % 4], step, config.batches, draw) for i, step in enumerate(steps)]
        about = (run_of(each), preset, each, State.FINISHED, "", "2026-01-01T00:00:00+00:00", {})
        store.add_whole(RunRecord(*about), snapshots)
    InStore(store).kept(grid.configs)  # notes what each came to, as is done when one comes home
    store.sweeps.keep(SweepRecord(grid.id, preset, grid.to_json()))
    return grid


def _at(snapshot: Snapshot, step: int, batches: int, draw: np.random.Generator) -> Snapshot:
    metric, without = draw.random(2).tolist()
    scores = {"metric": metric, "metric_without_replicators": without}
    return replace(snapshot.light, step=step, epoch=step / batches, **scores)
