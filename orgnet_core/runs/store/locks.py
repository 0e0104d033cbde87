"""Who may grow a run: the one process that holds its lock.

A lock of the operating system on the store's own file, on a byte far behind its end, one for each
run. It ends with its process, however that ends, so a run that is recorded as running and that
nobody holds was interrupted; and nobody can take the lock away and leave the run. Where the file
itself is replaced under us we take our locks in the new one; `check` tells of those that are lost.
"""

import fcntl
import os
import struct
from hashlib import sha256
from pathlib import Path
from threading import Lock
from types import TracebackType

from orgnet_core.runs.store.failures import StoreError

# Of an open file (Linux): a process's older kind of lock ends when it closes any file of that name.
TAKE = getattr(fcntl, "F_OFD_SETLK", None)
ASK = getattr(fcntl, "F_OFD_GETLK", None)
FLOCK = "hhqqi4x"  # type, whence, start, length, process
FAR = 1 << 62  # SQLite's own locks and bytes lie far below


class LockedElsewhere(StoreError):
    """Another process, or another part of this one, is growing the run."""


class RightLost(StoreError):
    """The run is no longer ours to grow, and nothing more may be written of it."""


class RunLock:
    """The sole right to grow a run, until it is released or the process ends."""

    def __init__(self, locks: "RunLocks", run: str):
        self._locks, self._run = locks, run

    def release(self) -> None:
        self._locks.release(self._run)

    def __enter__(self) -> "RunLock":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.release()


class RunLocks:
    """The locks that one open store holds; may be used from any thread."""

    def __init__(self, path: Path):
        self._path, self._lock = path, Lock()
        self._file: int | None = None  # open as long as the store: see `close`
        self._read_only: int | None = None  # likewise, where no lock can be had, only asked for
        self._held: set[str] = set()
        self._lost: set[str] = set()

    def acquire(self, run: str) -> RunLock:
        """Raises LockedElsewhere, OSError."""
        with self._lock:
            file = self._present_file()
            if run in self._held or not _take(file, fcntl.F_WRLCK, run):
                raise LockedElsewhere(f"another server or command is growing run {run}.")
            self._held.add(run)
            self._lost.discard(run)
        return RunLock(self, run)

    def release(self, run: str) -> None:
        """Does nothing to a lock that was lost."""
        with self._lock:
            if run in self._held and self._file is not None:
                _take(self._file, fcntl.F_UNLCK, run)
            self._held.discard(run)
            self._lost.discard(run)

    def holds(self, run: str) -> bool:
        """Whether this store does."""
        with self._lock:
            return run in self._held

    def is_locked(self, run: str) -> bool:
        """Whether somebody, here or in another process, holds the run's lock."""
        with self._lock:
            try:
                return run in self._held or _is_taken(self._file_to_ask(), run)
            except OSError:  # a lock that cannot even be asked for may be held
                return True

    def check(self, run: str) -> None:
        """Raises RightLost if this store held the run's lock, and another process does now."""
        with self._lock:
            if not self._held and not self._lost:
                return
            try:
                self._present_file()
            except OSError as error:
                why = f"the file of runs has vanished ({error.strerror})."
                raise StoreError(why, self._path) from error
            if run in self._lost:
                raise RightLost(f"another server or command has taken run {run} over.")

    def close(self) -> None:
        """After the store's own connection: to close the file ends this process's locks on it."""
        with self._lock:
            for file in (self._file, self._read_only):
                if file is not None:
                    os.close(file)
            self._file = self._read_only = None
            self._held.clear()

    def _file_to_ask(self) -> int:
        try:
            return self._present_file()
        except OSError:
            if self._read_only is None:
                self._read_only = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
            return self._read_only

    def _present_file(self) -> int:
        """The file that is there now, with what was held of another one held in it, or lost.
        Raises OSError."""
        status = os.stat(self._path)
        if self._file is not None:
            ours = os.fstat(self._file)
            if (ours.st_dev, ours.st_ino) == (status.st_dev, status.st_ino):
                return self._file
        file = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        if self._file is not None:
            os.close(self._file)
        self._file = file
        again = {run for run in self._held if _take(self._file, fcntl.F_WRLCK, run)}
        self._lost |= self._held - again
        self._held = again
        return self._file


def _place(run: str) -> int:
    return FAR | int.from_bytes(sha256(run.encode()).digest()[:7])


def _take(file: int, kind: int, run: str) -> bool:
    """Lock or unlock the run's byte; whether that could be."""
    try:
        if TAKE is None:
            fcntl.lockf(file, _LOCKF[kind], 1, _place(run))
        else:
            fcntl.fcntl(file, TAKE, struct.pack(FLOCK, kind, os.SEEK_SET, _place(run), 1, 0))
    except (BlockingIOError, PermissionError):  # as the system likes to put it
        return False
    return True


def _is_taken(file: int, run: str) -> bool:
    """Whether anybody else has the run's byte."""
    if ASK is None:
        return not (_take(file, fcntl.F_WRLCK, run) and _take(file, fcntl.F_UNLCK, run))
    asked = struct.pack(FLOCK, fcntl.F_WRLCK, os.SEEK_SET, _place(run), 1, 0)
    kind, *_ = struct.unpack(FLOCK, fcntl.fcntl(file, ASK, asked))
    return kind != fcntl.F_UNLCK


_LOCKF = {fcntl.F_WRLCK: fcntl.LOCK_EX | fcntl.LOCK_NB, fcntl.F_UNLCK: fcntl.LOCK_UN}
