"""Keeps in the store what a trainer has come to: snapshots, and what it needs to go on."""

from math import inf

from orgnet_core.runs.store import Store
from orgnet_core.snapshot import Snapshot
from orgnet_core.training import Trainer

SMALL = 1_000_000  # bytes of a checkpoint that is kept with every snapshot
RATE = 4_000_000  # bytes that larger ones may take on average, per second of training


class Recorder:
    """Records one trainer's run.

    A checkpoint goes with every snapshot, in the same transaction: at most the work since the
    last snapshot can be lost. It takes three numbers a particle weight (0.6 MB for the paper's
    organism); beyond SMALL it goes with the first snapshot after so much training that writing
    stays below RATE: of a million particles of 16 weights (0.2 GB) with one in 48 s.
    """

    def __init__(self, store: Store, run: str, trainer: Trainer):
        self._store, self._run, self.trainer = store, run, trainer
        size = 3 * trainer.particles.weights.nbytes
        self._wait = size / RATE if size > SMALL else 0.0
        self._kept_step, self._kept_at = -1, -inf
        self._bytes = store.size(run)

    def record(self) -> Snapshot:
        """Take and keep a snapshot of the present step. Raises StoreError, Divergence."""
        snapshot, checkpoint = self.trainer.snapshot(), None
        self._store.quota.check_run(self._run, self._bytes + snapshot.nbytes)
        if self.trainer.seconds >= self._kept_at + self._wait:
            checkpoint = self.trainer.checkpoint()
        self._bytes += self._store.add_snapshot(self._run, snapshot, checkpoint)
        if checkpoint is not None:
            self._kept()
        return snapshot

    def rest(self) -> None:
        """Keep a checkpoint of the present step, which is recorded already, if there is none."""
        if not self.has_all:
            step, checkpoint = self.trainer.step, self.trainer.checkpoint()
            self._store.keep_checkpoint(self._run, step, checkpoint)
            self._kept()

    @property
    def has_all(self) -> bool:
        """Whether the store has all that the trainer has come to."""
        return self._kept_step == self.trainer.step

    def _kept(self) -> None:
        self._kept_step, self._kept_at = self.trainer.step, self.trainer.seconds
