"""Recorded runs in one SQLite file (WAL). A snapshot is there whole or not at all."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from threading import Lock

import numpy as np
from safetensors.numpy import load, save

from orgnet_core.config import RunConfig, parse_config
from orgnet_core.runs.migrations import SCHEMA_VERSION, bring_up_to_date
from orgnet_core.snapshot import Snapshot

ADD_SNAPSHOT = "INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?)"
SUMMARY = """
SELECT runs.*, latest.scalars FROM (
    SELECT * FROM runs WHERE id NOT IN (SELECT run FROM results WHERE name = 'deleted')
) AS runs
LEFT JOIN snapshots AS latest ON latest.run = runs.id
    AND latest.step = (SELECT MAX(step) FROM snapshots WHERE run = runs.id)
"""


class StoreError(RuntimeError):
    """The store cannot be used; the message says why in one sentence."""


@dataclass(frozen=True)
class RunRecord:
    """What the store knows of a run; `scalars` are those of its last snapshot (or empty)."""

    id: str
    preset: str | None
    config: RunConfig
    state: str
    message: str
    created: str  # ISO 8601, UTC
    scalars: dict


class Store:
    """Thread-safe: one connection, one lock."""

    def __init__(self, home: Path):
        self.path = Path(home) / "orgnet.sqlite"
        self._lock = Lock()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(self.path, check_same_thread=False)
            self._connection.row_factory = sqlite3.Row
            try:
                self._prepare()
            except (StoreError, sqlite3.Error):
                self._connection.close()
                raise
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"Runs cannot be kept in {self.path}: {error}.") from error

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"{self.path} was written by a newer Organism Lab (schema {version}, "
                f"this one reads up to {SCHEMA_VERSION})."
            )
        bring_up_to_date(self._connection)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                with self._connection:
                    yield self._connection
            except sqlite3.Error as error:
                raise StoreError(f"Writing to {self.path} failed: {error}.") from error

    def add_run(
        self, run: str, preset: str | None, config: RunConfig, state: str, first: Snapshot
    ) -> None:
        """A new run with its first snapshot."""
        values = (run, preset, config.model_dump_json(), state, datetime.now(UTC).isoformat())
        with self._transaction() as db:
            db.execute(
                "INSERT INTO runs (id, preset, config, state, created) VALUES (?, ?, ?, ?, ?)",
                values,
            )
            db.execute(ADD_SNAPSHOT, _snapshot_row(run, first))

    def set_state(self, run: str, state: str, message: str = "") -> None:
        with self._transaction() as db:
            db.execute("UPDATE runs SET state = ?, message = ? WHERE id = ?", (state, message, run))

    def add_snapshot(self, run: str, snapshot: Snapshot) -> None:
        with self._transaction() as db:
            db.execute(ADD_SNAPSHOT, _snapshot_row(run, snapshot))

    def runs(self) -> list[RunRecord]:
        """All runs, newest first."""
        with self._transaction() as db:
            rows = db.execute(f"{SUMMARY} ORDER BY created DESC").fetchall()
        return [_record(row) for row in rows]

    def run(self, run: str) -> RunRecord | None:
        with self._transaction() as db:
            row = db.execute(f"{SUMMARY} WHERE runs.id = ?", (run,)).fetchone()
        return _record(row) if row else None

    def snapshots(self, run: str) -> list[Snapshot]:
        """All recorded snapshots of a run, in order, without their particle weights."""
        with self._transaction() as db:
            rows = db.execute(
                "SELECT scalars, arrays FROM snapshots WHERE run = ? ORDER BY step", (run,)
            ).fetchall()
        return [Snapshot(**json.loads(row["scalars"]), **load(row["arrays"])) for row in rows]

    def particle_weights(self, run: str, first: int, last: int) -> Iterator[tuple[int, np.ndarray]]:
        """(step, weights [n, P]) of every snapshot from step `first` to `last` that has them."""
        with self._transaction() as db:
            rows = db.execute(
                "SELECT step, particle_weights FROM snapshots WHERE run = ? AND step BETWEEN ? "
                "AND ? AND particle_weights IS NOT NULL ORDER BY step",
                (run, first, last),
            ).fetchall()
        for row in rows:
            yield row["step"], load(row["particle_weights"])["particle_weights"]

    def keep_result(self, run: str, name: str, body: list | dict) -> None:
        """Something computed of a run, plain values; floats may be NaN or infinite."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?)", (run, name, json.dumps(body))
            )

    def result(self, run: str, name: str) -> list | dict | None:
        """What was kept of that run under that name; None if nothing was."""
        with self._transaction() as db:
            row = db.execute(
                "SELECT body FROM results WHERE run = ? AND name = ?", (run, name)
            ).fetchone()
        return json.loads(row["body"]) if row else None

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def results(self, name: str) -> dict[str, list | dict]:
        """What was kept under that name, by run, of every run that has it."""
        with self._transaction() as db:
            rows = db.execute("SELECT run, body FROM results WHERE name = ?", (name,)).fetchall()
        return {row["run"]: json.loads(row["body"]) for row in rows}

    def drop_result(self, run: str, name: str) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM results WHERE run = ? AND name = ?", (run, name))

    def scalars(self, run: str) -> list[dict]:
        """The scalars of every snapshot of a run, in order."""
        with self._transaction() as db:
            rows = db.execute("SELECT scalars FROM snapshots WHERE run = ? ORDER BY step", (run,))
            return [json.loads(row["scalars"]) for row in rows]

    def sizes(self) -> dict[str, int]:
        """Bytes that the snapshots of each run take."""
        with self._transaction() as db:
            rows = db.execute(
                "SELECT run, SUM(LENGTH(arrays) + IFNULL(LENGTH(particle_weights), 0)) AS bytes "
                "FROM snapshots GROUP BY run"
            )
            return {row["run"]: row["bytes"] for row in rows}

    def add_whole(self, record: RunRecord, snapshots: list[Snapshot]) -> str:
        """A run from elsewhere, all of it or nothing; its id, a new one if that was taken."""
        rows = [_snapshot_row("", snapshot)[1:] for snapshot in snapshots]
        with self._transaction() as db:
            taken = db.execute("SELECT 1 FROM runs WHERE id = ?", (record.id,)).fetchone()
            run = token_hex(4) if taken else record.id
            config = record.config.model_dump_json()
            about = (run, record.preset, config, record.state, record.message, record.created)
            db.execute(
                "INSERT INTO runs (id, preset, config, state, message, created) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                about,
            )
            db.executemany(ADD_SNAPSHOT, ((run, *row) for row in rows))
        return run

    def remove(self, run: str) -> None:
        """Delete a run with all that was recorded and computed of it."""
        with self._transaction() as db:
            db.execute("DELETE FROM runs WHERE id = ?", (run,))


def _snapshot_row(run: str, snapshot: Snapshot) -> tuple:
    arrays = snapshot.arrays()
    weights = arrays.pop("particle_weights", None)
    blob = None if weights is None else save({"particle_weights": weights})
    return run, snapshot.step, json.dumps(snapshot.scalars()), save(arrays), blob


def _record(row: sqlite3.Row) -> RunRecord:
    return RunRecord(
        id=row["id"],
        preset=row["preset"],
        config=parse_config(row["config"]),
        state=row["state"],
        message=row["message"],
        created=row["created"],
        scalars=json.loads(row["scalars"] or "{}"),
    )
