"""What the Prune page has computed in the background: generators of plain values, for jobs.

They take what they need from the run only when they are run. Scores are of the whole test set.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from math import nan

import numpy as np
import torch

from orgnet_core.config import RunConfig
from orgnet_core.errors import NotRecordedError
from orgnet_core.pruning import (
    Curve,
    Specimen,
    Stage,
    criteria_of,
    curve_of,
    curves_of,
    cut_first,
    evaluate,
    fine_tuning,
    initial_weights,
    ranking,
    retrain,
    train_twin,
)
from orgnet_core.pruning.curves import Point
from orgnet_core.runs.live.run import Run
from orgnet_core.snapshot import Snapshot
from orgnet_core.training import Divergence

WHOLE = "whole"  # nothing is cut
TWIN_CRITERIA = ("self_replicator", "l1_global")


def pruning_curves(run: Run, step: int) -> Iterator[dict]:
    """A curve of every criterion, at that recorded step."""
    yield from map(asdict, curves_of(specimen_at(run, step)))


def curve_from(plain: dict) -> Curve:
    """A curve as `pruning_curves` yields it, or as it comes back from JSON."""
    points = tuple(Point(*point) for point in plain["points"])
    return Curve(plain["criterion"], points, Point(*plain["operating"]))


def fine_tuned(run: Run, step: int, cut: np.ndarray, epochs: int) -> Iterator[dict]:
    """Scores of `_line`, the particles in `cut` gone, after each epoch like the run's last ones."""
    config, weights = fine_tuning(run.config, epochs), weights_at(run, step)
    return _line("cut", config, weights, retrain(config, weights, cut))


def each_fine_tuned(run: Run, step: int, count: int, epochs: int) -> Iterator[dict]:
    """The same for the first `count` particles of every criterion, and with nothing cut."""
    specimen = specimen_at(run, step)
    config, weights = fine_tuning(run.config, epochs), weights_at(run, step)
    for name in (WHOLE, *criteria_of(specimen)):
        cut = np.zeros(len(specimen.kind), bool)
        if name != WHOLE:
            cut = cut_first(ranking(specimen, name), count)
        yield from _line(name, config, weights, retrain(config, weights, cut))


def regrown(run: Run, seed: int, cut: np.ndarray, epochs: int) -> Iterator[dict]:
    """Scores of the run's first epochs over again, without the particles in `cut`: from its own
    initial weights (the lottery ticket) or, with another seed, from others (its control), then
    also with nothing cut: with its own seed that is the run itself."""
    weights = _first_weights(run, seed)
    cuts = {"cut": cut}
    if seed != run.config.seed:
        cuts[WHOLE] = np.zeros_like(cut)
    for name, each in cuts.items():
        stages = islice(retrain(run.config, weights, each), epochs + 1)
        yield from _line(name, run.config, weights, stages)


def _first_weights(run: Run, seed: int) -> np.ndarray | torch.Tensor:
    """Those that a run of these settings and that seed begins with; of one that was lifted its own
    are as they were lifted."""
    if run.origin.lifted is not None and seed == run.config.seed:
        return weights_at(run, 0)
    return initial_weights(run.config.changed({"seed": seed}))


def twin_trained(run: Run) -> Iterator[dict]:
    """Scores of the dense twin before and after each epoch; the last also has its weights."""
    specimen, last = Specimen.of(run.config, run.snapshots[0]), run.config.epochs
    start = None if run.origin.lifted is None else weights_at(run, 0)
    for epoch, twin, score in train_twin(specimen, start):
        point = _point("twin", epoch, score.metric, score.task_loss)
        yield point | ({"weight": twin.weight.tolist()} if epoch == last else {})


def twin_curves(run: Run, step: int, trained: Iterable[dict]) -> Iterator[dict]:
    """Curves of the twin under this step's labels and of the organism (`net` says whose): in the
    order of the organism's self-replicators, and by each one's own magnitudes."""
    *_, last = [{}, *trained]
    if "weight" not in last:
        raise NotRecordedError("The dense net was not trained to its end.")
    organism = specimen_at(run, step)
    for net, specimen in (("twin", twin_of(organism, last["weight"])), ("organism", organism)):
        for criterion in TWIN_CRITERIA:
            yield {"net": net} | asdict(curve_of(specimen, criterion))


def twin_of(specimen: Specimen, weight: list[float]) -> Specimen:
    """The twin with these weights, [P], under the organism's labels."""
    return specimen.twin(torch.tensor(weight, dtype=specimen.config.torch_dtype))


def snapshot_at(run: Run, step: int) -> Snapshot:
    """The snapshot of that recorded step. Raises NotRecordedError if there is none."""
    for snapshot in run.snapshots:
        if snapshot.step == step:
            return snapshot
    raise NotRecordedError(f"Run {run.id} has no record of step {step:,}.")


def specimen_at(run: Run, step: int) -> Specimen:
    return Specimen.of(run.config, snapshot_at(run, step), run.snapshots)


def weights_at(run: Run, step: int) -> np.ndarray:
    """The particles' weights [n, P] at that step. Raises NotRecordedError if they are not there."""
    weights = run.weights_at(step)
    if weights is None:
        raise NotRecordedError(f"Run {run.id} has no particle weights of step {step:,}.")
    return weights


def _line(name: str, config: RunConfig, weights, stages: Iterator[Stage]) -> Iterator[dict]:
    """A point before the cut (its epoch None), one after it (0), one after every epoch of
    training; where that diverges, the last is no number."""
    whole, epoch = evaluate(Specimen.of_particles(config, weights)), -1
    yield _point(name, None, whole.metric, whole.task_loss)
    try:
        for epoch, _, score in stages:
            yield _point(name, epoch, score.metric, score.task_loss)
    except Divergence:
        yield _point(name, epoch + 1, nan, nan)


def _point(line: str, epoch: int | None, metric: float, task_loss: float) -> dict:
    return {"line": line, "epoch": epoch, "metric": metric, "task_loss": task_loss}
