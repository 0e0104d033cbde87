"""The file of runs while it is open: transactions, and what goes wrong in them."""

import logging
import os
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from threading import Lock
from time import monotonic

from safetensors import SafetensorError

from orgnet_core.runs.store.failures import (
    StoreError,
    is_damage,
    is_unwritable,
    reason,
    sentence,
)
from orgnet_core.runs.store.opening import ONLY_READ, open_database, open_read_only, try_to_read

log = logging.getLogger(__name__)

LEAST_ROOM = 1_000_000  # bytes on the disk for a snapshot and what it takes to go on from it
REPEATED = 60.0  # seconds until the log says the same again


class Database:
    """The open file: one connection, one lock; may be used from any thread.

    `notice` is a sentence for whoever looks at the runs, mostly empty. Without `make` a file that
    is missing or damaged is a StoreError.
    """

    def __init__(self, path: Path, make: bool = True):
        self.path, self.notice, self.is_read_only = path, "", False
        self._make, self._lock, self._damage = make, Lock(), ""
        self._logged: dict[str, float] = {}  # when which failure was
        self._open()

    def _open(self) -> None:
        if not self._make and not self.path.exists():
            raise StoreError("There are no runs here.", self.path.parent)
        try:
            self.connection, notice = open_database(self.path, self._make)
        except (OSError, sqlite3.Error) as error:
            if not (is_unwritable(error) and os.path.exists(self.path)):
                raise self._failure(f"Runs cannot be kept here: {reason(error)}.") from error
            self.connection, notice = self._only_read()
            self.is_read_only = True
        self._file, self._damage = self._found_file(), ""
        self.notice = notice or self.notice

    def _only_read(self) -> tuple[sqlite3.Connection, str]:
        try:
            return open_read_only(self.path)
        except (OSError, sqlite3.Error) as error:
            raise self._failure(f"The runs here cannot be read: {reason(error)}.") from error

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
        self.check_writable()
        with self._lock:
            try:
                is_the_same = self._found_file() == self._file
            except OSError as error:
                why = f"the file of runs has vanished ({error.strerror})."
                raise self._failure(why) from error
            if not is_the_same:
                self.connection.close()
                self._open()
            with self._transaction() as db:
                yield db

    @contextmanager
    def decoding(self) -> Generator[None, None, None]:
        """Around what is made of rows: contents that make no sense are damage, too."""
        try:
            yield
        except (SafetensorError, ValueError, TypeError, KeyError) as error:
            self._damage = f"the file of runs is damaged ({' '.join(str(error).split())})."
            raise self._failure(self._damage) from error

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection, None, None]:
        try:
            with self.connection:
                yield self.connection
        except sqlite3.Error as error:
            if is_damage(error):
                self._damage = sentence(error)
            raise self._failure(sentence(error)) from error
        except OSError as error:
            raise self._failure(f"the file of runs is out of reach ({reason(error)}).") from error

    def check_writable(self) -> None:
        """Raises StoreError where runs can only be read."""
        if self.is_read_only:
            raise StoreError(f"{ONLY_READ}.", self.path)

    def probe(self) -> None:
        """Raises StoreError unless the file can be read, from the disk and not from what this
        process remembers of it, and unless it is only read be written to."""
        if self._damage:
            raise StoreError(self._damage, self.path)
        if self.is_read_only:
            return
        with self.writing() as db:
            try_to_read(self.path)
            db.execute("BEGIN IMMEDIATE")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            db.execute(f"PRAGMA user_version = {version}")  # a page that is written as it was
        if shutil.disk_usage(self.path.parent).free < LEAST_ROOM:
            raise self._failure("the disk is full, the file of runs cannot grow.")

    def _failure(self, message: str) -> StoreError:
        """To be raised; where it is goes to the log, and not again and again."""
        now = monotonic()
        if now - self._logged.get(message, -inf) > REPEATED:
            self._logged[message] = now
            log.error("%s: %s", self.path, message)
        return StoreError(message, self.path)

    def close(self) -> None:
        with self._lock:
            self.connection.close()
