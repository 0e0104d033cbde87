"""Recorded snapshots as bytes for the views in a page: only those that it has not got yet.

The same bytes serve every viewer, and a page that missed some catches up.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np

from orgnet_core.config import RunConfig
from orgnet_core.json_values import Json, finite_json
from orgnet_core.phases import begins
from orgnet_core.runs.live.view import RunView
from orgnet_core.snapshot import COLUMNS, Snapshot, replication_bands

ARRAYS = {
    column: "uint8" if name == "kind" else "float32"
    for name, columns in COLUMNS.items()
    for column in columns
}
MOST_SHOWN = 20_000  # particles in a frame; of larger organisms every k-th is shown
BATCH_BYTES = 2_000_000  # at most about this much in one answer; the page asks again
_ENCODING = Lock()  # what many ask for at once is encoded for the first of them


def stride(particles: int) -> int:
    """Every how many-th particle of an organism travels to the page."""
    return -(-particles // MOST_SHOWN)


def encode_frames(view: RunView, first: int, names: Iterable[str] = ARRAYS, **more: Json) -> bytes:
    """Length of the header (uint32, little-endian), header (JSON), then the arrays frame by frame.

    Every array starts at a multiple of four bytes; `ARRAYS` gives order and types, `names` says
    which of them are wanted, `more` what the header says besides. Counts and quantiles are of all
    particles, arrays of every `stride`-th.
    """
    types = {name: dtype for name, dtype in ARRAYS.items() if name in names}
    recorded, config = view.snapshots, view.origin.config
    header = header_of(config, view.state, view.can_grow, len(recorded), types)
    each = sum(np.dtype(dtype).itemsize for dtype in types.values()) * header["shown"] + 500
    sent = recorded[first : first + max(1, BATCH_BYTES // each)]
    with _ENCODING:
        facts, arrays = _encoded(sent, stride(config.organism.particles), tuple(types))
    return framed(f'{json.dumps(header | more)[:-1]}, "frames": {facts}}}', [arrays])


def header_of(
    config: RunConfig, state: str, more: bool, total: int, types: Mapping[str, str] = ARRAYS
) -> dict[str, Any]:
    """What an answer says of its frames, beside their scalars: `more` is whether any may yet come,
    `total` how many there are, `types` those of the arrays."""
    particles = config.organism.particles
    return {
        "state": state,
        "more": more,
        "total": total,
        "phases": schedule(config),
        "epochs": config.epochs,
        "arrays": types,
        "shown": -(-particles // stride(particles)),
    }


def schedule(config: RunConfig) -> list[dict[str, float | str]]:
    """Of each phase the epoch at whose end it begins, and how it is called."""
    starts = begins(config.phases)
    return [
        {"epoch": epoch, "words": phase.words}
        for epoch, phase in zip(starts, config.phases, strict=True)
    ]


@lru_cache(maxsize=8)  # those that all ask for; a snapshot may take 40 MB
def _encoded(sent: tuple[Snapshot, ...], every: int, names: tuple[str, ...]) -> tuple[str, bytes]:
    """The scalars of frames, as JSON, and their arrays, all frames at a time; made once for all who
    watch."""
    if not sent:
        return "[]", b""
    return finite_json(facts_of(sent)), bytes_of(sent, every, names)


def bytes_of(snapshots: Sequence[Snapshot], every: int, names: Iterable[str] = ARRAYS) -> bytes:
    """The arrays of frames, frame by frame."""
    blocks = [_padded(rows) for _, rows in rows_of(snapshots, every, names)]
    return np.concatenate(blocks, axis=1).tobytes()


def rows_of(
    snapshots: Sequence[Snapshot], every: int, names: Iterable[str] = ARRAYS
) -> Iterator[tuple[str, np.ndarray]]:
    """Name and rows [T, shown], a row a snapshot, of each of ARRAYS in their order, or of some."""
    for name, columns in COLUMNS.items():
        arrays = np.stack([getattr(snapshot, name)[..., ::every] for snapshot in snapshots])
        rows = arrays.reshape(len(snapshots), len(columns), -1)
        wanted = [(i, each) for i, each in enumerate(columns) if each in names]
        yield from ((each, rows[:, i].astype(ARRAYS[each])) for i, each in wanted)


def facts_of(snapshots: Sequence[Snapshot]) -> list[dict[str, Json]]:
    """The scalars of each frame."""
    bands = replication_bands([snapshot.replication_loss for snapshot in snapshots])
    return [
        {**snapshot.scalars(), "kinds": list(snapshot.kinds.values()), "bands": band}
        for snapshot, band in zip(snapshots, bands, strict=True)
    ]


def framed(header: str, blocks: Iterable[bytes]) -> bytes:
    """Length of the header (JSON), header, padded to a multiple of four bytes, then the blocks."""
    text = header.encode()
    text += b" " * (-len(text) % 4)
    return b"".join([len(text).to_bytes(4, "little"), text, *blocks])


def _padded(arrays: np.ndarray) -> np.ndarray:
    """The bytes of each row of [T, shown], up to a multiple of four, [T, bytes]."""
    data = np.ascontiguousarray(arrays).view(np.uint8)
    return np.pad(data, ((0, 0), (0, -data.shape[1] % 4)))
