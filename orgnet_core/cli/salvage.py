"""salvage: what can be read of a damaged file of runs."""

import argparse

from orgnet_core.cli.shared import add_json, path, say
from orgnet_core.errors import InputError
from orgnet_core.runs.store.copying import salvage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=path, metavar="FILE", help="the damaged one; it stays as it is"
    )
    parser.add_argument("--to", required=True, type=path, metavar="FILE", help="a new file")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Save the runs that can be read of a damaged file of runs into a new one."""
    if not options.file.is_file():
        raise InputError(f"FILE must be a file of runs, not {str(options.file)!r}.")
    found = salvage(options.file, options.to)
    result = {
        "file": str(options.to),
        "bytes": options.to.stat().st_size,
        "runs": [*found.whole, *found.cut_short],
        "snapshots": found.snapshots,
        "cut_short": found.cut_short,
        "lost": found.lost,
    }
    saved = len(found.whole) + len(found.cut_short)
    heading = f"{options.to}: {saved:,} runs, {found.snapshots:,} snapshots"
    short = [f"{run} ends at step {step:,}" for run, step in found.cut_short.items()]
    lost = [f"{run} is lost: {why}" for run, why in found.lost.items()]
    say(options, result, [heading, *short, *lost])
    return 0
