"""Sweeps: a run for each seed and each combination of settings, grown side by side.

for grown in sweep(PRESETS["addition"].config, {"seed": range(10)}, Here(jobs=2)):
    print(grown.config.seed, grown.recording.record.scalars["metric"])
"""

from orgnet_core.config import RunConfig
from orgnet_core.sweeps.backends import Backend, Growing
from orgnet_core.sweeps.dask_cluster import DaskCluster
from orgnet_core.sweeps.grid import Axes, Grid
from orgnet_core.sweeps.here import Here
from orgnet_core.sweeps.worker import Grown

__all__ = ["Backend", "DaskCluster", "Grid", "Grown", "Here", "sweep"]


def sweep(config: RunConfig, grid: Axes, backend: Backend | None = None) -> Growing:
    """Grow `config` with each combination of the values that `grid` names for its settings, by the
    names that `RunConfig.changed` takes; each run comes as it ends, in any order.

    Raises InputError and SettingsError before anything starts, and LabError where a run cannot be
    grown.
    """
    configs, backend = Grid(config, grid).configs, backend or Here()
    backend.check(configs)
    return backend.grow(configs, None)
