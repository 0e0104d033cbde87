"""Archives that somebody might bring to harm a server, made from a real export.

python -m scripts.hostile.archives [--seed N]: each is imported into a server's runs. It must be
refused in a sentence, with nothing left behind, or be a run that can be looked at and played.
"""

import argparse
import random
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZIP_STORED, ZipFile

from orgnet_core.runs.archive.write import CHECKPOINT, CONFIG, SNAPSHOT, archived
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.training import Trainer
from scripts.hostile.bringing import brought_by_a_stranger, server_runs
from scripts.hostile.contents import (
    FIRST,
    ORGANISM,
    Case,
    other_checkpoints,
    other_config,
    other_json,
    other_snapshots,
    packed,
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
        versions=("0.0.9", "0.1.0"),
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
        *other_json(files),
        *other_config(files),
        *other_snapshots(files),
        *other_checkpoints(files),
    ]
    chance.shuffle(cases)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two files of one name
        for name, make in cases:
            yield name, make()


def _unpacked(archive: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


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
        yield f"without {name}", partial(packed, rest.items())
        for what, content in {
            "empty": b"",
            "of noise": b"\x93\0\xff" * 40,
            "of settings": files[CONFIG],
            "of a snapshot": files[FIRST],
            "cut short": files[name][:-1],
            "gone on": files[name] + b"\0",
        }.items():
            yield f"{name} {what}", partial(packed, (rest | {name: content}).items())
        again = [*files.items(), (name, files[name])]
        yield f"{name} twice", partial(packed, again)
    for name in NAMES:
        yield f"and {name[:40]!r}", partial(packed, [*files.items(), (name, files[FIRST])])


def _other_packing(files: dict[str, bytes]) -> Iterator[Case]:
    for packing in (ZIP_BZIP2, ZIP_LZMA):
        yield f"packing {packing}", partial(packed, files.items(), packing)
    yield "not packed at all", partial(packed, files.items(), ZIP_STORED)
    for name in (CONFIG, FIRST, CHECKPOINT, "metrics.csv", "README.txt"):
        bomb = files | {name: bytes(20_000_000)}
        yield f"{name} is a bomb", partial(packed, bomb.items())
    many = files | {SNAPSHOT.format(step): bytes(99_000) for step in range(10, 200)}
    yield "many small bombs", partial(packed, many.items())
    yield (
        "an archive in the archive",
        partial(packed, [("organism-a.zip", packed(files.items()))]),
    )


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
