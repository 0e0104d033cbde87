"""Grids of runs that were asked for. Which of its runs are there, the runs themselves say."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from orgnet_core.runs.store.database import Database

SINCE = 8  # schema that has them; an older file that can only be read has none


@dataclass(frozen=True)
class SweepRecord:
    """What the store knows of a sweep."""

    id: str
    preset: str | None
    grid: str  # JSON, as orgnet_core/sweeps/grid.py reads it
    created: str  # ISO 8601, UTC


class Sweeps:
    """The table `sweeps` of an open store; may be used from any thread."""

    def __init__(self, database: Database):
        self._database = database

    def keep(self, sweep: str, preset: str | None, grid: str) -> None:
        """Does nothing where it is kept already."""
        created = datetime.now(UTC).isoformat()
        with self._database.writing() as db:
            add_sweep(db, SweepRecord(sweep, preset, grid, created))

    def all(self) -> list[SweepRecord]:
        """The newest first."""
        with self._database.reading() as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version < SINCE:
                return []
            rows = db.execute("SELECT * FROM sweeps ORDER BY created DESC").fetchall()
        return [SweepRecord(**row) for row in map(dict, rows)]


def add_sweep(db: sqlite3.Connection, sweep: SweepRecord) -> None:
    values = (sweep.id, sweep.preset, sweep.grid, sweep.created)
    db.execute("INSERT OR IGNORE INTO sweeps VALUES (?, ?, ?, ?)", values)
