"""Archives that somebody might bring to harm a server, made from a real export.

python -m scripts.hostile.archives [--seed N]: each is imported into a server's runs. It must be
refused in a sentence, with nothing left behind, or be a run that can be looked at and played.
"""

import argparse
import random
import struct
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from io import BytesIO
from json import dumps, loads
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import numpy as np
import torch
from safetensors.numpy import load, save
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors

from orgnet_core.config import Phase, RunConfig
from orgnet_core.presets import PRESETS
from orgnet_core.runs.archive.write import ABOUT, CHECKPOINT, CONFIG, SNAPSHOT, archived
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.training import Trainer
from scripts.hostile.bringing import brought_by_a_stranger, server_runs

Case = tuple[str, Callable[[], bytes]]
FIRST, LATER = SNAPSHOT.format(0), SNAPSHOT.format(3)
ORGANISM = PRESETS["addition"].config.changed({"epochs": 2, "kernel": "torch"})
# What may stand in JSON where something else belongs; text is as it is written there.
ODD_JSON = (
    *("null", "true", "-1", "0", "1.5", "1e308", "-1e308", "1e999", "NaN", "Infinity", "-Infinity"),
    *('""', '"NaN"', '"Infinity"', '"1"', '"../../etc/passwd"', '"\\u001b[2J\\u202e"', '"\\ud800"'),
    *("[]", "{}", "[[1]]", "[4096, 4096]", "9" * 400, "9" * 9000, '"' + "x" * 50_000 + '"'),
    *("[" * 5000 + "]" * 5000, "18446744073709551616", '"9999-12-31T23:59:59+00:00"'),
)
NAMES = (
    *("../../outside.txt", "/etc/cron.d/job", "C:\\x.safetensors", "snapshots/", "weights.pkl"),
    *("snapshots/1.safetensors", "snapshots/99999999.safetensors", "__init__.py", "run.json\0.txt"),
    *("snapshots/0000000١.safetensors", "x\x1b[2J.html", "CONFIG.JSON", "a" * 60_000),
)


def export() -> bytes:
    """The archive of a run of 18 particles, paused after three batches; always the same bytes."""
    trainer = Trainer(ORGANISM)
    snapshots = [trainer.snapshot()]
    for _ in range(3):
        trainer.advance()
        snapshots.append(trainer.snapshot())
    snapshots, trainer.seconds = [replace(each, seconds=0.5) for each in snapshots], 0.5
    about = RunRecord(
        id="ab12",
        preset="addition",
        config=ORGANISM,
        state=State.PAUSED,
        message="",
        created="2026-01-01T00:00:00+00:00",
        scalars={},
        checkpoint=trainer.step,
    )
    with tempfile.TemporaryDirectory() as home, closing(Store(Path(home))) as store:
        store.add_whole(about, snapshots, trainer.checkpoint())
        return archived(store, about.id)


def hostile_archives(seed: int) -> Iterator[tuple[str, bytes]]:
    """(what is wrong with it, archive), hundreds of them in an order that the seed decides."""
    good, chance = export(), random.Random(seed)
    files = _unpacked(good)
    cases = [
        *_damaged(good, chance),
        *_other_files(files),
        *_other_packing(files),
        *_other_json(files),
        *_other_config(files),
        *_other_snapshots(files),
        *_other_checkpoints(files),
    ]
    chance.shuffle(cases)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two files of one name
        for name, make in cases:
            yield name, make()


