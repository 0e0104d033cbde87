"""prune: what a recorded organism loses when particles are cut out of it."""

import argparse
from collections.abc import Sequence
from contextlib import closing

from orgnet_core.cli.shared import (
    add_home,
    add_json,
    add_persistence,
    add_run,
    number_within,
    open_recorded,
    persistence_of,
    say,
)
from orgnet_core.errors import NotRecordedError
from orgnet_core.pruning import CRITERIA, Score, Specimen, cut_first, evaluate, ranking
from orgnet_core.snapshot import Snapshot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument("--by", required=True, metavar="CRITERION", help=", ".join(CRITERIA))
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--count",
        metavar="N",
        help="number to cut; default as many as self-replicators, or as persistent ones",
    )
    size.add_argument("--share", metavar="F", help="fraction pruned, from 0 to 1")
    parser.add_argument("--step", metavar="N", help="a recorded step; default the last")
    add_persistence(parser)
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Cut particles out of a recorded organism and score it. Nothing is changed."""
    specimen = _recorded(options)
    order = ranking(specimen, options.by)
    cut = cut_first(order, _count(options, specimen))
    persistent = int(specimen.persistent.sum()) if specimen.has_history else None
    result = {
        "criterion": options.by,
        "pruned": int(cut.sum()),
        "kept": int((~cut).sum()),
        "self_replicators": int(specimen.replicators.sum()),
        "persistent_replicators": persistent,
        "before": _scores(evaluate(specimen)),
        "after": _scores(evaluate(specimen, cut)),
    }
    say(options, result, [f"{name}: {value}" for name, value in result.items()])
    return 0


def _recorded(options: argparse.Namespace) -> Specimen:
    """The run's organism as it was recorded at --step."""
    rule = persistence_of(options)
    store, record = open_recorded(options)
    with closing(store):
        snapshots = store.snapshots(record.id)
    return Specimen.of(record.config, _at(options.step, snapshots), snapshots, rule)


def _at(step: str | None, snapshots: Sequence[Snapshot]) -> Snapshot:
    """Raises InputError, NotRecordedError."""
    last = snapshots[-1]
    if step is None:
        return last
    wanted = number_within("step", step, int, 0, last.step)
    before = max((each for each in snapshots if each.step <= wanted), key=lambda each: each.step)
    if before.step != wanted:
        after = min(each.step for each in snapshots if each.step > wanted)
        raise NotRecordedError(
            f"Step {wanted:,} was not recorded; {before.step:,} and {after:,} were."
        )
    return before


def _count(options: argparse.Namespace, specimen: Specimen) -> int:
    """How many to cut."""
    particles = len(specimen.kind)
    if options.share is not None:
        return round(number_within("share", options.share, float, 0, 1) * particles)
    if options.count is not None:
        return number_within("count", options.count, int, 0, particles)
    if options.by == "persistent_replicator":
        return int(specimen.persistent.sum())
    return int(specimen.replicators.sum())


def _scores(score: Score) -> dict[str, float]:
    return {"metric": score.metric, "task_loss": score.task_loss}
