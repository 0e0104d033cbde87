"""What was computed of a run, or noted on it: plain values under a name, gone with the run."""

import json
from typing import Any

from orgnet_core.runs.store.database import Database


class Computed:
    """The table `results` of an open store; may be used from any thread."""

    def __init__(self, database: Database):
        self._database = database

    def keep(self, run: str, name: str, body: list[Any] | dict[str, Any]) -> None:
        """In place of what was kept under that name. Floats may be NaN or infinite."""
        with self._database.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?)", (run, name, json.dumps(body))
            )

    def get(self, run: str, name: str) -> Any:
        """What was kept of that run under that name; None if nothing was."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT body FROM results WHERE run = ? AND name = ?", (run, name)
            ).fetchone()
        with self._database.decoding():
            return json.loads(row["body"]) if row else None

    def by_run(self, name: str) -> dict[str, Any]:
        """What was kept under that name of every run that has it."""
        with self._database.reading() as db:
            rows = db.execute("SELECT run, body FROM results WHERE name = ?", (name,)).fetchall()
        with self._database.decoding():
            return {row["run"]: json.loads(row["body"]) for row in rows}

    def of_run(self, run: str, prefix: str) -> dict[str, Any]:
        """What was kept of a run under names that begin so, by the rest of their names."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT name, body FROM results WHERE run = ? AND substr(name, 1, ?) = ?",
                (run, len(prefix), prefix),
            ).fetchall()
        with self._database.decoding():
            return {row["name"].removeprefix(prefix): json.loads(row["body"]) for row in rows}

    def drop(self, run: str, name: str) -> None:
        with self._database.writing() as db:
            db.execute("DELETE FROM results WHERE run = ? AND name = ?", (run, name))
