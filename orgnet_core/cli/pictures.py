"""pictures: what organisms can look at beyond what the package brings."""

import argparse
from typing import Any

from orgnet_core.cli.shared import add_json, number_within, path, say
from orgnet_core.errors import InputError, LabError, NoDataError
from orgnet_core.tasks import TASKS
from orgnet_core.tasks.data.fetching import FETCHED, fetch
from orgnet_core.tasks.own import NAMED, add_own, own_tasks
from orgnet_core.tasks.own_folder import read_folder
from orgnet_core.tasks.own_reading import MOST_SIDE, read_npz

USUAL_SIDE = 15  # pixels, the paper's


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="WHAT", parser_class=type(parser))
    listing = commands.add_parser("list", help="tasks of pictures, and whether they are here")
    listing.set_defaults(does=_list)
    fetching = commands.add_parser("fetch", help="download a set with torchvision")
    fetching.add_argument("set", choices=FETCHED)
    fetching.set_defaults(does=_fetch)
    adding = commands.add_parser("add", help="register your own: a task own-NAME")
    adding.add_argument(
        "file", type=path, metavar="FOLDER_OR_NPZ", help="a folder of images a class, or an npz"
    )
    adding.add_argument("--name", required=True, metavar="NAME", help=NAMED)
    adding.add_argument(
        "--side", metavar="N", help=f"pixels; default {USUAL_SIDE}, of an npz its own"
    )
    adding.add_argument("--colour", action="store_true", help="of a folder: in colour, not grey")
    adding.set_defaults(does=_add)
    for each in (listing, fetching, adding):
        add_json(each)


def run(options: argparse.Namespace) -> int:
    """List, fetch or add pictures. Your own are kept in ORGNET_DATA."""
    return options.does(options)


def _list(options: argparse.Namespace) -> int:
    found = [_about(name) for name in [*TASKS, *own_tasks()] if TASKS[name].picture is not None]
    lines = [f"{each['task']:30} {each['size']:14} {each['state']}" for each in found]
    say(options, found, lines)
    return 0


def _about(name: str) -> dict[str, Any]:
    task = TASKS[name]
    assert task.picture is not None
    (rows, columns), channels = task.picture.grid, task.picture.channels
    try:
        task.check()
        is_here, state = True, f"{task.samples:,} to train with, {task.test_size:,} to test"
    except NoDataError as error:
        is_here, state = False, str(error)
    size = f"{rows} × {columns // max(1, len(channels))}{' colour' if channels else ''}"
    return {"task": name, "size": size, "classes": task.classes, "here": is_here, "state": state}


def _fetch(options: argparse.Namespace) -> int:
    try:
        folder = fetch(options.set)
    except OSError as error:
        raise LabError(f"{options.set} cannot be written: {error}.") from error
    say(options, {"set": options.set, "folder": str(folder)}, [f"{options.set}: {folder}"])
    return 0


def _add(options: argparse.Namespace) -> int:
    side = options.side and number_within("side", options.side, int, 1, MOST_SIDE)
    if options.file.is_dir():
        own = read_folder(options.file, side or USUAL_SIDE, options.colour)
    elif options.file.is_file():
        own = read_npz(options.file, side)
    else:
        raise InputError(f"FOLDER_OR_NPZ must be a folder or a file, not {str(options.file)!r}.")
    try:
        name = add_own(options.name, own)
    except OSError as error:
        raise LabError(f"The pictures cannot be written: {error}.") from error
    about = _about(name)
    say(options, about, [f"{name}: {about['state']}, {len(own.classes):,} classes"])
    return 0
