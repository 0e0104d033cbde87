"""The command line: organism-lab COMMAND …, the same as python -m orgnet_core COMMAND …

With --json, stdout carries exactly one JSON value; progress and errors go to stderr. Bad input
is one clear line, exit status 2, nothing written. A run that diverges exits with 1.

One file a command, listed in COMMANDS.
"""

import argparse
from collections.abc import Callable
from typing import Protocol

import torch

from orgnet_core.cli import (
    backup,
    bench,
    export,
    importing,
    lift,
    listing,
    pictures,
    presets,
    prune,
    replay,
    reproduce,
    resume,
    robustness,
    salvage,
    serve,
    sweep,
    train,
    trial,
)
from orgnet_core.cli.shared import Parser, obey


class Command(Protocol):
    """A module of this package. The docstring of `run` begins with what the command does."""

    @property
    def run(self) -> Callable[[argparse.Namespace], int]:
        """Does it; the exit status."""
        ...

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """What the command takes."""
        ...


COMMANDS: dict[str, Command] = {
    "presets": presets,
    "train": train,
    "resume": resume,
    "sweep": sweep,
    "list": listing,
    "pictures": pictures,
    "prune": prune,
    "robustness": robustness,
    "trial": trial,
    "reproduce": reproduce,
    "export": export,
    "replay": replay,
    "import": importing,
    "lift": lift,
    "backup": backup,
    "salvage": salvage,
    "bench": bench,
    "serve": serve,
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    torch.set_num_threads(1)  # this process computes the same numbers everywhere (threads.py)
    return obey(parser(), arguments)


def parser() -> argparse.ArgumentParser:
    """Of all commands."""
    whole = Parser(prog="organism-lab", description="Grow organism networks.")
    commands = whole.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    for name, command in COMMANDS.items():
        does = (command.run.__doc__ or "").partition(".")[0].lower()
        added = commands.add_parser(name, help=does)
        command.add_arguments(added)
        added.set_defaults(command=command.run)
    return whole
