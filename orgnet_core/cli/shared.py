"""What commands share: arguments, how they say things, and where the runs are."""

import argparse
import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

from orgnet_core import examples
from orgnet_core.errors import InputError, LabError, NotRecordedError
from orgnet_core.json_values import Json, finite
from orgnet_core.places import at_home
from orgnet_core.presets import PRESETS, Preset
from orgnet_core.pruning.persistence import LIMITS, USUAL, Persistence
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.settings import Settings
from orgnet_core.sweeps import Here
from orgnet_core.sweeps.here import MOST_JOBS

Number = TypeVar("Number", int, float)


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        sys.exit(refuse(message))


def obey(parser: argparse.ArgumentParser, arguments: list[str] | None) -> int:
    """Do what the arguments say, by the parser's `command`; the exit status."""
    try:
        options = parser.parse_args(arguments)
        return options.command(options)
    except StoreError as error:
        return refuse(error.with_place)
    except LabError as error:
        return refuse(str(error))


def refuse(message: str) -> int:
    """Say in one line on stderr what is wrong; the exit status for that."""
    print(" ".join(message.split()), file=sys.stderr)
    return 2


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON value")


def add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="its id, as `list` shows it")


def add_preset(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("preset", metavar="PRESET", help=", ".join(PRESETS))


def preset_of(options: argparse.Namespace) -> Preset:
    """Raises InputError where there is none of that name."""
    if options.preset not in PRESETS:
        raise InputError(f"There is no preset {options.preset!r}; there are {', '.join(PRESETS)}.")
    return PRESETS[options.preset]


def add_settings(parser: argparse.ArgumentParser, takes: str, does: str) -> None:
    parser.add_argument("--set", action="append", default=[], metavar=takes, help=does)


def settings_of(options: argparse.Namespace) -> list[tuple[str, str]]:
    """(name, what it is set to) of each --set, in order. Raises InputError."""
    found = [setting.partition("=") for setting in options.set]
    for name, equals, _ in found:
        if not equals:
            raise InputError(f"--set takes FIELD=VALUE, not {name!r}.")
    return [(name.strip(), value.strip()) for name, _, value in found]


def add_persistence(parser: argparse.ArgumentParser) -> None:
    """What counts as persistent."""
    parser.add_argument(
        "--persistent-percent",
        metavar="N",
        help=f"of the last epoch ends; default {USUAL.percent}",
    )
    parser.add_argument(
        "--persistent-epochs",
        metavar="N",
        help=f"how many epochs to look back; default {USUAL.epochs}",
    )


def persistence_of(options: argparse.Namespace) -> Persistence:
    """Raises InputError."""
    given = {name: getattr(options, f"persistent_{name}") for name in LIMITS}
    return Persistence(
        **{
            name: number_within(f"persistent-{name}", text, int, *LIMITS[name])
            for name, text in given.items()
            if text is not None
        }
    )


def add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", metavar="N", help="processes here; default one per core")


def here_of(options: argparse.Namespace) -> Here:
    """What grows runs on this machine, as --jobs says. Raises InputError."""
    if options.jobs is None:
        return Here()
    return Here(number_within("jobs", options.jobs, int, 1, MOST_JOBS))


def add_home(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--runs", type=path, metavar="DIR", help="folder of recorded runs")


def path(text: str) -> Path:
    """A path in an argument, ~ included."""
    try:
        return at_home(Path(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}.") from None


def add_new_file(parser: argparse.ArgumentParser, suffix: str, what: str) -> None:
    parser.add_argument("--to", required=True, type=path, metavar=f"FILE{suffix}", help=what)


def new_file(options: argparse.Namespace, suffix: str) -> Path:
    """What --to names. Raises InputError where no such file can be."""
    target: Path = options.to
    if target.suffix.lower() != suffix or target.is_dir() or not target.parent.is_dir():
        allowed = f"--to must name a {suffix} file in a folder that exists"
        raise InputError(f"{allowed}, not {str(target)!r}.")
    return target


@contextmanager
def written_whole(target: Path) -> Generator[Path]:
    """A file to write, which comes to its place only when it is whole. Raises InputError where it
    cannot be written."""
    part = target.with_name(f"{target.name}.part")
    try:
        yield part
        part.replace(target)
    except OSError as error:
        raise InputError(f"--to cannot be written: {error}.") from error
    finally:
        part.unlink(missing_ok=True)


def say(options: argparse.Namespace, value: Json, lines: list[str]) -> None:
    """`value` as JSON, if that was asked for, or the lines."""
    print(json.dumps(finite(value)) if options.json else "\n".join(lines))


def say_stopped() -> int:
    """After Ctrl-C, of a command that keeps what it has; the exit status."""
    print("Stopped from the keyboard; the same command continues.", file=sys.stderr)
    return 1


def number_within(
    name: str, text: str, number: type[Number], least: Number, most: Number
) -> Number:
    """The number in `text`. Raises InputError for what is none from `least` to `most`."""
    try:
        value = number(text)
    except ValueError:
        value = None
    if value is None or not least <= value <= most:
        allowed = f"a {'whole ' if number is int else ''}number from {least} to {most:,}"
        raise InputError(f"{name} must be {allowed}, not {text!r}.")
    return value


def open_store(options: argparse.Namespace, make: bool = False) -> Store:
    """Where runs are kept; made, if need be, only for who keeps some. Raises StoreError."""
    store = Store(home(options), make=make)
    if store.notice:
        print(store.notice, file=sys.stderr)
    return store


def open_recorded(options: argparse.Namespace) -> tuple[Store, RunRecord]:
    """The store and its run RUN. Raises NotRecordedError if there is none that can be read."""
    store = open_store(options, make=options.run in examples.RUNS)
    try:
        return store, recorded(store, options)
    except LabError:
        store.close()
        raise


def recorded(store: Store, options: argparse.Namespace) -> RunRecord:
    """The run RUN, also if it comes with the Lab. Raises NotRecordedError if there is none that can
    be read."""
    if options.run in examples.RUNS:
        examples.keep(store, options.run)
    record = store.run(options.run)
    if record is None or not record.scalars:
        raise _no_run(options)
    return record


def _no_run(options: argparse.Namespace) -> NotRecordedError:
    return NotRecordedError(f"There is no run {options.run!r} in {home(options)}.")


def home(options: argparse.Namespace) -> Path:
    """The folder of recorded runs: --runs, or the installation's."""
    return options.runs or Settings().home
