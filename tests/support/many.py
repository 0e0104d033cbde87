"""Many recorded runs at little cost."""

from dataclasses import replace

from helpers import addition

from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.training import Trainer


def record_many(store: Store, count: int) -> list[str]:
    """Runs of one snapshot each, with seeds 0, 1, …; their ids, the oldest first."""
    first, ids = Trainer(addition(epochs=1)).snapshot(), [f"{i:08x}" for i in range(count)]
    for seed, run in enumerate(ids):
        origin = Origin("addition", addition(epochs=1, seed=seed))
        store.add_run(run, origin, State.FINISHED, replace(first, metric=1 / (1 + seed)))
    return ids
