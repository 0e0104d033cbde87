"""The list of all runs, read again only where the file has changed since the last look."""

import sqlite3

from orgnet_core.runs.store.records import SUMMARY, Listed, RunRecord, listed_of

CHANGED = "AND runs.id IN (SELECT run FROM changes WHERE number > ?)"


class Catalogue:
    """What was read last. Not thread-safe: whoever looks holds the database's lock."""

    def __init__(self):
        self._file: sqlite3.Connection | None = None
        self._number = 0  # of the last change that is known here
        self._by_id: dict[str, Listed] = {}
        self._newest_first: list[Listed] = []

    def look(self, db: sqlite3.Connection) -> list[Listed]:
        """Every run that is not deleted and does not come with the Lab, the newest first. The list
        is not to be changed."""
        last = db.execute("SELECT MAX(number) FROM changes").fetchone()[0] or 0
        if db is not self._file:  # as a whole; another file counts on its own
            rows = db.execute(SUMMARY)
            self._by_id = {row["id"]: listed_of(row) for row in rows}
        elif last > self._number:
            self._take_up(db)
        else:
            return self._newest_first
        self._file, self._number = db, last
        own = (each for each in self._by_id.values() if not _is_shipped(each))
        self._newest_first = sorted(own, key=lambda each: each.record.created, reverse=True)
        return self._newest_first

    def _take_up(self, db: sqlite3.Connection) -> None:
        """Of the runs that have changed: as they are now, or gone."""
        since = (self._number,)
        for row in db.execute("SELECT run FROM changes WHERE number > ?", since):
            self._by_id.pop(row["run"], None)
        for row in db.execute(f"{SUMMARY} {CHANGED}", since):
            self._by_id[row["id"]] = listed_of(row)


def _is_shipped(listed: Listed) -> bool:
    return isinstance(listed.record, RunRecord) and listed.record.origin.is_shipped
