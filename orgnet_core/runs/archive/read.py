"""Reads an exported run back from its zip archive, whoever made that: it is not to be trusted.

unpack.py sees to names and sizes, this to contents: all of it is checked before any is kept.
"""

import json
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, BinaryIO, TypeVar

import numpy as np
import torch
from pydantic import BaseModel, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load
from safetensors.torch import load as load_tensors

from orgnet_core.config import RunConfig, SettingsError, parse_config
from orgnet_core.errors import InputError
from orgnet_core.fixpoints import Kind
from orgnet_core.runs.access import Access
from orgnet_core.runs.archive.unpack import SMALL, ArchiveError, Unpacked, short, unpacked
from orgnet_core.runs.archive.write import (
    ABOUT,
    CHECKPOINT,
    CONFIG,
    FOR_PEOPLE,
    SNAPSHOT,
    About,
    Scalars,
)
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.annotations import checked_name, rename
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.snapshot import COLUMNS, NUMBERS, Snapshot

__all__ = ["ArchiveError", "Recording", "import_run", "read_archive"]

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Recording:
    """A run as it came out of an archive, checked."""

    record: RunRecord
    name: str
    snapshots: list[Snapshot]
    checkpoint: bytes | None  # what the run needs to go on


def import_run(store: Store, file: BinaryIO, limit: int, access: Access | None = None) -> str:
    """Keep the run in an archive of at most `limit` bytes, packed and unpacked; its id, a new one
    if there is a run of that id. Raises ArchiveError, having written nothing, and StoreError."""
    recording = read_archive(file, limit)
    record = replace(recording.record, access=access)
    run = store.add_whole(record, recording.snapshots, recording.checkpoint)
    if recording.name:
        rename(store, run, recording.name)
    return run


def read_archive(file: BinaryIO, limit: int) -> Recording:
    """All of the run in the archive. Raises ArchiveError."""
    with unpacked(file, limit, _is_known) as files:
        try:
            return _recording(files)
        except (InputError, SettingsError) as error:
            sentence = short(str(error).rstrip("."), 200)
            raise ArchiveError(f"The archive's settings are not allowed: {sentence}.") from error


def _recording(files: Unpacked) -> Recording:
    about = _described(About, files.read(ABOUT), ABOUT)
    config = _config(files.read(CONFIG))
    snapshots = _snapshots(files, config)
    step, checkpoint = _checkpoint(files, config, {snapshot.step for snapshot in snapshots})
    record = RunRecord(
        id=about.run,
        preset=about.preset,
        config=config,
        state=State.INTERRUPTED if about.state.is_open else about.state,
        message=about.message,
        created=about.created,
        scalars=snapshots[-1].scalars(),
        checkpoint=step,
    )
    return Recording(record, checked_name(about.name), snapshots, checkpoint)


def _is_known(name: str) -> bool:
    return name in (ABOUT, CONFIG, CHECKPOINT, *FOR_PEOPLE) or _step(name) is not None


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
    return snapshot


def _header(content: bytes) -> dict[str, Any]:
    """A safetensors file's JSON; `load` has found it to be in order."""
    return json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])


def _check_arrays(arrays: dict[str, np.ndarray], config: RunConfig, name: str) -> None:
    """Their names, shapes and types are those of the run's snapshots."""
    expected = _shapes(config)
    if not expected.keys() - {"particle_weights"} <= arrays.keys() <= expected.keys():
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


def _checkpoint(
    files: Unpacked, config: RunConfig, steps: set[int]
) -> tuple[int | None, bytes | None]:
    """The checkpoint's step and its bytes, as `Trainer.resumed` takes them, if there is one."""
    if CHECKPOINT not in files.names:
        return None, None
    weights = (config.particle_size, config.organism.particles)
    content = files.read(CHECKPOINT, 3 * 8 * weights[0] * weights[1] + SMALL)
    try:
        state = load_tensors(content)
        for name in ("weights", "replication_velocity", "task_velocity"):
            fits = (*state[name].shape, state[name].dtype) == (*weights, config.torch_dtype)
            if not fits:
                raise ArchiveError(f"In the archive {CHECKPOINT} does not fit the run's settings.")
        torch.Generator().set_state(state["epoch_start"])
        step, seconds = state["step"].item(), state["seconds"].item()
        recent = state["recent"].shape[1:] == (2,) and state["recent"].dtype == torch.float64
    except (SafetensorError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise ArchiveError(f"In the archive {CHECKPOINT} is no checkpoint.") from error
    if step not in steps or not (isfinite(seconds) and seconds >= 0 and recent):
        raise ArchiveError(f"In the archive {CHECKPOINT} is of no recorded step.")
    return int(step), content
