"""Copies of the file of runs: all of it while others write, or what a damaged one still has."""

import json
import shutil
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from safetensors import SafetensorError
from safetensors.numpy import load

from orgnet_core.errors import InputError
from orgnet_core.runs.state import State
from orgnet_core.runs.store.failures import StoreError, sentence
from orgnet_core.runs.store.opening import readable
from orgnet_core.runs.store.records import RunRecord, UnreadableRun, record_of
from orgnet_core.runs.store.store import FILE, Store
from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.snapshot import Snapshot

UNREADABLE = (sqlite3.Error, SafetensorError, ValueError, TypeError, KeyError)
_NET = "SELECT body FROM nets WHERE run = ?"
OLDEST = 2  # schema whose snapshots stand as they do now


@dataclass
class Salvaged:
    """What came of it: runs that are whole again, those that end early, with the last step that
    was saved, and those of which nothing was, with the reason."""

    whole: list[str] = field(default_factory=list)
    cut_short: dict[str, int] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    snapshots: int = 0


def back_up(source: Path, target: Path) -> int:
    """All runs as they stand at one moment, whoever writes meanwhile; how many there are.

    Raises InputError where there is a file already, StoreError.
    """
    with _new(target) as folder:
        part = folder / FILE
        try:
            db, _ = readable(source)
            with closing(db), closing(sqlite3.connect(part)) as copy:
                db.backup(copy)
                (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
                (runs,) = copy.execute("SELECT COUNT(*) FROM runs").fetchone()
        except sqlite3.Error as error:
            raise StoreError(sentence(error), source) from error
        if found != "ok":
            raise StoreError(f"the file of runs is damaged ({found}): `salvage` it.", source)
    return runs


def salvage(source: Path, target: Path) -> Salvaged:
    """Every run whose settings and first snapshot can be read, into a new file.

    Of its snapshots those before the first that cannot be read, so that there is no gap. `source`
    stays as it is: a copy of it is read. Raises InputError, StoreError.
    """
    found = Salvaged()
    with _new(target) as folder, TemporaryDirectory(dir=target.parent, prefix=".reading-") as place:
        copy = Path(place) / "copy"
        shutil.copyfile(source, copy)
        if (log := source.with_name(f"{source.name}-wal")).exists():
            shutil.copyfile(log, copy.with_name("copy-wal"))
        with closing(sqlite3.connect(copy)) as db, closing(Store(folder)) as store:
            db.row_factory = sqlite3.Row
            for run in _ids(db, source):
                _save(db, store, run, found)
            for row in _until_torn(db, "SELECT * FROM sweeps"):
                store.sweeps.keep(SweepRecord(**dict(row)))
    return found


def _ids(db: sqlite3.Connection, source: Path) -> list[str]:
    """Of all runs that are named anywhere. Raises StoreError where the file says nothing at all."""
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        db.execute("SELECT name FROM sqlite_master").fetchall()
    except sqlite3.Error as error:
        raise StoreError(f"nothing of the file can be read ({error}).", source) from error
    if version < OLDEST:
        raise StoreError(f"files of schema {version} cannot be salvaged.", source)
    ids: dict[str, None] = {}
    for question in ("SELECT id FROM runs", "SELECT DISTINCT run FROM snapshots"):
        for order in ("ORDER BY 1", "ORDER BY 1 DESC"):  # from both sides of what is broken
            ids |= dict.fromkeys(f"{row[0]}" for row in _until_torn(db, f"{question} {order}"))
    return list(ids)


def _until_torn(db: sqlite3.Connection, question: str, *values: Any) -> Iterator[sqlite3.Row]:
    try:
        yield from db.execute(question, values)
    except sqlite3.Error:
        return


def _save(db: sqlite3.Connection, store: Store, run: str, found: Salvaged) -> None:
    try:
        record, snapshots = _about(db, run), list(_snapshots(db, run))
        if not snapshots:
            raise ValueError("its first snapshot cannot be read")
        last, checkpoint = snapshots[-1].step, None
        for row in _until_torn(db, "SELECT * FROM checkpoints WHERE run = ?", run):
            if row["step"] <= last and load(row["body"]):
                record, checkpoint = replace(record, checkpoint=row["step"]), row["body"]
        if not _is_whole(db, record, snapshots):
            message = f"Salvaged from a damaged file up to step {last:,}."
            record = replace(record, state=State.INTERRUPTED, message=message)
            found.cut_short[run] = last
        else:
            found.whole.append(run)
        net = next((row["body"] for row in _until_torn(db, _NET, run)), None)
        store.add_whole(record, snapshots, checkpoint, net=net)
        found.snapshots += len(snapshots)
    except UNREADABLE as error:
        found.lost[run] = " ".join(f"{error}".split())
        return
    for row in _until_torn(db, "SELECT * FROM results WHERE run = ?", run):
        try:
            store.computed.keep(run, row["name"], json.loads(row["body"]))
        except ValueError:
            continue  # it can be computed again


def _about(db: sqlite3.Connection, run: str) -> RunRecord:
    row = db.execute("SELECT * FROM runs WHERE id = ?", (run,)).fetchone()
    if row is None:
        raise ValueError("its settings cannot be found")
    record = record_of({**dict(row), "scalars": None, "checkpoint": None})
    if isinstance(record, UnreadableRun):
        raise ValueError(record.message)
    return record


def _snapshots(db: sqlite3.Connection, run: str) -> Iterator[Snapshot]:
    """In order, until one cannot be read."""
    question = "SELECT * FROM snapshots WHERE run = ? ORDER BY step"
    try:
        for row in db.execute(question, (run,)):
            arrays = load(row["arrays"])
            if row["particle_weights"] is not None:
                arrays |= load(row["particle_weights"])
            yield Snapshot.of(json.loads(row["scalars"]), arrays)
    except UNREADABLE:
        return


def _is_whole(db: sqlite3.Connection, record: RunRecord, snapshots: list[Snapshot]) -> bool:
    """Whether no later step is to be found, and none is missing of a run that came to its end."""
    last = snapshots[-1].step
    if record.state is State.FINISHED and last < record.config.steps:
        return False
    try:
        values = (record.id, last)
        later = "SELECT 1 FROM snapshots WHERE run = ? AND step > ? LIMIT 1"
        return db.execute(later, values).fetchone() is None
    except sqlite3.Error:
        return False


@contextmanager
def _new(target: Path) -> Generator[Path, None, None]:
    """A folder in which to make the file; that comes to its place only when it is whole."""
    if target.exists() or not target.parent.is_dir():
        sentence = f"--to must name a new file in a folder that is there, not {str(target)!r}."
        raise InputError(sentence)
    try:
        with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.part-") as folder:
            yield Path(folder)
            (Path(folder) / FILE).replace(target)
    except OSError as error:
        raise InputError(f"The copy cannot be made: {error}.") from error
