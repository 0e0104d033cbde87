"""lift: a dense net from a file as an organism."""

import argparse
from contextlib import closing
from pathlib import Path
from typing import Any

from orgnet_core.cli.shared import add_home, add_json, open_store, path, say
from orgnet_core.dense_file import MOST_BYTES
from orgnet_core.errors import InputError
from orgnet_core.organism import ACTIVATIONS
from orgnet_core.runs.lifted import NetFile, Plan, add_lifted, largest_difference, plan
from orgnet_core.runs.store import Store
from orgnet_core.tasks import TASKS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=path, metavar="FILE.safetensors", help="an MLP's matrices [outputs, inputs]"
    )
    names = ", ".join(ACTIVATIONS)
    parser.add_argument("--activation", metavar="A", help=f"between its layers: {names}")
    parser.add_argument("--task", metavar="T", help="what it is tested on, if several fit")
    parser.add_argument("--particle-hidden", metavar="N", help="width of its particles; default 4")
    parser.add_argument("--seed", help="which of the organisms with this function; default 1")
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Turn a dense net into an organism of self-replicators with its function, and record it."""
    file = _file(options.file)
    given = ("activation", "task", "particle_hidden", "seed")
    planned = plan(file.net, {name: getattr(options, name) for name in given})
    with closing(open_store(options, make=True)) as store:
        result = _lifted(store, file, planned)
    say(options, result, [f"{name}: {value}" for name, value in result.items()])
    return 0


def _file(file: Path) -> NetFile:
    """Raises InputError."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"FILE cannot be read: {error.strerror}.") from error
    try:
        return NetFile.read(file.name, content)
    except InputError as error:
        raise InputError(f"{file}: {error}") from error


def _lifted(store: Store, file: NetFile, planned: Plan) -> dict[str, Any]:
    """What came of it, for --json."""
    run = add_lifted(store, file, planned.config)
    record, (first,) = store.run(run), store.snapshots(run)
    assert record is not None
    return {
        "run": run,
        "file": file.lifted.name,
        "sha256": file.lifted.sha256,
        "task": record.config.task,
        "widths": list(file.net.widths),
        "activation": record.config.activation,
        "dtype": record.config.dtype,
        "seed": record.config.seed,
        "particles": len(first.kind),
        "kinds": first.kinds,
        "metric": {"name": TASKS[record.config.task].metric, "value": first.metric},
        "largest_difference": largest_difference(file.net, record.config, first.weight),
        "notes": [*planned.notes, record.message],
    }
