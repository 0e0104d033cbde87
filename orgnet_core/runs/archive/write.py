"""A recorded run as one zip archive, to take along; importing.py reads it back, bit for bit.

config.json           the run's settings, as `parse_config` reads them
run.json              its id, name, preset, state and when it was begun
snapshots/STEP.safetensors
                      arrays of one recorded step (`Snapshot` says what they are), at most steps
                      the particles' weights [n, P] among them; its scalars are JSON in the
                      header's metadata, under "scalars"
weights.safetensors   particle_weights [n, P] of the last step that has them
cut.safetensors       self_replicator: bool [P] at the last step, what the paper cuts away
checkpoint.safetensors
                      of a run that is not over: what training needs to go on (Trainer.checkpoint)
metrics.csv, .parquet a row for each recorded step
particles.csv         a row for each particle at the last step
README.txt            versions, seed, and how to grow the same run again
"""

import io
from datetime import datetime
from typing import BinaryIO, Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pyarrow as pa
from pyarrow import csv
from pyarrow import parquet as pq
from pydantic import BaseModel, ConfigDict, Field, create_model, field_validator
from safetensors.numpy import save

from orgnet_core.config import RunConfig
from orgnet_core.errors import NotRecordedError
from orgnet_core.fixpoints import Kind
from orgnet_core.measures import FIRST_ORDER, LEAVE_ONE_OUT
from orgnet_core.presets import PRESETS
from orgnet_core.runs.archive.readme import readme
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.annotations import annotation_of
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.snapshot import BANDS, Snapshot

CONFIG, ABOUT, SNAPSHOT = "config.json", "run.json", "snapshots/{:08}.safetensors"
CHECKPOINT = "checkpoint.safetensors"
FOR_PEOPLE = (  # who find everything else in these; an import does not look into them
    "weights.safetensors",
    "cut.safetensors",
    "metrics.csv",
    "metrics.parquet",
    "particles.csv",
    "README.txt",
)


class About(BaseModel):
    """What run.json says."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["organism-lab run"] = "organism-lab run"
    version: Literal[1] = 1
    run: str = Field(pattern="^[0-9a-f]{1,16}$")
    name: str
    preset: Literal[tuple(PRESETS)] | None
    state: State
    message: str
    created: str  # ISO 8601, UTC

    @field_validator("created")
    @classmethod
    def _moment(cls, text: str) -> str:
        if not text.isascii() or datetime.fromisoformat(text).utcoffset() is None:
            raise ValueError("must be a moment with its time zone")
        return text


_limits = {"step": Field(ge=0), "seconds": Field(ge=0)}
_types = Snapshot.__annotations__ | {
    "contribution_method": Literal[LEAVE_ONE_OUT, FIRST_ORDER],
}
# A snapshot's scalars as JSON, which has no NaN: what is no finite number is "NaN", "-Infinity" …
Scalars = create_model(
    "Scalars",
    __config__=ConfigDict(extra="forbid", ser_json_inf_nan="strings"),
    **{
        name: (kind, _limits.get(name, ...))
        for name, kind in _types.items()
        if kind in (int, float, _types["contribution_method"])
    },
)


def write_archive(store: Store, run: str, target: BinaryIO) -> list[str]:
    """Write all that is recorded of a run; the names of the files in the archive.

    Raises NotRecordedError if there is no such run.
    """
    checkpoint = store.checkpoint(run)  # first: what may be recorded meanwhile comes after it
    record, snapshots = store.run(run), store.snapshots(run)
    if record is None or not snapshots:
        raise NotRecordedError(f"There is no run {run!r}.")
    weights = None
    with ZipFile(target, "w") as out:
        _add(out, CONFIG, record.config.model_dump_json(indent=2))
        _add(out, ABOUT, _about(store, record).model_dump_json(indent=2))
        for snapshot in snapshots:
            arrays = snapshot.arrays()
            for _, weights in store.particle_weights(run, snapshot.step, snapshot.step):
                arrays["particle_weights"] = weights
            scalars = Scalars(**snapshot.scalars()).model_dump_json()
            _add(out, SNAPSHOT.format(snapshot.step), save(arrays, {"scalars": scalars}))
        if checkpoint is not None:
            _add(out, CHECKPOINT, checkpoint)
        for name, content in _for_people(record, snapshots, weights).items():
            _add(out, name, content)
        return out.namelist()


def archived(store: Store, run: str) -> bytes:
    """The archive of a run, in memory."""
    target = io.BytesIO()
    write_archive(store, run, target)
    return target.getvalue()


def _about(store: Store, record: RunRecord) -> About:
    return About(
        run=record.id,
        name=annotation_of(store, record.id).name,
        preset=record.preset,
        state=record.state,
        message=record.message,
        created=record.created,
    )


def _add(out: ZipFile, name: str, content: str | bytes) -> None:
    """Numbers hardly shrink, and packing them takes long: they are stored as they are."""
    packing = ZIP_STORED if name.endswith((".safetensors", ".parquet")) else ZIP_DEFLATED
    out.writestr(ZipInfo(name), content, packing)  # without the time: the same run, the same bytes


def _for_people(record: RunRecord, snapshots: list[Snapshot], weights) -> dict[str, str | bytes]:
    last, measured = snapshots[-1], metrics(snapshots)
    parquet = io.BytesIO()
    pq.write_table(measured, parquet)
    found = {
        "weights.safetensors": save({} if weights is None else {"particle_weights": weights}),
        "cut.safetensors": save({"self_replicator": last.kind == Kind.SELF_REPLICATOR}),
        "metrics.csv": _csv(measured),
        "metrics.parquet": parquet.getvalue(),
        "particles.csv": _csv(particles(record.config, last)),
        "README.txt": readme(record.preset, record.config, record.id, last.step),
    }
    return {name: found[name] for name in FOR_PEOPLE}


def metrics(snapshots: list[Snapshot]) -> pa.Table:
    """A row for each snapshot: its scalars, how many particles of each kind, and quantiles over
    particles of the replication loss."""
    names = [f"replication_loss_q{round(100 * band):02}" for band in BANDS]
    return pa.Table.from_pylist(
        [
            snapshot.scalars()
            | snapshot.kinds
            | dict(zip(names, snapshot.replication_bands, strict=True))
            for snapshot in snapshots
        ]
    )


def particles(config: RunConfig, snapshot: Snapshot) -> pa.Table:
    """A row for each particle; its layer, cell and edge are counted from 0."""
    layer, cell, edge = config.organism.positions()
    columns = snapshot.columns()
    kinds = [Kind(kind).name.lower() for kind in columns.pop("kind")]
    return pa.table(
        {
            "particle": range(len(kinds)),
            "layer": layer,
            "cell": cell,
            "edge": edge,
            "kind": kinds,
            **columns,
        }
    )


def _csv(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    csv.write_csv(table, buffer, csv.WriteOptions(quoting_style="needed"))
    return buffer.getvalue()
