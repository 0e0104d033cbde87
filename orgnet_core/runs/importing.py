"""Reads an exported run back from its zip archive, whoever made that: it is not to be trusted.

Nothing is unpacked to disk, and nothing but the names of `archive.py` is read. Names, counts and
sizes are checked before any content, contents before anything is kept.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from stat import S_IFMT, S_IFREG
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from pydantic import BaseModel, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load

from orgnet_core.config import RunConfig, SettingsError, parse_config
from orgnet_core.fixpoints import Kind
from orgnet_core.runs.archive import ABOUT, CONFIG, FOR_PEOPLE, SNAPSHOT, About, Scalars
from orgnet_core.runs.control import Control
from orgnet_core.runs.labels import checked_name, rename
from orgnet_core.runs.state import State
from orgnet_core.runs.store import RunRecord, Store
from orgnet_core.snapshot import Snapshot

SMALL = 100_000  # bytes that a description may take
RATIO = 100  # to how much a file may unpack; text like ours comes to 10
END = struct.Struct("<4s4H2LH")  # of the list of files: what closes an archive
ENTRY = 200  # bytes that an entry in that list may take; ours take 80


class ArchiveError(ValueError):
    """The archive is no exported run; the message says why in one sentence."""


@dataclass(frozen=True)
class Recording:
    """A run as it came out of an archive, checked."""

    record: RunRecord
    name: str
    snapshots: list[Snapshot]


def import_run(store: Store, file: BinaryIO, limit: int, control: Control | None = None) -> str:
    """Keep the run in an archive of at most `limit` bytes, packed and unpacked; its id, a new one
    if there is a run of that id. Raises ArchiveError, having written nothing, and StoreError."""
    recording = read_archive(file, limit)
    record = replace(recording.record, control=control)
    run = store.add_whole(record, recording.snapshots)
    if recording.name:
        rename(store, run, recording.name)
    return run


def read_archive(file: BinaryIO, limit: int) -> Recording:
    """All of the run in the archive. Raises ArchiveError."""
    _check_end(file, limit)
    with _as_one_sentence(), ZipFile(file) as archive:
        members = _members(archive, limit)
        about = _described(About, _read(archive, members[ABOUT], SMALL), ABOUT)
        config = _config(_read(archive, members[CONFIG], SMALL))
        snapshots = list(_snapshots(archive, members, config))
        state = State.INTERRUPTED if about.state.is_open else about.state
        record = RunRecord(
            id=about.run,
            preset=about.preset,
            config=config,
            state=state,
            message=about.message,
            created=about.created,
            scalars=snapshots[-1].scalars(),
        )
        return Recording(record, checked_name(about.name), snapshots)


@contextmanager
def _as_one_sentence() -> Iterator[None]:
    try:
        yield
    except ArchiveError:
        raise
    except SettingsError as error:
        sentence = _short(str(error).rstrip("."), 200)
        raise ArchiveError(f"The archive's settings are not allowed: {sentence}.") from error
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise ArchiveError(f"The archive is damaged: {_short(error)}.") from error
    except (ValueError, zlib.error, struct.error, OverflowError) as error:
        raise ArchiveError(f"The archive is damaged: {_short(error)}.") from error


def _check_end(file: BinaryIO, limit: int) -> None:
    """The size, and that the list of files, which is read as a whole, is no longer than ours."""
    size = file.seek(0, 2)
    if size > limit:
        raise ArchiveError(f"The archive is larger than the {limit / 1e6:,g} MB allowed here.")
    if size < END.size:
        raise ArchiveError("This is no zip archive.")
    file.seek(-END.size, 2)
    signature, _, _, _, count, listed, _, comment = END.unpack(file.read(END.size))
    if signature != b"PK\5\6" or comment:
        raise ArchiveError("This is no zip archive as an export writes it.")
    if listed > ENTRY * count or count == 0xFFFF:
        raise ArchiveError("The archive lists more than an exported run holds.")
    file.seek(0)


def _members(archive: ZipFile, limit: int) -> dict[str, ZipInfo]:
    """The files of the archive, by name, if they could be those of an exported run."""
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if all(name.startswith("organism-") and name.endswith(".zip") for name in names):
        raise ArchiveError("These are several exported runs: unpack them, and import each.")
    for info in infos:
        _check(info)
    if len(set(names)) < len(names):
        raise ArchiveError("The archive holds two files of one name.")
    if sum(info.file_size for info in infos) > limit:
        raise ArchiveError(
            f"The archive unpacks to more than the {limit / 1e6:,g} MB allowed here."
        )
    missing = {ABOUT, CONFIG, SNAPSHOT.format(0)} - set(names)
    if missing:
        raise ArchiveError(f"The archive lacks {min(missing)}, so it is no exported run.")
    return dict(zip(names, infos, strict=True))


def _check(info: ZipInfo) -> None:
    name = info.filename
    known = name in (ABOUT, CONFIG, *FOR_PEOPLE) or _step(name) is not None
    if not known or info.orig_filename != name:
        raise ArchiveError(f"The archive holds {_short(name)}, which no exported run does.")
    if info.flag_bits & 1:
        raise ArchiveError(f"In the archive {name} is encrypted.")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ArchiveError(f"In the archive {name} is packed in a way that no export uses.")
    if S_IFMT(info.external_attr >> 16) not in (0, S_IFREG):
        raise ArchiveError(f"In the archive {name} is a link or another thing that is no file.")
    if info.file_size > RATIO * info.compress_size + SMALL:
        raise ArchiveError(f"In the archive {name} is packed tighter than an export can be.")


def _step(name: str) -> int | None:
    """The step of a snapshot's file; None for any other name."""
    digits = name.removeprefix("snapshots/").removesuffix(".safetensors")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        return None
    return int(digits) if SNAPSHOT.format(int(digits)) == name else None


