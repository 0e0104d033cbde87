"""Reads an exported run back from its zip archive, whoever made that: it is not to be trusted.

unpack.py sees to names and sizes, this to contents: all of it is checked before any is kept.
"""

import json
from collections.abc import Container
from dataclasses import dataclass, replace
from math import inf
from typing import Any, BinaryIO, TypeVar

import numpy as np
from pydantic import BaseModel, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load

from orgnet_core.checkpoint import Checkpoint
from orgnet_core.config import RunConfig, SettingsError, parse_config
from orgnet_core.dense_file import MOST_BYTES, read_net
from orgnet_core.errors import InputError
from orgnet_core.fixpoints import Kind
from orgnet_core.limits import UNLIMITED, Limits
from orgnet_core.runs.access import Access
from orgnet_core.runs.archive.unpack import SMALL, ArchiveError, Unpacked, short, unpacked
from orgnet_core.runs.archive.write import (
    ABOUT,
    CHECKPOINT,
    CONFIG,
    FOR_PEOPLE,
    NET,
    SNAPSHOT,
    About,
    Scalars,
)
from orgnet_core.runs.origin import Lifted
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.annotations import rename
from orgnet_core.runs.store.names import checked_name
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.snapshot import COLUMNS, LATER, NUMBERS, Snapshot
from orgnet_core.tasks import TASKS

__all__ = ["ArchiveError", "Recording", "import_new", "import_run", "read_archive"]

LONGEST_MESSAGE = 1000  # characters
RECENT_BYTES = 2_000_000  # that a checkpoint may take beside its weights and momenta
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Recording:
    """A run as it came out of an archive, checked."""

    record: RunRecord
    name: str
    snapshots: list[Snapshot]
    checkpoint: bytes | None  # what the run needs to go on
    net: bytes | None  # the file that it was lifted from


def import_run(
    store: Store,
    file: BinaryIO,
    limit: int,
    access: Access | None = None,
    limits: Limits = UNLIMITED,
    reserved: Container[str] = (),
) -> str:
    """Keep the run in an archive of at most `limit` bytes, packed and unpacked; its id, a new one
    if there is a run of that id or it is `reserved`. A run beyond the `limits` is refused, even if
    it is over: to look at it takes memory, too.

    Raises ArchiveError, having written nothing, and StoreError.
    """
    return _keep(store, read_archive(file, limit, limits), access, reserved)


def import_new(store: Store, file: BinaryIO) -> tuple[str, bool]:
    """The id of the run in an archive of any size, and whether it was not here yet: then it is
    kept. It is here where a run of its id has its settings.

    Raises ArchiveError, having written nothing, and StoreError.
    """
    recording = read_archive(file, inf)
    here = store.run(recording.record.id)
    if here is not None and here.config == recording.record.config:
        return here.id, False
    return _keep(store, recording), True


def _keep(
    store: Store, recording: Recording, access: Access | None = None, reserved: Container[str] = ()
) -> str:
    record = replace(recording.record, access=access)
    run = store.add_whole(
        record, recording.snapshots, recording.checkpoint, reserved, recording.net
    )
    if recording.name:
        rename(store, run, recording.name)
    return run


def read_archive(file: BinaryIO, limit: float, limits: Limits = UNLIMITED) -> Recording:
    """All of the run in the archive. Raises ArchiveError."""
    with unpacked(file, limit, _is_known) as files:
        try:
            return _recording(files, limits)
        except (InputError, SettingsError) as error:
            sentence = short(str(error).rstrip("."), 200)
            raise ArchiveError(f"The archive's settings are not allowed: {sentence}.") from error


def _recording(files: Unpacked, limits: Limits) -> Recording:
    about = _described(About, files.read(ABOUT), ABOUT)
    config = _config(files.read(CONFIG))
    limits.check(config)
    snapshots = _snapshots(files, config)
    step, checkpoint = _checkpoint(files, config, {snapshot.step for snapshot in snapshots})
    record = RunRecord(
        id=about.run,
        preset=about.preset,
        config=config,
        state=State.INTERRUPTED if about.state.is_open else about.state,
        message=short(" ".join(about.message.split()), LONGEST_MESSAGE),
        created=about.created,
        scalars=snapshots[-1].scalars(),
        checkpoint=step,
        versions=about.versions,
        lifted=about.lifted,
    )
    net = _net(files, about.lifted, config)
    return Recording(record, checked_name(about.name), snapshots, checkpoint, net)


def _is_known(name: str) -> bool:
    return name in (ABOUT, CONFIG, CHECKPOINT, NET, *FOR_PEOPLE) or _step(name) is not None


def _step(name: str) -> int | None:
    """The step of a snapshot's file; None for any other name."""
    digits = name.removeprefix("snapshots/").removesuffix(".safetensors")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        return None
    return int(digits) if SNAPSHOT.format(int(digits)) == name else None


