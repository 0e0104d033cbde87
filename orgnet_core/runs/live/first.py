"""What an organism is before its first batch: computed from its seed when somebody looks.

A run that nobody has played holds no numbers; what is looked at is kept here, once for all runs of
one config, within so many bytes.
"""

from collections import OrderedDict
from threading import Lock

import numpy as np

from orgnet_core.cadence import Cadence
from orgnet_core.config import RunConfig
from orgnet_core.memory import release_freed
from orgnet_core.snapshot import Snapshot
from orgnet_core.start import initial_particles
from orgnet_core.training import Trainer

LARGE = 1_000_000  # bytes of a snapshot; what measuring it took is then handed back


class FirstSnapshots:
    """All methods may be called from any thread."""

    def __init__(self, room: int):
        """`room` is the bytes that they may take; the latest one stays, however large."""
        self._room = room
        self._kept: OrderedDict[RunConfig, Snapshot] = OrderedDict()  # the longest unseen first
        self._changing, self._computing = Lock(), Lock()

    def of(self, config: RunConfig) -> Snapshot:
        """Of step 0, without the particle weights. Raises Divergence."""
        found = self._seen(config)
        if found is None:
            with self._computing:  # one at a time, for what measuring takes in memory
                found = self._seen(config)  # by whoever had the lock before us
                if found is None:
                    found = self._keep(config, Trainer(config).snapshot().light)
                    if found.nbytes > LARGE:
                        release_freed()
        return found

    def weights(self, config: RunConfig) -> np.ndarray | None:
        """The particle weights [n, P] of step 0, if it is one that has them; not kept."""
        if not Cadence(config).keeps_weights(0):
            return None
        with self._computing:
            return initial_particles(config).weights.numpy()

    @property
    def nbytes(self) -> int:
        """What those that are kept take."""
        return sum(snapshot.nbytes for snapshot in [*self._kept.values()])

    def _seen(self, config: RunConfig) -> Snapshot | None:
        with self._changing:
            if config in self._kept:
                self._kept.move_to_end(config)
            return self._kept.get(config)

    def _keep(self, config: RunConfig, snapshot: Snapshot) -> Snapshot:
        with self._changing:
            self._kept[config] = snapshot
            while len(self._kept) > 1 and self.nbytes > self._room:
                self._kept.popitem(last=False)
        return snapshot


FIRST = FirstSnapshots(50_000_000)  # of the whole process
