"""What commands share: how they say things, and where the runs are."""

import argparse
import json
import math
import sys
from pathlib import Path

from orgnet_core.errors import NotRecordedError
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.settings import Settings


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage."""

    def error(self, message: str):
        sys.exit(refuse(message))


def refuse(message: str) -> int:
    """Say in one line on stderr what is wrong; the exit status for that."""
    print(" ".join(message.split()), file=sys.stderr)
    return 2


def say(options: argparse.Namespace, value, lines: list[str]) -> None:
    """`value` as JSON, if that was asked for, or the lines."""
    print(json.dumps(_strict(value)) if options.json else "\n".join(lines))


def _strict(value):
    """JSON has no NaN: a number that could not be computed becomes null."""
    if isinstance(value, dict):
        return {name: _strict(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_strict(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def open_store(options: argparse.Namespace) -> Store:
    """Where runs are kept; made if need be."""
    store = Store(home(options))
    if store.notice:
        print(store.notice, file=sys.stderr)
    return store


def open_recorded(options: argparse.Namespace) -> tuple[Store, RunRecord]:
    """The store and its run RUN. Raises NotRecordedError if there is none that can be read."""
    unknown = NotRecordedError(f"There is no run {options.run!r} in {home(options)}.")
    if not any(home(options).glob("*.sqlite")):
        raise unknown  # rather than making an empty store
    store = open_store(options)
    record = store.run(options.run)
    if record is not None and record.config is not None and record.scalars:
        return store, record
    store.close()
    raise unknown if record is None else NotRecordedError(record.message or str(unknown))


def home(options: argparse.Namespace) -> Path:
    """The folder of recorded runs: --runs, or the installation's."""
    return options.runs or Settings().home
