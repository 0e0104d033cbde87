"""list: what has been grown."""

import argparse
from contextlib import closing
from typing import Any

from orgnet_core.cli.shared import add_home, add_json, open_store, say
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.tasks import TASKS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """List the recorded runs, newest first."""
    with closing(open_store(options)) as store:
        found = [_summary(record) for record in store.runs()]
    say(options, found, ["  ".join(map(str, run.values())) for run in found])
    return 0


def _summary(record: RunRecord) -> dict[str, Any]:
    config, value = record.config, record.scalars.get("metric")
    return {
        "run": record.id,
        "preset": record.preset,
        "seed": config and config.seed,
        "state": record.state,
        "epoch": record.scalars.get("epoch"),
        "epochs": config and config.epochs,
        "metric": config and {"name": TASKS[config.task].metric, "value": value},
        "created": record.created,
        "message": record.message,
    }
