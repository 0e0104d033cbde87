"""import: runs from elsewhere."""

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tqdm import tqdm

from orgnet_core.cli.shared import add_home, add_json, open_store, path, say
from orgnet_core.errors import InputError
from orgnet_core.plurals import count_of
from orgnet_core.runs.archive.read import ArchiveError, import_new
from orgnet_core.runs.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=path, metavar="FILE", help="an archive, or a folder of them")
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Keep the run in an archive that export or a shard of a sweep wrote, or all in a folder."""
    archives = _archives(options.file)
    with closing(open_store(options, make=True)) as store:
        bar = tqdm(archives, unit="run", file=sys.stderr, disable=len(archives) == 1)
        holds = [_kept(store, archive) for archive in bar]
    size = sum(archive.stat().st_size for archive in archives)
    new = sum(each["new"] for each in holds)
    result = {"file": str(options.file), "bytes": size, "holds": holds}
    there = f", {len(holds) - new:,} are here already" if new < len(holds) else ""
    say(options, result, [f"{options.file}: {count_of(new, 'run')} imported{there}"])
    return 0


def _archives(file: Path) -> list[Path]:
    """Raises InputError where there are none."""
    found = sorted(file.glob("*.zip")) if file.is_dir() else [file]
    if not found or not all(archive.is_file() for archive in found):
        sentence = f"FILE must be an archive or a folder of archives, not {str(file)!r}."
        raise InputError(sentence)
    return found


def _kept(store: Store, archive: Path) -> dict[str, Any]:
    """What is in it. Raises InputError, what came before stays imported."""
    try:
        with archive.open("rb") as file:
            run, new = import_new(store, file)
    except (ArchiveError, OSError) as error:
        raise InputError(f"{archive}: {error}") from error
    record = store.run(run)
    assert record is not None
    return {
        "run": run,
        "preset": record.preset,
        "seed": record.config.seed,
        "state": record.state,
        "epoch": record.scalars["epoch"],
        "new": new,
    }
