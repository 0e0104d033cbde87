"""What stands in the files of an archive, changed to what no export would write."""

import struct
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import BytesIO
from json import dumps, loads
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import torch
from safetensors.numpy import load, save
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors

from orgnet_core.config import RunConfig
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.runs.archive.write import ABOUT, CHECKPOINT, CONFIG, SNAPSHOT
from orgnet_core.runs.state import State

Case = tuple[str, Callable[[], bytes]]  # what is wrong, and the archive
FIRST, LATER = SNAPSHOT.format(0), SNAPSHOT.format(3)
ORGANISM = PRESETS["addition"].config.changed({"epochs": 2, "kernel": "torch"})
# What may stand in JSON where something else belongs; text is as it is written there.
ODD_JSON = (
    *("null", "true", "-1", "0", "1.5", "1e308", "-1e308", "1e999", "NaN", "Infinity", "-Infinity"),
    *('""', '"NaN"', '"Infinity"', '"1"', '"../../etc/passwd"', '"\\u001b[2J\\u202e"', '"\\ud800"'),
    *("[]", "{}", "[[1]]", "[4096, 4096]", "9" * 400, "9" * 9000, '"' + "x" * 50_000 + '"'),
    *("[" * 5000 + "]" * 5000, "18446744073709551616", '"9999-12-31T23:59:59+00:00"'),
)


