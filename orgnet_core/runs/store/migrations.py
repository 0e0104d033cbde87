"""Brings the file of an older version up to date: step by step, in one transaction.

What an older version did not record is NaN afterwards: not a number, and never a good score.
"""

import json
import sqlite3
from collections.abc import Callable

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from orgnet_core.runs.store.summaries import sum_up
from orgnet_core.runs.versions import EARLIER

SCHEMA_VERSION = 10
READABLE = 6  # the oldest schema that can be read as it stands
RESULTS = """
CREATE TABLE results (
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, name TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (run, name)
)
"""
CHECKPOINTS = """
CREATE TABLE checkpoints (
    run TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE, step INTEGER NOT NULL,
    body BLOB NOT NULL
)
"""
SUMMARIES = """
CREATE TABLE summaries (
    run TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE, step INTEGER NOT NULL,
    scalars TEXT NOT NULL, bytes INTEGER NOT NULL, count INTEGER NOT NULL, curve TEXT NOT NULL
)
"""
# The last change of each run, also of one that is gone: a number is never given twice.
CHANGES = """
CREATE TABLE changes (number INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL UNIQUE)
"""
SWEEPS = """
CREATE TABLE sweeps (
    id TEXT PRIMARY KEY, preset TEXT, grid TEXT NOT NULL, created TEXT NOT NULL
)
"""
# The files that runs were lifted from.
NETS = """
CREATE TABLE nets (run TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE, body BLOB NOT NULL)
"""
SAVED_SCHEDULES = """
CREATE TABLE saved_schedules (
    owner TEXT NOT NULL, name TEXT NOT NULL, phases TEXT NOT NULL, saved TEXT NOT NULL,
    PRIMARY KEY (owner, name)
)
"""
# What a list shows: where a row of it changes, the run has changed.
LISTED = {"runs": "id", "summaries": "run", "checkpoints": "run", "results": "run"}
NOTED = {"results": "WHEN {row}.name IN ('label', 'deleted')"}
VERSIONS = f"versions TEXT NOT NULL DEFAULT '{EARLIER}'"
EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}
SCHEMA = f"""
CREATE TABLE runs (
    id TEXT PRIMARY KEY, preset TEXT, config TEXT NOT NULL, state TEXT NOT NULL,
    message TEXT NOT NULL DEFAULT '', created TEXT NOT NULL, control TEXT,
    {VERSIONS}, lifted TEXT
);
CREATE TABLE snapshots (
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, step INTEGER NOT NULL,
    scalars TEXT NOT NULL, arrays BLOB NOT NULL, particle_weights BLOB, PRIMARY KEY (run, step)
) WITHOUT ROWID;
{RESULTS};
{CHECKPOINTS};
{SUMMARIES};
{CHANGES};
{SWEEPS};
{NETS};
{SAVED_SCHEDULES}
"""


def bring_up_to_date(db: sqlite3.Connection) -> None:
    """Make the tables of an empty file, or change those of an older version, all or nothing."""
    if _version(db) == SCHEMA_VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    with db:
        version = _version(db)  # another process may have been faster
        if version == 0:
            for statement in SCHEMA.split(";"):
                db.execute(statement)
            _note_changes(db)
        for change in _CHANGES[version - 1 :] if version else ():
            change(db)
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _version(db: sqlite3.Connection) -> int:
    return db.execute("PRAGMA user_version").fetchone()[0]


def _to_2(db: sqlite3.Connection) -> None:
    """Particle weights in a column of their own; response and gradient beside the weight."""
    db.execute("ALTER TABLE snapshots ADD COLUMN particle_weights BLOB")
    for key in db.execute("SELECT run, step FROM snapshots").fetchall():
        row = db.execute("SELECT scalars, arrays FROM snapshots WHERE run = ? AND step = ?", key)
        try:
            changed = _snapshot_of_2(*row.fetchone())
        except (SafetensorError, KeyError, ValueError) as error:
            run, step = key
            raise sqlite3.DataError(f"step {step} of run {run} cannot be read: {error}") from error
        db.execute(
            "UPDATE snapshots SET scalars = ?, arrays = ?, particle_weights = ? "
            "WHERE run = ? AND step = ?",
            (*changed, *key),
        )


def _snapshot_of_2(scalars: str, blob: bytes) -> tuple[str, bytes, bytes | None]:
    """(scalars, arrays, particle weights) from the scalars and arrays of schema 1."""
    arrays = load(blob)
    weights = arrays.pop("particle_weights", None)
    nothing = np.full_like(arrays["weight"], np.nan)
    arrays |= {"gradient": nothing, "copy": nothing, "leaks": np.stack([nothing] * 3)}
    scalars = {"metric_without_replicators": np.nan} | json.loads(scalars)
    kept = None if weights is None else save({"particle_weights": weights})
    return json.dumps(scalars), save(arrays), kept


def _to_3(db: sqlite3.Connection) -> None:
    """A place for what was computed of a run."""
    db.execute(RESULTS)


def _to_4(db: sqlite3.Connection) -> None:
    """A place for what a run needs to go on after an interruption."""
    db.execute(CHECKPOINTS)


def _to_5(db: sqlite3.Connection) -> None:
    """Who may steer a run; of older ones everybody, as before."""
    db.execute("ALTER TABLE runs ADD COLUMN control TEXT")


def _to_6(db: sqlite3.Connection) -> None:
    """A row for each run of what a list says of it, and which runs have changed since when."""
    db.execute(SUMMARIES)
    db.execute(CHANGES)
    _note_changes(db)
    for (run,) in db.execute("SELECT id FROM runs").fetchall():
        sum_up(db, run)


def _to_7(db: sqlite3.Connection) -> None:
    """Which versions grew a run."""
    db.execute(f"ALTER TABLE runs ADD COLUMN {VERSIONS}")


def _to_8(db: sqlite3.Connection) -> None:
    """A place for grids of runs."""
    db.execute(SWEEPS)


def _to_9(db: sqlite3.Connection) -> None:
    """Which file a run was lifted from, and a place for that."""
    db.execute("ALTER TABLE runs ADD COLUMN lifted TEXT")
    db.execute(NETS)


def _to_10(db: sqlite3.Connection) -> None:
    """A place for schedules that visitors keep under names."""
    db.execute(SAVED_SCHEDULES)


def _note_changes(db: sqlite3.Connection) -> None:
    """Whoever writes to a table that a list reads notes, by that, which run has changed."""
    for table, key in LISTED.items():
        for event, row in EVENTS.items():
            when = NOTED.get(table, "").format(row=row)
            db.execute(
                f"CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table} {when} BEGIN "
                f"DELETE FROM changes WHERE run = {row}.{key}; "
                f"INSERT INTO changes (run) VALUES ({row}.{key}); END"
            )


_CHANGES: list[Callable[[sqlite3.Connection], None]] = [
    *(_to_2, _to_3, _to_4, _to_5, _to_6, _to_7, _to_8, _to_9, _to_10),
]
