"""Grids of runs that were asked for. Which of its runs are there, the runs themselves say."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from orgnet_core.runs.store.database import Database

SINCE = 8  # schema that has them; an older file that can only be read has none


def lock_name(sweep: str) -> str:
    """Of the right to grow it, for `Store.lock`, as a run's id is of a run's."""
    return f"sweep {sweep}"


def _now() -> str:
    return datetime.now(UTC).isoformat()


@dataclass(frozen=True)
class SweepRecord:
    """What the store knows of a sweep."""

    id: str
    preset: str | None
    grid: str  # JSON, as orgnet_core/sweeps/grid.py reads it
    created: str = field(default_factory=_now)  # ISO 8601, UTC


class Sweeps:
    """The table `sweeps` of an open store; may be used from any thread."""

    def __init__(self, database: Database):
        self._database = database

    def keep(self, sweep: SweepRecord) -> None:
        """Does nothing where it is kept already."""
        values = (sweep.id, sweep.preset, sweep.grid, sweep.created)
        with self._database.writing() as db:
            db.execute("INSERT OR IGNORE INTO sweeps VALUES (?, ?, ?, ?)", values)

    def widen(self, sweep: str, grid: str) -> None:
        """From now on it has these runs: more than before, where its seeds are handed out."""
        with self._database.writing() as db:
            db.execute("UPDATE sweeps SET grid = ? WHERE id = ?", (grid, sweep))

    def all(self) -> list[SweepRecord]:
        """The newest first."""
        with self._database.reading() as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version < SINCE:
                return []
            rows = db.execute("SELECT * FROM sweeps ORDER BY created DESC").fetchall()
        return [SweepRecord(**row) for row in map(dict, rows)]