def _read(archive: ZipFile, info: ZipInfo, limit: int) -> bytes:
    """The content, of which never more is unpacked than was announced."""
    if info.file_size > limit:
        raise ArchiveError(f"In the archive {info.filename} is too large.")
    with archive.open(info) as member:
        content = member.read(info.file_size)
        if len(content) < info.file_size or member.read(1):
            raise ArchiveError(f"In the archive {info.filename} is not as large as it says.")
    return content


def _described(model: type[BaseModel], content: bytes | str, name: str) -> BaseModel:
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "it"
        raise ArchiveError(
            f"In the archive's {name} {_short(place)} is not allowed: {_short(first['msg'])}."
        ) from None


def _config(content: bytes) -> RunConfig:
    try:
        return parse_config(content.decode())
    except UnicodeDecodeError:
        raise ArchiveError(f"In the archive {CONFIG} is no text.") from None


def _snapshots(archive: ZipFile, members: dict, config: RunConfig) -> Iterator[Snapshot]:
    steps = sorted(step for name in members if (step := _step(name)) is not None)
    if steps[-1] > config.steps:
        raise ArchiveError(
            f"The archive has a step {steps[-1]:,} of a run of {config.steps:,} steps."
        )
    most = 8 * config.organism.particles * (config.particle_size + 11) + SMALL
    for step in steps:
        name = SNAPSHOT.format(step)
        yield _snapshot(_read(archive, members[name], most), config, step, name)


def _snapshot(content: bytes, config: RunConfig, step: int, name: str) -> Snapshot:
    try:
        arrays, header = load(content), _header(content)
        scalars = _described(Scalars, header["__metadata__"]["scalars"], name)
    except (SafetensorError, KeyError, TypeError, AttributeError, RecursionError):
        raise ArchiveError(f"In the archive {name} is no snapshot.") from None
    _check_arrays(arrays, config, name)
    if scalars.step != step or scalars.epoch != step / config.batches:
        raise ArchiveError(f"In the archive {name} speaks of another step.")
    return Snapshot(**scalars.model_dump(), **arrays)


def _header(content: bytes) -> dict:
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
    names = [name for name, kind in Snapshot.__annotations__.items() if kind is np.ndarray]
    return dict.fromkeys(names, (particles,)) | {
        "leaks": (3, particles),
        "particle_weights": (config.particle_size, particles),
    }


def _short(words: object, most: int = 80) -> str:
    """Whatever a stranger wrote, on one line, printable and no longer than that."""
    text = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in str(words)
    )
    return text if len(text) <= most else f"{text[: most - 1]}…"