def _unpacked(archive: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _packed(files: Iterable[tuple[str, bytes]], packing: int = ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", packing) as out:
        for name, content in files:
            out.writestr(name, content)
    return buffer.getvalue()


def _damaged(good: bytes, chance: random.Random) -> Iterator[Case]:
    """Bytes cut off, put before and after, flipped anywhere and in the list of files."""
    listed = good.find(b"PK\1\2")
    for cut in chance.sample(range(len(good)), 20):
        yield f"cut after {cut}", partial(good.__getitem__, slice(cut))
    for first, count in ((0, 30), (listed, 50), (len(good) - 22, 15)):
        for _ in range(count):
            at, value = chance.randrange(first, len(good)), chance.randrange(256)
            yield f"byte {at} is {value}", partial(_overwritten, good, at, bytes([value]))
    for value in (b"\0\0", b"\xff\xff", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f"):
        for at in range(len(good) - 18, len(good) - 3, 3):
            yield f"{value!r} at {at}", partial(_overwritten, good, at, value)
    noise = chance.randbytes(1000)
    yield "noise", partial(bytes, noise)
    yield "noise before", partial(bytes, noise + good)
    yield "noise after", partial(bytes, good + noise)
    yield "twice", partial(bytes, good + good)
    yield "a comment", partial(bytes, good[:-2] + b"\5\0hello")


def _overwritten(good: bytes, at: int, value: bytes) -> bytes:
    return good[:at] + value + good[at + len(value) :]


def _other_files(files: dict[str, bytes]) -> Iterator[Case]:
    """Files missing, empty, of noise, of one another, twice, and others besides."""
    for name in files:
        rest = {each: content for each, content in files.items() if each != name}
        yield f"without {name}", partial(_packed, rest.items())
        for what, content in {
            "empty": b"",
            "of noise": b"\x93\0\xff" * 40,
            "of settings": files[CONFIG],
            "of a snapshot": files[FIRST],
            "cut short": files[name][:-1],
            "gone on": files[name] + b"\0",
        }.items():
            yield f"{name} {what}", partial(_packed, (rest | {name: content}).items())
        again = [*files.items(), (name, files[name])]
        yield f"{name} twice", partial(_packed, again)
    for name in NAMES:
        yield f"and {name[:40]!r}", partial(_packed, [*files.items(), (name, files[FIRST])])


def _other_packing(files: dict[str, bytes]) -> Iterator[Case]:
    for packing in (ZIP_BZIP2, ZIP_LZMA):
        yield f"packing {packing}", partial(_packed, files.items(), packing)
    yield "not packed at all", partial(_packed, files.items(), ZIP_STORED)
    for name in (CONFIG, FIRST, CHECKPOINT, "metrics.csv", "README.txt"):
        bomb = files | {name: bytes(20_000_000)}
        yield f"{name} is a bomb", partial(_packed, bomb.items())
    many = files | {SNAPSHOT.format(step): bytes(99_000) for step in range(10, 200)}
    yield "many small bombs", partial(_packed, many.items())
    yield (
        "an archive in the archive",
        partial(_packed, [("organism-a.zip", _packed(files.items()))]),
    )


def _with_json(files: dict[str, bytes], name: str, field: str, value: str) -> bytes:
    """One field has another value, written as it is; or is one more."""
    fields = {each: dumps(old) for each, old in loads(files[name]).items()} | {field: value}
    text = ", ".join(f"{dumps(each)}: {written}" for each, written in fields.items())
    return _packed((files | {name: f"{{{text}}}".encode()}).items())


def _other_json(files: dict[str, bytes]) -> Iterator[Case]:
    for name in (ABOUT, CONFIG):
        for field in (*loads(files[name]), "one_more"):
            for value in ODD_JSON:
                what = f"{name}: {field} is {value[:30]}"
                yield what, partial(_with_json, files, name, field, value)
        for value in ODD_JSON:
            whole = files | {name: value.encode()}
            yield f"{name} is {value[:30]}", partial(_packed, whole.items())
    for state in State:
        yield f"it is {state}", partial(_with_json, files, ABOUT, "state", dumps(state))


def _other_config(files: dict[str, bytes]) -> Iterator[Case]:
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
        yield f"settings {change}"[:80], partial(_packed, other.items())
    for field in Phase.model_fields:
        for value in ODD_JSON:
            phases = f'[{{"{field}": {value}}}]'
            what = f"phases have {field} {value[:30]}"
            yield what, partial(_with_json, files, CONFIG, "phases", phases)


def _snapshot(files: dict[str, bytes], name: str, scalars: str | None = None, **arrays) -> bytes:
    """A snapshot with other scalars, and other arrays, or without those that are None."""
    content = files[name]
    header = loads(content[8 : 8 + struct.unpack("<Q", content[:8])[0]])
    told = header["__metadata__"]["scalars"] if scalars is None else scalars
    kept = {each: array for each, array in (load(content) | arrays).items() if array is not None}
    return _packed((files | {name: save(kept, {"scalars": told})}).items())


def _other_snapshots(files: dict[str, bytes]) -> Iterator[Case]:
    header = files[LATER][8 : 8 + struct.unpack("<Q", files[LATER][:8])[0]]
    told = loads(loads(header)["__metadata__"]["scalars"])
    for field in (*told, "one_more"):
        for value in ODD_JSON:
            fields = {each: dumps(old) for each, old in told.items()} | {field: value}
            text = ", ".join(f"{dumps(each)}: {written}" for each, written in fields.items())
            yield (
                f"a step's {field} is {value[:30]}",
                partial(_snapshot, files, LATER, scalars=f"{{{text}}}"),
            )
    for name, array in sorted(load(files[LATER]).items()):
        for what, other in _other_arrays(array).items():
            yield f"a step's {name} {what}", partial(_snapshot, files, LATER, **{name: other})
    yield "one more array", partial(_snapshot, files, LATER, more=np.zeros(18))
    for size in (0, 7, 2**31, 2**63, 2**64 - 1):
        lie = files | {LATER: struct.pack("<Q", size) + files[LATER][8:]}
        yield f"a step's header of {size}", partial(_packed, lie.items())


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
    return _packed((files | {CHECKPOINT: save_tensors(kept)}).items())


def _other_checkpoints(files: dict[str, bytes]) -> Iterator[Case]:
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
    for at in range(0, 40):
        state = load_tensors(files[CHECKPOINT])["epoch_start"].clone()
        state[at] ^= 0x55
        yield f"random state, byte {at}", partial(_checkpoint, files, epoch_start=state)


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    found: dict[bool, int] = {True: 0, False: 0}
    with server_runs() as registry:
        for name, archive in hostile_archives(options.seed):
            try:
                found[brought_by_a_stranger(registry, archive)] += 1
            except Exception as error:
                error.add_note(f"seed {options.seed}: {name}")
                raise
    print(f"seed {options.seed}: {found[True]} refused, {found[False]} harmless")
    return 0


if __name__ == "__main__":
    sys.exit(main())
