"""The file of runs: brought up to date if older, refused if newer, set aside if damaged."""

import logging
import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from filelock import FileLock

from orgnet_core.errors import LabError
from orgnet_core.runs.store.migrations import SCHEMA_VERSION, bring_up_to_date

log = logging.getLogger(__name__)

PATIENCE = 30  # seconds to wait for another process that writes
CHECKED_BYTES = 250_000_000  # files up to this size are looked through whole when opened
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class StoreError(LabError, RuntimeError):
    """The store cannot be used; the message says why in one sentence."""


class StoreFull(StoreError):
    """All runs together take what they may: there is no room before some are deleted."""


class Database:
    """The open file: one connection, one lock; may be used from any thread.

    `notice` is a sentence for whoever keeps the runs, mostly empty.
    """

    def __init__(self, path: Path):
        self.path, self.notice = path, ""
        self._lock = Lock()
        self._open()

    def _open(self) -> None:
        try:
            self.connection, notice = open_database(self.path)
            self._file = self._found_file()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"Runs cannot be kept in {self.path}: {error}.") from error
        self.notice = notice or self.notice

    def _found_file(self) -> tuple[int, int]:
        status = os.stat(self.path)
        return status.st_dev, status.st_ino

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection, None, None]:
        """A transaction; what goes wrong in it is a StoreError."""
        with self._lock, self._transaction() as db:
            yield db

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection, None, None]:
        """A transaction in the file that is there now: SQLite would go on writing to a lost one."""
        with self._lock:
            try:
                is_the_same = self._found_file() == self._file
            except OSError as error:
                raise StoreError(f"{self.path} has vanished ({error.strerror}).") from error
            if not is_the_same:
                self.connection.close()
                self._open()
            with self._transaction() as db:
                yield db

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection, None, None]:
        try:
            with self.connection:
                yield self.connection
        except sqlite3.Error as error:
            raise StoreError(sentence(self.path, error)) from error

    def close(self) -> None:
        with self._lock:
            self.connection.close()


def open_database(path: Path) -> tuple[sqlite3.Connection, str]:
    """The file at `path`, made if need be; and a sentence to pass on, mostly empty.

    A damaged file is renamed, with a time stamp, and a fresh one begun: the sentence says so.
    Damage is what SQLite finds in the whole of a file up to CHECKED_BYTES, in a larger one in its
    header, its schema and its list of runs. Raises StoreError, OSError, sqlite3.Error.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connect(path), ""
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
    with FileLock(path.with_suffix(".lock")):
        try:
            return _connect(path), ""  # another process may have been faster
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            notice = _set_aside(path, error)
        return _connect(path), notice


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken, rather than busy, full or out of reach."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in DAMAGE


def sentence(path: Path, error: sqlite3.Error) -> str:
    """What went wrong, in words for whoever keeps the runs."""
    code, said = (
        getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF,
        str(error).rstrip("."),
    )
    if code == sqlite3.SQLITE_FULL:
        return f"the disk is full, {path} cannot grow ({said})."
    if code == sqlite3.SQLITE_READONLY:
        return f"{path} is read-only ({said})."
    if code in DAMAGE:
        return f"{path} is damaged ({said})."
    return f"Writing to {path} failed: {said}."


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False)
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"{path} was written by a newer Organism Lab (schema {version}, "
                f"this one reads up to {SCHEMA_VERSION})."
            )
        _look_through(db, path)
        bring_up_to_date(db)
    except BaseException:
        db.close()
        raise
    return db


def _look_through(db: sqlite3.Connection, path: Path) -> None:
    if path.stat().st_size <= CHECKED_BYTES:
        (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            error = sqlite3.DatabaseError(found)
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error
    elif db.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
        db.execute("SELECT * FROM runs").fetchall()


def _set_aside(path: Path, error: sqlite3.Error) -> str:
    """Rename the file, and what SQLite keeps beside it; the sentence about it."""
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}")
    for suffix in ("-wal", "-shm", ""):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    notice = (
        f"The file of runs was damaged ({' '.join(str(error).split())}): it was set aside as "
        f"{aside.name} in {path.parent}, and a fresh one begun."
    )
    log.error(notice)
    return notice
