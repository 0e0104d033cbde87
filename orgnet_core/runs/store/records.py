"""Rows of the store, to and from what they say."""

import json
import sqlite3
from collections.abc import Container, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from pydantic import TypeAdapter
from safetensors.numpy import save

from orgnet_core.config import RunConfig, SettingsError, parse_config
from orgnet_core.runs.access import Access
from orgnet_core.runs.origin import LIFTED, Lifted, Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store.blocks import load_all
from orgnet_core.runs.store.summaries import add_to_summary, curve_of, sum_up
from orgnet_core.runs.versions import EARLIER, versions_of, versions_text, with_this_version
from orgnet_core.snapshot import Snapshot

ACCESS = TypeAdapter(Access)  # to and from JSON
ADD_RUN = "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_SNAPSHOT = "INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?)"
# A row for each run that is not deleted: all that a list says of it.
SUMMARY = """
SELECT runs.*, summaries.step, summaries.scalars, summaries.bytes, summaries.count,
    summaries.curve, checkpoints.step AS checkpoint, label.body AS label
FROM runs
LEFT JOIN summaries ON summaries.run = runs.id
LEFT JOIN checkpoints ON checkpoints.run = runs.id
LEFT JOIN results AS label ON label.run = runs.id AND label.name = 'label'
WHERE NOT EXISTS (SELECT 1 FROM results WHERE run = runs.id AND name = 'deleted')
"""
RunRow = tuple[str, str | None, str, str, str, str, str | None, str, str | None]
SnapshotRow = tuple[str, int, str, bytes, bytes | None]


@dataclass(frozen=True)
class RunRecord:
    """What the store knows of a run; `scalars` are those of its last snapshot (or empty)."""

    id: str
    preset: str | None
    config: RunConfig
    state: State
    message: str
    created: str  # ISO 8601, UTC
    scalars: dict[str, Any]
    checkpoint: int | None = None  # the step from which the run can go on, if it can
    access: Access | None = None  # of a run that everybody may steer there is none
    versions: tuple[str, ...] = (EARLIER,)  # that grew it, in order
    lifted: Lifted | None = None  # the file that it was lifted from, if it was

    @property
    def origin(self) -> Origin:
        return Origin(self.preset, self.config, self.access, self.lifted)


@dataclass(frozen=True)
class UnreadableRun:
    """A run that was recorded in a way that this version cannot read; the message says why."""

    id: str
    preset: str | None
    message: str
    created: str  # ISO 8601, UTC


@dataclass(frozen=True)
class Annotation:
    """`name` is empty for a run that has none; pinned runs are the ones to compare with."""

    name: str = ""
    pinned: bool = False


@dataclass(frozen=True)
class Listed:
    """A run as a list has it."""

    record: RunRecord | UnreadableRun
    annotation: Annotation
    size: int  # bytes of its snapshots
    curve: tuple[float, ...]  # the metric over its recorded steps, thinned


def listed_of(row: sqlite3.Row) -> Listed:
    """What a row of SUMMARY says."""
    record, annotation = record_of(row), Annotation(**json.loads(row["label"] or "{}"))
    if isinstance(record, UnreadableRun) or not record.scalars:
        return Listed(record, annotation, row["bytes"] or 0, ())
    curve = curve_of(row, record.scalars["metric"])
    return Listed(record, annotation, row["bytes"], curve)


def record_of(row: sqlite3.Row | dict[str, Any]) -> RunRecord | UnreadableRun:
    """What a row of SUMMARY says; of an older schema it lacks what came later."""
    row = dict(row)
    try:
        config, state = parse_config(row["config"]), State(row["state"])
        scalars = json.loads(row["scalars"] or "{}")
        access = row.get("control") and ACCESS.validate_json(row["control"])
        lifted = row.get("lifted") and LIFTED.validate_json(row["lifted"])
    except (SettingsError, ValueError) as error:
        message = f"This version cannot read how the run was recorded: {error}"
        return UnreadableRun(row["id"], row["preset"], message, row["created"])
    return RunRecord(
        id=row["id"],
        preset=row["preset"],
        config=config,
        state=state,
        message=row["message"],
        created=row["created"],
        scalars=scalars,
        checkpoint=row["checkpoint"],
        access=access,
        versions=versions_of(row.get("versions", EARLIER)),
        lifted=lifted,
    )


def run_row(
    run: str,
    origin: Origin,
    state: str,
    message: str,
    created: str,
    versions: tuple[str, ...] = (),
) -> RunRow:
    """For ADD_RUN; of a run that no version has grown yet, this one does."""
    kept = None if origin.access is None else access_text(origin.access)
    about = run, origin.preset, origin.config.model_dump_json(), state, message, created
    lifted = None if origin.lifted is None else LIFTED.dump_json(origin.lifted).decode()
    return *about, kept, versions_text(versions or with_this_version()), lifted


def note_version(db: sqlite3.Connection, run: str) -> tuple[str, ...]:
    """This version grows the run from now on; all that have grown it."""
    row = db.execute("SELECT versions FROM runs WHERE id = ?", (run,)).fetchone()
    versions = with_this_version(versions_of(row["versions"]))
    db.execute("UPDATE runs SET versions = ? WHERE id = ?", (versions_text(versions), run))
    return versions


def access_text(access: Access) -> str:
    return ACCESS.dump_json(access).decode()


def snapshots_of(rows: Sequence[sqlite3.Row]) -> list[Snapshot]:
    """What rows of snapshots, with `scalars` and `arrays`, say."""
    scalars = json.loads(f"[{','.join(row['scalars'] for row in rows)}]")
    return [*map(Snapshot.of, scalars, load_all([row["arrays"] for row in rows]))]


def snapshot_row(run: str, snapshot: Snapshot) -> SnapshotRow:
    """For ADD_SNAPSHOT."""
    arrays = snapshot.arrays()
    weights = arrays.pop("particle_weights", None)
    blob = None if weights is None else save({"particle_weights": weights})
    return run, snapshot.step, json.dumps(snapshot.scalars()), save(arrays), blob


def keep_snapshot(db: sqlite3.Connection, row: SnapshotRow) -> int:
    """The bytes that it takes."""
    run, step, scalars, arrays, weights = row
    db.execute(ADD_SNAPSHOT, row)
    size = len(arrays) + len(weights or b"")
    add_to_summary(db, run, step, scalars, size)
    return size


def keep_checkpoint(
    db: sqlite3.Connection, run: str, step: int | None, checkpoint: bytes | None
) -> None:
    if checkpoint is not None:
        values = (run, step, checkpoint)
        db.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)", values)


def keep_whole(
    db: sqlite3.Connection,
    run: str,
    record: RunRecord,
    rows: Sequence[SnapshotRow],
    checkpoint: bytes | None,
    net: bytes | None,
) -> None:
    """A run under that id with all there is of it, `net` the file that it was lifted from."""
    about = record.origin, record.state, record.message, record.created, record.versions
    db.execute(ADD_RUN, run_row(run, *about))
    db.executemany(ADD_SNAPSHOT, ((run, *row[1:]) for row in rows))
    sum_up(db, run)
    keep_checkpoint(db, run, record.checkpoint, checkpoint)
    if net is not None:
        db.execute("INSERT INTO nets VALUES (?, ?)", (run, net))


def free_id(db: sqlite3.Connection, wanted: str, reserved: Container[str] = ()) -> str:
    """That id, or a new one while a run has it or it is reserved."""
    while wanted in reserved or db.execute("SELECT 1 FROM runs WHERE id = ?", (wanted,)).fetchone():
        wanted = token_hex(4)
    return wanted
