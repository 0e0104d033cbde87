"""The files that runs were lifted from, as they came (lifting.py)."""

from orgnet_core.runs.store.database import Database

SINCE = 9  # schema that has them; an older file that can only be read has none


class Nets:
    """The table `nets` of an open store; may be used from any thread."""

    def __init__(self, database: Database):
        self._database = database

    def get(self, run: str) -> bytes | None:
        """None of a run that was grown from its seed."""
        with self._database.reading() as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version < SINCE:
                return None
            row = db.execute("SELECT body FROM nets WHERE run = ?", (run,)).fetchone()
        return row["body"] if row else None