def packed(files: Iterable[tuple[str, bytes]], packing: int = ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", packing) as out:
        for name, content in files:
            out.writestr(ZipInfo(name), content, packing)  # without the time: always the same
    return buffer.getvalue()


def _with_json(files: dict[str, bytes], name: str, field: str, value: str) -> bytes:
    """One field has another value, written as it is; or is one more."""
    return packed((files | {name: _rewritten(loads(files[name]), field, value).encode()}).items())


def _rewritten(fields: dict[str, Any], field: str, value: str) -> str:
    written = {each: dumps(old) for each, old in fields.items()} | {field: value}
    return f"{{{', '.join(f'{dumps(each)}: {text}' for each, text in written.items())}}}"


def other_json(files: dict[str, bytes]) -> Iterator[Case]:
    for name in (ABOUT, CONFIG):
        for field in (*loads(files[name]), "one_more"):
            for value in ODD_JSON:
                what = f"{name}: {field} is {value[:30]}"
                yield what, partial(_with_json, files, name, field, value)
        for value in ODD_JSON:
            whole = files | {name: value.encode()}
            yield f"{name} is {value[:30]}", partial(packed, whole.items())
    for state in State:
        yield f"it is {state}", partial(_with_json, files, ABOUT, "state", dumps(state))


def other_config(files: dict[str, bytes]) -> Iterator[Case]:
    """Settings that are allowed, but not for this archive, or not on this server."""
    changes = [
        {"hidden": "1000, 700"},
        {"hidden": "200, 200", "particle_hidden": 16},
        {"hidden": ""},
        {"task": "mnist15"},
        {"particle_hidden": 16},
        {"batch_size": 1},
        {"batch_size": 60_000},
        {"dtype": "float64"},
        {"device": "cuda"},
        {"seed": 2**32 - 1},
        {"phases": [Phase(epochs=10_000).model_dump()] * 20},
        {"task_lr": 10, "replication_lr": 10, "momentum": 0.999},
        {"replication_steps": 1000},
        {"epochs": 1},
        {"epochs": 10_000},
    ]
    for change in changes:
        config: RunConfig = ORGANISM.changed(change)
        other = files | {CONFIG: config.model_dump_json().encode()}
        yield f"settings {change}"[:80], partial(packed, other.items())
    for field in Phase.model_fields:
        for value in ODD_JSON:
            phases = f'[{{"{field}": {value}}}]'
            what = f"phases have {field} {value[:30]}"
            yield what, partial(_with_json, files, CONFIG, "phases", phases)


def _snapshot(files: dict[str, bytes], name: str, scalars: str | None = None, **arrays) -> bytes:
    """A snapshot with other scalars, and other arrays, or without those that are None."""
    told = _scalars(files[name]) if scalars is None else scalars
    found = load(files[name]) | arrays
    kept = {each: array for each, array in found.items() if array is not None}
    return packed((files | {name: save(kept, {"scalars": told})}).items())


def _scalars(snapshot: bytes) -> str:
    """As its header has them, in JSON."""
    header = loads(snapshot[8 : 8 + struct.unpack("<Q", snapshot[:8])[0]])
    return header["__metadata__"]["scalars"]


def other_snapshots(files: dict[str, bytes]) -> Iterator[Case]:
    told = loads(_scalars(files[LATER]))
    for field in (*told, "one_more"):
        for value in ODD_JSON:
            scalars = _rewritten(told, field, value)
            what = f"a step's {field} is {value[:30]}"
            yield what, partial(_snapshot, files, LATER, scalars=scalars)
    for name, array in sorted(load(files[LATER]).items()):
        for what, other in _other_arrays(array).items():
            yield f"a step's {name} {what}", partial(_snapshot, files, LATER, **{name: other})
    yield "one more array", partial(_snapshot, files, LATER, more=np.zeros(18))
    for size in (0, 7, 2**31, 2**63, 2**64 - 1):
        lie = files | {LATER: struct.pack("<Q", size) + files[LATER][8:]}
        yield f"a step's header of {size}", partial(packed, lie.items())


def _other_arrays(array: np.ndarray) -> dict[str, np.ndarray | None]:
    with np.errstate(all="ignore"):
        filled = {
            f"all {value}": np.full_like(array, value)
            for value in (np.nan, np.inf, -np.inf, 3e38)
            if array.dtype != np.uint8
        }
    return filled | {
        "missing": None,
        "all of one byte": np.full_like(array, 255 if array.dtype == np.uint8 else 0),
        "in float64": array.astype(np.float64),
        "in whole numbers": np.zeros(array.shape, np.int64),
        "in bits": np.zeros(array.shape, bool),
        "empty": array[:0],
        "longer": np.concatenate([array, array]),
        "with one more axis": array[None],
        "as one number": np.zeros((), array.dtype),
    }


def _checkpoint(files: dict[str, bytes], **changed: torch.Tensor | None) -> bytes:
    state = load_tensors(files[CHECKPOINT]) | changed
    kept = {name: tensor.contiguous() for name, tensor in state.items() if tensor is not None}
    return packed((files | {CHECKPOINT: save_tensors(kept)}).items())


def other_checkpoints(files: dict[str, bytes]) -> Iterator[Case]:
    for name, tensor in sorted(load_tensors(files[CHECKPOINT]).items()):
        for what, other in _other_tensors(tensor).items():
            yield f"checkpoint's {name} {what}", partial(_checkpoint, files, **{name: other})
    yield "checkpoint with one more", partial(_checkpoint, files, more=torch.zeros(1))
    for step in (-1, 0, 1, 10**9, 2**62):
        yield f"checkpoint of {step}", partial(_checkpoint, files, step=torch.tensor(step))
    for seconds in (-1.0, 1e308, float("inf"), float("nan")):
        time = torch.tensor(seconds, dtype=torch.float64)
        yield f"checkpoint after {seconds} s", partial(_checkpoint, files, seconds=time)
    recent = torch.full((10**5, 2), 1.0, dtype=torch.float64)
    yield "checkpoint of many batches", partial(_checkpoint, files, recent=recent)
    for what, other in _other_tensors(torch.zeros(5056, dtype=torch.uint8)).items():
        yield f"older checkpoint's {what}", partial(_checkpoint, files, epoch_start=other)


def _other_tensors(tensor: torch.Tensor) -> dict[str, torch.Tensor | None]:
    filled = {
        f"all {value}": torch.full_like(tensor, value)
        for value in (float("nan"), float("inf"), 3e38)
        if tensor.is_floating_point()
    }
    return filled | {
        "missing": None,
        "of zeros": torch.zeros_like(tensor),
        "in float16": tensor.to(torch.float16),
        "in float64": tensor.to(torch.float64),
        "in bits": tensor.to(torch.bool),
        "with one more axis": tensor[None],
        "empty": torch.zeros(0, dtype=tensor.dtype),
    }
