"""backup: all runs as one file, while a server goes on."""

import argparse

from orgnet_core.cli.shared import add_home, add_json, home, path, say
from orgnet_core.runs.store import StoreError
from orgnet_core.runs.store.copying import back_up
from orgnet_core.runs.store.store import FILE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", required=True, type=path, metavar="FILE", help="a new file")
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Copy all runs into one file, as they stand now; they may be growing meanwhile."""
    source = home(options) / FILE
    if not source.exists():
        raise StoreError("There are no runs here.", source.parent)
    runs = back_up(source, options.to)
    result = {"file": str(options.to), "bytes": options.to.stat().st_size, "runs": runs}
    say(options, result, [f"{options.to}: {runs:,} runs, {result['bytes']:,} bytes"])
    return 0
