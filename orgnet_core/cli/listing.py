"""list: what has been grown."""

import argparse
from contextlib import closing
from typing import Any

from orgnet_core.cli.shared import add_home, add_json, open_store, say
from orgnet_core.runs.state import State
from orgnet_core.runs.store.records import RunRecord, UnreadableRun
from orgnet_core.runs.versions import versions_text
from orgnet_core.tasks import TASKS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """List the recorded runs, latest first."""
    with closing(open_store(options)) as store:
        found = [_summary(record) for record in store.records()]
    say(options, found, ["  ".join(map(str, run.values())) for run in found])
    return 0


def _summary(record: RunRecord | UnreadableRun) -> dict[str, Any]:
    """Where a run stands; of one that cannot be read, nothing but that."""
    found: dict[str, Any] = dict.fromkeys(("seed", "epoch", "epochs", "metric", "versions"))
    found["state"] = State.UNREADABLE
    if isinstance(record, RunRecord):
        config, scalars = record.config, record.scalars
        found = {
            "seed": config.seed,
            "state": record.state,
            "epoch": scalars.get("epoch"),
            "epochs": config.epochs,
            "metric": {"name": TASKS[config.task].metric, "value": scalars.get("metric")},
            "versions": versions_text(record.versions),
        }
    lifted = record.lifted.name if isinstance(record, RunRecord) and record.lifted else None
    about = {"created": record.created, "message": record.message, "lifted_from": lifted}
    return {"run": record.id, "preset": record.preset, **found, **about}
