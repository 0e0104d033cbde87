"""Who grows the runs of a sweep: here.py, processes of this machine; dask_cluster.py, a cluster."""

from collections.abc import Generator, Sequence
from typing import Protocol, TypeAlias

from orgnet_core.config import RunConfig
from orgnet_core.sweeps.worker import Grown

Growing: TypeAlias = "Generator[Grown, None, None]"


class Backend(Protocol):
    """Grows many runs, each in one go."""

    def check(self, configs: Sequence[RunConfig]) -> None:
        """Raises InputError or SettingsError where it cannot grow these."""
        ...

    def grow(self, configs: Sequence[RunConfig], preset: str | None) -> Growing:
        """Those runs, each as it ends, in any order. Raises LabError if one cannot be grown."""
        ...

    def close(self) -> None:
        """Lets go of what it holds."""
        ...
