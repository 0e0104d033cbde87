"""The command line: python -m orgnet_core presets | train | resume | list | prune | robustness |
export | bench.

With --json, stdout carries exactly one JSON value; progress and errors go to stderr. Bad input
is one clear line, exit status 2, nothing written. A run that diverges exits with 1.
"""

import argparse
from pathlib import Path

from orgnet_core.cli.exporting import export
from orgnet_core.cli.growing import list_runs, presets, resume, train
from orgnet_core.cli.measuring import bench
from orgnet_core.cli.pruning import prune
from orgnet_core.cli.robustness import robustness
from orgnet_core.cli.shared import Parser, refuse
from orgnet_core.errors import LabError
from orgnet_core.presets import PRESETS
from orgnet_core.pruning import CRITERIA


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    try:
        options = _parser().parse_args(arguments)
        return options.command(options)
    except LabError as error:
        return refuse(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m orgnet_core", description="Grow organism networks.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)

    def command(name, function):
        added = commands.add_parser(name, help=function.__doc__.partition(".")[0].lower())
        added.add_argument("--json", action="store_true", help="print one JSON value")
        added.set_defaults(command=function)
        return added

    command("presets", presets)
    command("bench", bench)
    growing = command("train", train)
    growing.add_argument("preset", metavar="PRESET", help=", ".join(PRESETS))
    growing.add_argument("--seed", help="start from this seed")
    growing.add_argument("--epochs", help="train for so many epochs")
    growing.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", help="change any setting"
    )
    resuming, pruning = command("resume", resume), command("prune", prune)
    kicking = command("robustness", robustness)
    for one in (resuming, pruning, kicking):
        one.add_argument("run", metavar="RUN", help="as `list` shows it")
    pruning.add_argument("--by", required=True, metavar="CRITERION", help=", ".join(CRITERIA))
    size = pruning.add_mutually_exclusive_group()
    size.add_argument(
        "--count", metavar="N", help="cut so many; without it, as many as self-replicators"
    )
    size.add_argument("--share", metavar="F", help="cut this share of all, from 0 to 1")
    exporting = command("export", export)
    exporting.add_argument("run", metavar="RUN", help="as `list` shows it")
    exporting.add_argument(
        "--to", required=True, type=Path, metavar="FILE.zip", help="the archive to write"
    )
    for recorded in (growing, resuming, pruning, kicking, exporting, command("list", list_runs)):
        recorded.add_argument("--runs", type=Path, metavar="DIR", help="where runs are kept")
    return parser
