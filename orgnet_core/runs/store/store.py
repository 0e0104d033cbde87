"""Recorded runs in one SQLite file (WAL). A snapshot is there whole or not at all."""

import sqlite3
from collections.abc import Container, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from safetensors.numpy import load

from orgnet_core.errors import NotRecordedError
from orgnet_core.runs.access import Access
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store.catalogue import Catalogue
from orgnet_core.runs.store.computed import Computed
from orgnet_core.runs.store.database import Database
from orgnet_core.runs.store.failures import StoreError
from orgnet_core.runs.store.kinds import Kinds
from orgnet_core.runs.store.locks import RightLost, RunLock, RunLocks
from orgnet_core.runs.store.nets import Nets
from orgnet_core.runs.store.quota import Quota
from orgnet_core.runs.store.records import (
    ADD_RUN,
    SUMMARY,
    Listed,
    RunRecord,
    UnreadableRun,
    access_text,
    free_id,
    keep_checkpoint,
    keep_snapshot,
    keep_whole,
    listed_of,
    note_version,
    run_row,
    snapshot_row,
    snapshots_of,
)
from orgnet_core.runs.store.saved_schedules import SavedSchedules
from orgnet_core.runs.store.summaries import sum_up
from orgnet_core.runs.store.sweeps import Sweeps
from orgnet_core.snapshot import Snapshot

__all__ = ["Store", "StoreError"]

FILE = "orgnet.sqlite"


