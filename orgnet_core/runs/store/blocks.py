"""Many safetensors files at once: of a run's snapshots thousands have one layout."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from safetensors.numpy import load

MOST = 256  # files read at once, which bounds what is held twice


def load_all(files: Sequence[bytes]) -> Iterator[dict[str, np.ndarray]]:
    """What `safetensors.numpy.load` makes of each, in order; the arrays are read-only and share
    memory. Raises SafetensorError for what is no such file."""
    for first in range(0, len(files), MOST):
        for (header, _), alike in groupby(files[first : first + MOST], _layout):
            yield from _load_alike(header, list(alike))


def _layout(file: bytes) -> tuple[bytes, int]:
    """All of a file but the numbers, and its size: what says where they are."""
    end = 8 + int.from_bytes(file[:8], "little")
    return file[:end], len(file)


def _load_alike(header: bytes, files: list[bytes]) -> Iterator[dict[str, np.ndarray]]:
    arrays = load(files[0])  # which checks what holds for all of them
    places = json.loads(header[8:])
    numbers = np.frombuffer(b"".join(files), np.uint8).reshape(len(files), -1)[:, len(header) :]
    stacks: list[np.ndarray] = []
    for name, array in arrays.items():
        begin, end = places[name]["data_offsets"]
        stack = np.ascontiguousarray(numbers[:, begin:end]).view(array.dtype)
        stack.setflags(write=False)
        stacks.append(stack.reshape(len(files), *array.shape))
    for rows in zip(*stacks, strict=True):
        yield dict(zip(arrays, rows, strict=True))
