"""export: a recorded run as one file to take along."""

import argparse
from contextlib import closing
from pathlib import Path

from orgnet_core.cli.shared import add_home, add_json, add_run, open_recorded, path, say
from orgnet_core.errors import InputError
from orgnet_core.runs.archive.write import write_archive
from orgnet_core.runs.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument(
        "--to", required=True, type=path, metavar="FILE.zip", help="the archive to write"
    )
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Write all that is recorded of a run into one zip archive, which the dashboard imports."""
    target: Path = options.to
    if target.suffix.lower() != ".zip" or target.is_dir() or not target.parent.is_dir():
        sentence = f"--to must name a .zip file in a folder that is there, not {str(target)!r}."
        raise InputError(sentence)
    store, record = open_recorded(options)
    with closing(store):
        holds = _written(store, record.id, target)
    result = {
        "file": str(target),
        "run": options.run,
        "bytes": target.stat().st_size,
        "holds": holds,
    }
    say(options, result, [f"{target}: {len(holds)} files, {result['bytes']:,} bytes"])
    return 0


def _written(store: Store, run: str, target: Path) -> list[str]:
    """Names of the files in the archive, which comes to its place only when it is whole."""
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as file:
            holds = write_archive(store, run, file)
        part.replace(target)
    except OSError as error:
        raise InputError(f"--to cannot be written: {error}.") from error
    finally:
        part.unlink(missing_ok=True)
    return holds
