"""How many bytes runs may take, and what becomes of a write that would take more."""

import sqlite3
from dataclasses import dataclass

from orgnet_core.runs.store.failures import StoreError, StoreFull

MB = 1_000_000
OLDEST_DELETED = """
SELECT run FROM results WHERE name = 'deleted' ORDER BY json_extract(body, '$.at') LIMIT 1
"""
# Of runs that are not deleted: their snapshots, and what they need to go on.
BYTES_OF_VISITOR = """
SELECT IFNULL(SUM(summaries.bytes + IFNULL(LENGTH(checkpoints.body), 0)), 0) FROM runs
    JOIN summaries ON summaries.run = runs.id
    LEFT JOIN checkpoints ON checkpoints.run = runs.id
    WHERE json_extract(control, '$.steerers[0]') = :owner
        AND id NOT IN (SELECT run FROM results WHERE name = 'deleted')
"""


@dataclass(frozen=True)
class Quota:
    """Bytes that the snapshots of one run, all that is kept, and the runs of one visitor may take;
    None for any number."""

    run: int | None = None
    all: int | None = None
    visitor: int | None = None

    def check_run(self, run: str, size: int) -> None:
        """Raises StoreError if a run's snapshots may not take `size` bytes."""
        if self.run is not None and size > self.run:
            raise StoreError(
                f"run {run} would take more than the {self.run / MB:,g} MB that this server keeps "
                "of a run (ORGNET_MAX_RUN)."
            )

    def check_visitor(self, db: sqlite3.Connection, owner: str | None, more: int = 0) -> None:
        """Raises StoreFull if the runs that a visitor began, and `more`, take what they may."""
        if self.visitor is None or owner is None:
            return
        if db.execute(BYTES_OF_VISITOR, {"owner": owner}).fetchone()[0] + more >= self.visitor:
            raise StoreFull(
                f"one visitor's runs may take {self.visitor / MB:,g} MB of this server "
                "(ORGNET_MAX_VISITOR_STORE), and with this one they would take more."
            )

    def make_room(self, db: sqlite3.Connection) -> None:
        """After a write, in its transaction: if all of it is too much, runs that were deleted
        lately go for good; where that is not enough StoreFull undoes the write."""
        while self.all is not None and used_bytes(db) > self.all:
            oldest = db.execute(OLDEST_DELETED).fetchone()
            if oldest is None:
                raise StoreFull(
                    f"all runs together would take more than the {self.all / MB:,g} MB that this "
                    "server keeps (ORGNET_MAX_STORE)."
                )
            db.execute("DELETE FROM runs WHERE id = ?", tuple(oldest))


def used_bytes(db: sqlite3.Connection) -> int:
    """Of the file of runs; SQLite keeps the room of what was deleted for what comes next."""
    pages, free, size = (
        db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size
