"""prune: what a recorded organism loses when particles are cut out of it."""

import argparse
from contextlib import closing

from orgnet_core.cli.shared import add_home, add_json, add_run, number_within, open_recorded, say
from orgnet_core.pruning import CRITERIA, Score, Specimen, cut_first, evaluate, ranking


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument("--by", required=True, metavar="CRITERION", help=", ".join(CRITERIA))
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--count", metavar="N", help="cut so many; without it, as many as self-replicators"
    )
    size.add_argument("--share", metavar="F", help="cut this share of all, from 0 to 1")
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Cut particles out of a recorded organism and say what it costs. Nothing is changed."""
    specimen = _recorded(options)
    order = ranking(specimen, options.by)
    cut = cut_first(order, _count(options, specimen))
    result = {
        "criterion": options.by,
        "pruned": int(cut.sum()),
        "kept": int((~cut).sum()),
        "before": _scores(evaluate(specimen)),
        "after": _scores(evaluate(specimen, cut)),
    }
    say(options, result, [f"{name}: {value}" for name, value in result.items()])
    return 0


def _recorded(options: argparse.Namespace) -> Specimen:
    """The run's organism as it was recorded last."""
    store, record = open_recorded(options)
    with closing(store):
        return Specimen.of(record.config, store.snapshots(record.id)[-1])


def _count(options: argparse.Namespace, specimen: Specimen) -> int:
    """How many to cut."""
    particles = len(specimen.kind)
    if options.share is not None:
        return round(number_within("share", options.share, float, 0, 1) * particles)
    if options.count is not None:
        return number_within("count", options.count, int, 0, particles)
    return int(specimen.replicators.sum())


def _scores(score: Score) -> dict[str, float]:
    return {"metric": score.metric, "task_loss": score.task_loss}
