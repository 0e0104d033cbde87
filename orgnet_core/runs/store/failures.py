"""What keeps a store from being used, in words for everybody: no place of the server's is named."""

import sqlite3
from errno import EACCES, EPERM, EROFS
from pathlib import Path

from orgnet_core.errors import LabError

DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


class StoreError(LabError, RuntimeError):
    """The store cannot be used; the message says why in one sentence, for everybody to read.

    `place`, where that is, is for whoever keeps the runs.
    """

    def __init__(self, message: str, place: Path | None = None):
        super().__init__(message)
        self.place = place

    @property
    def alone(self) -> str:
        """The message where it does not follow a colon."""
        return f"{self}"[:1].upper() + f"{self}"[1:]

    @property
    def with_place(self) -> str:
        return f"{self.alone} [{self.place}]" if self.place else self.alone


class StoreFull(StoreError):
    """All runs together take what they may: there is no room before some are deleted."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken, rather than busy, full or out of reach."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in DAMAGE


def sentence(error: sqlite3.Error) -> str:
    """What went wrong, in words for everybody."""
    code, said = (
        getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF,
        str(error).rstrip("."),
    )
    if code == sqlite3.SQLITE_FULL:
        return f"the disk is full, the file of runs cannot grow ({said})."
    if code == sqlite3.SQLITE_READONLY:
        return f"the file of runs is read-only ({said})."
    if code in DAMAGE:
        return f"the file of runs is damaged ({' '.join(said.split())})."
    return f"the file of runs cannot be used ({said})."


def reason(error: OSError | sqlite3.Error) -> str:
    """Without the place that an OSError names."""
    said = error.strerror if isinstance(error, OSError) else None
    return said or str(error).rstrip(".")


def is_unwritable(error: OSError | sqlite3.Error) -> bool:
    """Whether a file may be there all the same, to be read."""
    if isinstance(error, OSError):
        return error.errno in (EROFS, EACCES, EPERM)
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in UNWRITABLE
