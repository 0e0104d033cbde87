"""prune: what a recorded organism loses when particles are cut out of it."""

import argparse
from contextlib import closing
from math import nan

from orgnet_core.cli.shared import open_recorded, say
from orgnet_core.errors import InputError
from orgnet_core.pruning import Score, Specimen, cut_first, evaluate, ranking


def prune(options: argparse.Namespace) -> int:
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
        return round(_within("share", options.share, float, 1) * particles)
    if options.count is not None:
        return _within("count", options.count, int, particles)
    return int(specimen.replicators.sum())


def _within(name: str, text: str, number: type, most: int) -> float:
    try:
        value = number(text)
    except ValueError:
        value = nan
    if not 0 <= value <= most:
        allowed = f"a {'whole ' if number is int else ''}number from 0 to {most:,}"
        raise InputError(f"{name} must be {allowed}, not {text!r}.")
    return value


def _scores(score: Score) -> dict[str, float]:
    return {"metric": score.metric, "task_loss": score.task_loss}
