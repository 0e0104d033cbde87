"""A recorded run as one zip archive, to take along; read.py reads it back, bit for bit.

config.json           the run's settings, as `parse_config` reads them
run.json              its id, name, preset, state, when it was begun and which versions grew it
snapshots/STEP.safetensors
                      arrays of one recorded step (`Snapshot` says what they are), at most steps
                      the particles' weights [n, P] among them; its scalars are JSON in the
                      header's metadata, under "scalars"
weights.safetensors   particle_weights [n, P] of the last step that has them
cut.safetensors       self_replicator: bool [P] at the last step, what the paper cuts away
checkpoint.safetensors
                      of a run that can go on: what training needs to go on (Trainer.checkpoint)
lifted.safetensors    of a run that was lifted from a dense net: that file, as it came
metrics.csv, .parquet a row for each recorded step
particles.csv         a row for each particle at the last step
README.txt            versions, seed, and how to grow the same run again
"""

import io
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, BinaryIO, Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, create_model, field_validator
from safetensors.numpy import save

from orgnet_core.errors import NotRecordedError
from orgnet_core.fixpoints import Kind
from orgnet_core.measures import ContributionMethod
from orgnet_core.presets import PRESETS
from orgnet_core.runs.archive.readme import readme
from orgnet_core.runs.origin import Lifted
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.annotations import annotation_of
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.runs.versions import EARLIER, Versions
from orgnet_core.snapshot import MOST_SECONDS, Snapshot

CONFIG, ABOUT, SNAPSHOT = "config.json", "run.json", "snapshots/{:08}.safetensors"
CHECKPOINT, NET = "checkpoint.safetensors", "lifted.safetensors"
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
    preset: str | None
    state: State
    message: str
    created: str  # ISO 8601, UTC
    versions: Versions = (EARLIER,)  # that grew it; the first archives do not say
    lifted: Lifted | None = None  # the file that it was lifted from

    @field_validator("state")
    @classmethod
    def _recordable(cls, state: State) -> State:
        if state is State.UNREADABLE:
            raise ValueError("is no state that a run is recorded in")
        return state

    @field_validator("preset")
    @classmethod
    def _known(cls, preset: str | None) -> str | None:
        if preset is not None and preset not in PRESETS:
            raise ValueError(f"must be one of {', '.join(PRESETS)}")
        return preset

    @field_validator("created")
    @classmethod
    def _moment(cls, text: str) -> str:
        moment = datetime.fromisoformat(text) if text.isascii() else None
        if moment is None or moment.utcoffset() is None or not 2000 <= moment.year < 2200:
            raise ValueError("must be a moment of this or the next century with its time zone")
        return moment.astimezone(UTC).isoformat()


_limits = {
    "step": Field(ge=0, strict=True),
    "epoch": Field(allow_inf_nan=False),
    "seconds": Field(ge=0, le=MOST_SECONDS, allow_inf_nan=False),
}
_scalars: dict[str, Any] = {
    field.name: (field.type, _limits.get(field.name, ...))
    for field in fields(Snapshot)
    if field.type in (int, float, ContributionMethod)
}
# A snapshot's scalars as JSON, which has no NaN: what is no finite number is "NaN", "-Infinity" …
Scalars = create_model(
    "Scalars",
    __config__=ConfigDict(extra="forbid", ser_json_inf_nan="strings"),
    **_scalars,
)


def write_archive(store: Store, run: str, target: BinaryIO) -> list[str]:
    """Write all that is recorded of a run; the names of the files in the archive.

    Raises NotRecordedError if there is no such run, or none that can be read.
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
        if (net := store.nets.get(run)) is not None:
            _add(out, NET, net)
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
        versions=record.versions,
        lifted=record.lifted,
    )


def _add(out: ZipFile, name: str, content: str | bytes) -> None:
    """Numbers hardly shrink, and packing them takes long: they are stored as they are."""
    packing = ZIP_STORED if name.endswith((".safetensors", ".parquet")) else ZIP_DEFLATED
    out.writestr(ZipInfo(name), content, packing)  # without the time: the same run, the same bytes


def _for_people(
    record: RunRecord, snapshots: list[Snapshot], weights: np.ndarray | None
) -> dict[str, str | bytes]:
    from orgnet_core.runs.archive.tables import tables  # brings pyarrow, which only exports need

    last = snapshots[-1]
    found: dict[str, str | bytes] = {
        "weights.safetensors": save({} if weights is None else {"particle_weights": weights}),
        "cut.safetensors": save({"self_replicator": last.kind == Kind.SELF_REPLICATOR}),
        "README.txt": readme(record, last.step),
        **tables(record.config, snapshots),
    }
    return {name: found[name] for name in FOR_PEOPLE}
