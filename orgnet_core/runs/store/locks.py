"""Who may grow a run: the one process that holds its lock.

A lock of the operating system on a file beside the store. It ends with its process, however that
ends, so a run that is recorded as running and that nobody holds was interrupted.
The files stay, empty; they say nothing by being there.
"""

from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

PATIENCE = 1.0  # seconds: longer than `is_locked` holds the lock that it tries


class LockedElsewhere(RuntimeError):
    """Another process, or another part of this one, is growing the run."""


def acquire_lock(home: Path, run: str) -> BaseFileLock:
    """The run's lock, held from now until it is released. Raises LockedElsewhere, OSError."""
    lock = _lock(home, run)
    Path(lock.lock_file).parent.mkdir(exist_ok=True)
    try:
        lock.acquire(timeout=PATIENCE)
    except Timeout:
        raise LockedElsewhere(f"another server or command is growing run {run}.") from None
    return lock


def is_locked(home: Path, run: str) -> bool:
    """Whether somebody, here or in another process, holds the run's lock."""
    lock = _lock(home, run)
    if not Path(lock.lock_file).exists():
        return False
    try:
        with lock.acquire(timeout=0):
            return False
    except (Timeout, OSError):  # a lock that cannot even be tried may be held
        return True


def _lock(home: Path, run: str) -> BaseFileLock:
    """Taken in one thread it may be released in another."""
    return FileLock(home / "locks" / f"{run}.lock", thread_local=False)
