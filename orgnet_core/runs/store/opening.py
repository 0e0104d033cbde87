"""Opens the file of runs: brought up to date if older, refused if newer, set aside if damaged, only
read where it cannot be written to."""

import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from orgnet_core.runs.store.failures import StoreError, is_damage, is_unwritable, sentence
from orgnet_core.runs.store.migrations import READABLE, SCHEMA_VERSION, bring_up_to_date

log = logging.getLogger(__name__)

PATIENCE = 30  # seconds to wait for another process that writes
CHECKED_BYTES = 250_000_000  # files up to this size are looked through whole when opened
ONLY_READ = "the runs here can only be read: nothing can be grown, kept or changed"
MISSED = "what was recorded last may be missing"


def open_database(path: Path, make: bool = True) -> tuple[sqlite3.Connection, str]:
    """The file at `path`, made if need be; and a sentence to pass on, mostly empty.

    With `make` a damaged file is renamed, with a time stamp, and a fresh one begun: the sentence
    says so. Damage is what SQLite finds in the whole of a file up to CHECKED_BYTES, in a larger one
    in its header, its schema and its list of runs. Raises StoreError, OSError, sqlite3.Error.
    """
    if make:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connect(path), ""
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        if not make:
            hint = "`salvage` saves what can be read of it."
            raise StoreError(f"{sentence(error)} {hint}", path) from error
    with FileLock(path.with_suffix(".lock")):
        try:
            return _connect(path), ""  # another process may have been faster
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            notice = _set_aside(path, error)
        return _connect(path), notice


def open_read_only(path: Path) -> tuple[sqlite3.Connection, str]:
    """A file that cannot be written to, and the sentence about that. Raises StoreError, OSError,
    sqlite3.Error."""
    db, notice = readable(path)
    try:
        version = _checked_version(db)
        if version < READABLE:
            raise StoreError(
                f"the file of runs is of an older version (schema {version}) and cannot be brought "
                "up to date where it can only be read: open it once where it can be written to.",
                path,
            )
        _look_through(db, path)
    except sqlite3.DatabaseError as error:
        db.close()
        if is_damage(error):
            raise StoreError(sentence(error), path) from error
        raise
    except StoreError:
        db.close()
        raise
    return db, notice


def readable(path: Path) -> tuple[sqlite3.Connection, str]:
    """A file that is not to be written to, whatever is in it, and the sentence about that. Raises
    sqlite3.Error."""
    db = _connection(path, "mode=ro")
    try:
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
        return db, f"{ONLY_READ.capitalize()}."
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return db, ""  # as will be found
        db.close()
        if not is_unwritable(error):
            raise
    # Not even the small file that readers share can be made beside it.
    log_left = path.with_name(f"{path.name}-wal")
    is_whole = not log_left.exists() or log_left.stat().st_size == 0
    notice = f"{ONLY_READ.capitalize()}{'' if is_whole else f', and {MISSED}'}."
    return _connection(path, "immutable=1"), notice


def _connection(path: Path, how: str) -> sqlite3.Connection:
    """`how` is a part of SQLite's address of a file: mode=rw, mode=ro, immutable=1."""
    address = f"{path.absolute().as_uri()}?{how}"
    db = sqlite3.connect(address, timeout=PATIENCE, check_same_thread=False, uri=True)
    db.row_factory = sqlite3.Row
    return db


def _connect(path: Path) -> sqlite3.Connection:
    db = _connection(path, "mode=rwc")
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        _checked_version(db)
        _look_through(db, path)
        bring_up_to_date(db)
    except BaseException:
        db.close()
        raise
    return db


def _checked_version(db: sqlite3.Connection) -> int:
    """Of the schema. Raises StoreError for one that is newer than ours."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"the file of runs was written by a newer Organism Lab (schema {version}, "
            f"this one reads up to {SCHEMA_VERSION})."
        )
    return version


def try_to_read(path: Path) -> None:
    """What a list begins with, from the disk. Raises sqlite3.Error."""
    with closing(_connection(path, "mode=ro")) as db:
        db.execute("SELECT COUNT(*) FROM runs").fetchone()


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
        f"{aside.name} beside it, and a new one started."
    )
    log.error("%s: %s", path, notice)
    return notice
