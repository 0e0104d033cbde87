"""export: a recorded run as one file to take along."""

import argparse
from contextlib import closing

from orgnet_core.cli.shared import (
    add_home,
    add_json,
    add_new_file,
    add_run,
    new_file,
    open_recorded,
    say,
    written_whole,
)
from orgnet_core.runs.archive.write import write_archive

SUFFIX = ".zip"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    add_new_file(parser, SUFFIX, "the archive to write")
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Write all that is recorded of a run into one zip archive, which the dashboard imports."""
    target = new_file(options, SUFFIX)
    store, record = open_recorded(options)
    with closing(store), written_whole(target) as part, part.open("wb") as file:
        holds = write_archive(store, record.id, file)
    result = {
        "file": str(target),
        "run": options.run,
        "bytes": target.stat().st_size,
        "holds": holds,
    }
    say(options, result, [f"{target}: {len(holds)} files, {result['bytes']:,} bytes"])
    return 0