def _described(model: type[Model], content: bytes | str, name: str) -> Model:
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "it"
        raise ArchiveError(
            f"In the archive's {name} {short(place)} is not allowed: {short(first['msg'])}."
        ) from None


def _config(content: bytes) -> RunConfig:
    try:
        return parse_config(content.decode())
    except UnicodeDecodeError:
        raise ArchiveError(f"In the archive {CONFIG} is no text.") from None


def _snapshots(files: Unpacked, config: RunConfig) -> list[Snapshot]:
    steps = sorted({0, *(step for name in files.names if (step := _step(name)) is not None)})
    if steps[-1] > config.steps:
        raise ArchiveError(
            f"The archive has a step {steps[-1]:,} of a run of {config.steps:,} steps."
        )
    most = 8 * config.organism.particles * (config.particle_size + NUMBERS + 1) + SMALL
    names = [SNAPSHOT.format(step) for step in steps]
    return [
        _snapshot(files.read(name, most), config, step, name)
        for step, name in zip(steps, names, strict=True)
    ]


def _snapshot(content: bytes, config: RunConfig, step: int, name: str) -> Snapshot:
    try:
        arrays, header = load(content), _header(content)
        scalars = _described(Scalars, header["__metadata__"]["scalars"], name)
    except (SafetensorError, KeyError, TypeError, AttributeError, RecursionError):
        raise ArchiveError(f"In the archive {name} is no snapshot.") from None
    _check_arrays(arrays, config, name)
    snapshot = Snapshot.of(scalars.model_dump(), arrays)
    if snapshot.step != step or snapshot.epoch != step / config.batches:
        raise ArchiveError(f"In the archive {name} speaks of another step.")
    scores = (snapshot.metric, snapshot.train_metric, snapshot.metric_without_replicators)
    if TASKS[config.task].classes and any(
        not 0 <= score <= 1 for score in scores if score == score
    ):
        raise ArchiveError(f"In the archive {name} has a score that is not from 0 to 1.")
    return snapshot


def _header(content: bytes) -> dict[str, Any]:
    """A safetensors file's JSON; `load` has found it to be in order."""
    return json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])


def _check_arrays(arrays: dict[str, np.ndarray], config: RunConfig, name: str) -> None:
    """Their names, shapes and types are those of the run's snapshots."""
    expected = _shapes(config)
    if not expected.keys() - {"particle_weights", *LATER} <= arrays.keys() <= expected.keys():
        raise ArchiveError(f"In the archive {name} has not the arrays of a snapshot.")
    for which, array in arrays.items():
        # Steps recorded by the first versions are in float32, whatever the run's type.
        types = ("uint8",) if which == "kind" else (config.dtype, "float32")
        if array.shape != expected[which] or array.dtype.name not in types:
            raise ArchiveError(
                f"In the archive {name} has {which} as {array.dtype.name} {list(array.shape)}, "
                f"not {types[0]} {list(expected[which])}."
            )
    if arrays["kind"].max() >= len(Kind):
        raise ArchiveError(f"In the archive {name} has particles of no known kind.")


def _shapes(config: RunConfig) -> dict[str, tuple[int, ...]]:
    """By name, the shapes of a snapshot's arrays, the particle weights among them."""
    particles = config.organism.particles
    shapes = {
        name: (particles,) if len(columns) == 1 else (len(columns), particles)
        for name, columns in COLUMNS.items()
    }
    return shapes | {"particle_weights": (config.particle_size, particles)}


def _net(files: Unpacked, lifted: Lifted | None, config: RunConfig) -> bytes | None:
    """The file that the run was lifted from, if it was."""
    if lifted is None and NET not in files.names:
        return None
    content = files.read(NET, MOST_BYTES)
    is_it = lifted is not None and lifted == Lifted.of(lifted.name, content)
    if not is_it or read_net(content).widths != config.organism.widths:
        raise ArchiveError(f"In the archive {NET} is not what the run was lifted from.")
    return content


def _checkpoint(
    files: Unpacked, config: RunConfig, steps: set[int]
) -> tuple[int | None, bytes | None]:
    """The checkpoint's step and its bytes, as `Trainer.resumed` takes them, if there is one."""
    if CHECKPOINT not in files.names:
        return None, None
    weights = config.organism.particles * config.particle_size
    content = files.read(CHECKPOINT, 3 * config.torch_dtype.itemsize * weights + RECENT_BYTES)
    try:
        step = Checkpoint.loaded(config, content).step
    except ValueError as error:
        raise ArchiveError(
            f"In the archive {CHECKPOINT} is none of this run: {short(error)}."
        ) from error
    if step not in steps:
        raise ArchiveError(f"In the archive {CHECKPOINT} is of no recorded step.")
    return step, content
