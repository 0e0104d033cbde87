"""Schedules that visitors keep under names, to use in other runs and sweeps."""

import json
from datetime import UTC, datetime

from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.errors import InputError
from orgnet_core.phases import Phase
from orgnet_core.runs.store.database import Database

SINCE = 10  # schema that has them; an older file that can only be read has none
MOST = 50  # of one visitor
MOST_OF_ALL = 5_000  # beyond them, those saved longest ago make room
LONGEST_NAME = 60  # characters


class SavedSchedules:
    """The table `saved_schedules` of an open store; may be used from any thread. `owner` is the
    digest of a visitor's token, or empty."""

    def __init__(self, database: Database):
        self._database = database

    def save(self, owner: str, name: str, phases: tuple[Phase, ...]) -> str:
        """In place of the owner's of that name, if there is one; the name as it is kept. Raises
        InputError, StoreError."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise InputError(f"A schedule's name must have 1 to {LONGEST_NAME} characters.")
        if name not in (others := self.of(owner)) and len(others) >= MOST:
            raise InputError(f"{MOST} schedules are saved; delete one to save another.")
        body = json.dumps([phase.model_dump() for phase in phases])
        with self._database.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO saved_schedules VALUES (?, ?, ?, ?)",
                (owner, name, body, datetime.now(UTC).isoformat()),
            )
            db.execute(
                "DELETE FROM saved_schedules WHERE rowid NOT IN "
                "(SELECT rowid FROM saved_schedules ORDER BY saved DESC LIMIT ?)",
                (MOST_OF_ALL,),
            )
        return name

    def of(self, owner: str) -> dict[str, tuple[Phase, ...]]:
        """The owner's, the newest first; without those that this version cannot read."""
        with self._database.reading() as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version < SINCE:
                return {}
            query = "SELECT name, phases FROM saved_schedules WHERE owner = ? ORDER BY saved DESC"
            rows = db.execute(query, (owner,)).fetchall()
        read = {row["name"]: _phases_in(row["phases"]) for row in rows}
        return {name: phases for name, phases in read.items() if phases is not None}

    def delete(self, owner: str, name: str) -> None:
        """Raises StoreError."""
        with self._database.writing() as db:
            db.execute("DELETE FROM saved_schedules WHERE owner = ? AND name = ?", (owner, name))


def _phases_in(body: str) -> tuple[Phase, ...] | None:
    try:
        return RunConfig().changed({"phases": json.loads(body)}).phases
    except (SettingsError, ValueError):
        return None