class Store:
    """Thread-safe: one connection, one lock. `notice` is a sentence for whoever looks at the runs.

    Without `make` nothing is made: where there is no whole file of runs, that is a StoreError.
    `computed` is of runs, `kinds` of their particles, `nets` are files that runs were lifted from.
    """

    def __init__(self, home: Path, quota: Quota | None = None, make: bool = True):
        self.path, self.quota = Path(home) / FILE, quota or Quota()
        self._database, self._catalogue = Database(self.path, make), Catalogue()
        self._locks = RunLocks(self.path)
        self.computed, self.sweeps = Computed(self._database), Sweeps(self._database)
        self.kinds, self.nets = Kinds(self._database), Nets(self._database)
        self.saved_schedules = SavedSchedules(self._database)

    @property
    def notice(self) -> str:
        return self._database.notice

    @property
    def is_read_only(self) -> bool:
        return self._database.is_read_only

    def probe(self) -> None:
        """Raises StoreError unless runs can be read now, and kept unless they are only read."""
        self._database.probe()

    def close(self) -> None:
        self._database.close()
        self._locks.close()

    def lock(self, run: str) -> RunLock:
        """The sole right to grow a run, until it is released or the process ends.

        From then on whatever is recorded of the run raises RightLost where the right was lost.
        """
        self._database.check_writable()
        try:
            return self._locks.acquire(run)
        except OSError as error:
            why = f"the file of runs cannot be written to ({error.strerror})."
            raise StoreError(why, self.path) from error

    def holds(self, run: str) -> bool:
        """Whether the right to grow the run is this store's."""
        return self._locks.holds(run)

    def is_locked(self, run: str) -> bool:
        """Whether somebody, here or in another process, has the right to grow the run."""
        return self._locks.is_locked(run)

    def check_visitor(self, owner: str | None) -> None:
        """Raises StoreFull if the runs that this visitor began take all that they may."""
        with self._database.reading() as db:
            self.quota.check_visitor(db, owner)

    def add_run(
        self,
        run: str,
        origin: Origin,
        state: str,
        first: Snapshot,
        checkpoint: bytes | None = None,
    ) -> None:
        """A new run with its first snapshot, and what it needs to go on from there."""
        with self._database.writing() as db:
            db.execute(ADD_RUN, run_row(run, origin, state, "", datetime.now(UTC).isoformat()))
            keep_snapshot(db, snapshot_row(run, first))
            keep_checkpoint(db, run, first.step, checkpoint)
            self.quota.make_room(db)

    def free_id(self, wanted: str) -> str:
        """That id, or a new one if a run has it."""
        with self._database.reading() as db:
            return free_id(db, wanted)

    def set_access(self, run: str, access: Access) -> None:
        with self._database.writing() as db:
            db.execute("UPDATE runs SET control = ? WHERE id = ?", (access_text(access), run))

    def set_state(self, run: str, state: str, message: str = "") -> None:
        """A run that can never go on needs its checkpoint no more."""
        with self.growing(run) as db:
            db.execute("UPDATE runs SET state = ?, message = ? WHERE id = ?", (state, message, run))
            if not State(state).keeps_checkpoint:
                db.execute("DELETE FROM checkpoints WHERE run = ?", (run,))

    def add_snapshot(self, run: str, snapshot: Snapshot, checkpoint: bytes | None = None) -> int:
        """A snapshot and, both or neither, what the run needs to go on from it; the bytes that the
        snapshot takes."""
        row = snapshot_row(run, snapshot)
        with self.growing(run) as db:
            size = keep_snapshot(db, row)
            keep_checkpoint(db, run, snapshot.step, checkpoint)
            self.quota.make_room(db)
        return size

    def keep_checkpoint(self, run: str, step: int, checkpoint: bytes) -> None:
        """What a run needs to go on from a step that is recorded already."""
        with self.growing(run) as db:
            keep_checkpoint(db, run, step, checkpoint)

    def checkpoint(self, run: str) -> bytes | None:
        """What the run needs to go on (`Trainer.resumed`); None if it cannot."""
        with self._database.reading() as db:
            row = db.execute("SELECT body FROM checkpoints WHERE run = ?", (run,)).fetchone()
        return row["body"] if row else None

    def resume_from(self, run: str, step: int) -> tuple[str, ...]:
        """It takes the snapshots of later steps again; the versions that grow it, this one, too."""
        with self.growing(run) as db:
            db.execute("DELETE FROM snapshots WHERE run = ? AND step > ?", (run, step))
            sum_up(db, run)
            return note_version(db, run)

    def listed(self) -> list[Listed]:
        """All runs, newest first; what has not changed since the last time is not read again."""
        with self._database.reading() as db, self._database.decoding():
            found = self._catalogue.look(db)
        return [self._as_it_is_now(each) for each in found]

    def records(self) -> list[RunRecord | UnreadableRun]:
        """All runs, newest first."""
        return [each.record for each in self.listed()]

    def runs(self) -> list[RunRecord]:
        """All runs that this version can read, newest first."""
        return [each for each in self.records() if isinstance(each, RunRecord)]

    def run(self, run: str) -> RunRecord | None:
        """Raises NotRecordedError for a run that this version cannot read."""
        with self._database.reading() as db:
            row = db.execute(f"{SUMMARY} AND runs.id = ?", (run,)).fetchone()
        with self._database.decoding():
            record = self._as_it_is_now(listed_of(row)).record if row else None
        if isinstance(record, UnreadableRun):
            raise NotRecordedError(record.message)
        return record

    def snapshots(self, run: str) -> list[Snapshot]:
        """All recorded snapshots of a run, in order, without their particle weights."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT scalars, arrays FROM snapshots WHERE run = ? ORDER BY step", (run,)
            ).fetchall()
        with self._database.decoding():
            return snapshots_of(rows)

    def particle_weights(self, run: str, first: int, last: int) -> Iterator[tuple[int, np.ndarray]]:
        """(step, weights [n, P]) of every snapshot from step `first` to `last` that has them."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT step, particle_weights FROM snapshots WHERE run = ? AND step BETWEEN ? "
                "AND ? AND particle_weights IS NOT NULL ORDER BY step",
                (run, first, last),
            ).fetchall()
        for row in rows:
            with self._database.decoding():
                weights = load(row["particle_weights"])["particle_weights"]
            yield row["step"], weights

    def _as_it_is_now(self, listed: Listed) -> Listed:
        """A run that is recorded as running, and that nobody holds, was interrupted."""
        record = listed.record
        is_running = isinstance(record, RunRecord) and record.state is State.RUNNING
        if not is_running or self.is_locked(record.id):
            return listed
        return replace(listed, record=replace(record, state=State.INTERRUPTED))

    def size(self, run: str) -> int:
        """Bytes that the snapshots of a run take."""
        with self._database.reading() as db:
            row = db.execute("SELECT bytes FROM summaries WHERE run = ?", (run,)).fetchone()
        return row["bytes"] if row else 0

    def add_whole(
        self,
        record: RunRecord,
        snapshots: list[Snapshot],
        checkpoint: bytes | None = None,
        reserved: Container[str] = (),
        net: bytes | None = None,
    ) -> str:
        """A run from elsewhere, all of it or nothing, with the file that it was lifted from; its
        id, a new one if that was taken or is one of those `reserved`."""
        rows = [snapshot_row("", snapshot) for snapshot in snapshots]
        size = sum(snapshot.nbytes for snapshot in snapshots)
        self.quota.check_run(record.id, size)
        with self._database.writing() as db:
            self.quota.check_visitor(db, record.origin.owner, size)
            run = free_id(db, record.id, reserved)
            keep_whole(db, run, record, rows, checkpoint, net)
            self.quota.make_room(db)
        return run

    @contextmanager
    def growing(self, run: str) -> Generator[sqlite3.Connection, None, None]:
        """A write of a run that grows. Raises RightLost where it may grow no more."""
        self._locks.check(run)
        with self._database.writing() as db:
            if db.execute("SELECT 1 FROM runs WHERE id = ?", (run,)).fetchone() is None:
                why = f"run {run} is no longer there, with all that was kept of it."
                raise RightLost(why, self.path)
            yield db

    def remove(self, run: str) -> None:
        """Delete a run with all that was recorded and computed of it."""
        with self._database.writing() as db:
            db.execute("DELETE FROM runs WHERE id = ?", (run,))
