"""Fig. 6–12 as lines."""

from collections.abc import Sequence

import numpy as np

from orgnet_core.paper import published
from orgnet_core.paper.panels import Line, Panel, lives_panel, of_paper, over_runs
from orgnet_core.paper.pictures import ReadingFacts
from orgnet_core.paper.variants import PRESET_OF
from orgnet_core.presets import PRESETS
from orgnet_core.tasks import TASKS

KINDS = {"self_replicator": "self-replicators", "other": "others"}


def panels(runs: Sequence[ReadingFacts]) -> list[Panel]:
    """Of the runs of one variant."""
    return [
        _over_epochs(
            runs, "6", "Accuracy on the test set", "accuracy", "accuracy", published.ACCURACY
        ),
        _over_epochs(
            runs,
            "6",
            "Task loss on the test set",
            "task loss",
            "task_loss",
            {200: published.READING_LOSS},
        ),
        lives_panel("7", [each.lives for each in runs], published.LIVES_READING),
        _cuts(runs),
        _cut_over_time(runs),
        _over_epochs(
            runs,
            "9",
            "Self-replicators of 1,200",
            "self-replicators",
            "self_replicators",
            published.REPLICATORS_READING,
        ),
        _pixels(runs),
        _leaving(runs),
        _paths(runs[0]),
    ]


def _over_epochs(
    runs: Sequence[ReadingFacts],
    figure: str,
    title: str,
    name: str,
    curve: str,
    papers: dict[int, float] | dict[int, int],
) -> Panel:
    here = over_runs(name, runs[0].epoch, [getattr(each, curve) for each in runs])
    return Panel(figure, title, "epoch", name, [here, of_paper([*papers], [*papers.values()])])


def _cuts(runs: Sequence[ReadingFacts]) -> Panel:
    cuts = {
        "whole": "whole",
        "without_replicators": "without self-replicators",
        "without_smallest": "without as many by global l1",
        "replicators_alone": "without the others",
    }
    seeds = [float(each.seed) for each in runs]
    lines = [
        Line(words, seeds, [getattr(each.cuts, name) for each in runs], marks=True)
        for name, words in cuts.items()
    ]
    return Panel("8", "Dropping particles, at the end", "seed", "accuracy", lines)


def _cut_over_time(runs: Sequence[ReadingFacts]) -> Panel:
    """Ours."""
    costs = over_runs("cost in accuracy", runs[0].epoch, [each.cut_costs for each in runs])
    title = "Dropping the self-replicators, at the end of each epoch"
    return Panel("8", title, "epoch", "cost in accuracy", [costs])


def _pixels(runs: Sequence[ReadingFacts]) -> Panel:
    picture = TASKS[PRESETS[PRESET_OF["mnist"]].config.task].picture
    assert picture is not None
    counts = np.mean([each.pixels.replicators for each in runs], axis=0)
    points = Line("pixels", [*picture.mean], counts.tolist(), "self_replicator", marks=True)
    return Panel(
        "10",
        "Self-replicators by the pixel that they read",
        "mean brightness of the pixel",
        "self-replicators, of 5 particles",
        [points],
    )


def _leaving(runs: Sequence[ReadingFacts]) -> Panel:
    organism = PRESETS[PRESET_OF["mnist"]].config.organism
    sizes = [cells * edges for cells, edges in organism.shapes]
    layers = [float(layer) for layer in range(-1, len(sizes) - 1)]
    lines = [
        over_runs(words, layers, [_shares(each.leaving[kind]) for each in runs])
        for kind, words in KINDS.items()
    ]
    lines = [
        Line(line.name, line.x, line.y, kind, low=line.low, high=line.high, runs=line.runs)
        for kind, line in zip(KINDS, lines, strict=True)
    ]
    base = Line("all particles", layers, _shares(sizes), marks=True)
    return Panel(
        "11",
        "Where edges leave from",
        "layer, −1 is the input",
        "share of the kind",
        [*lines, base],
    )


def _shares(counts: Sequence[int]) -> list[float]:
    return [each / max(1, sum(counts)) for each in counts]


def _paths(run: ReadingFacts) -> Panel:
    drawn = {"self_replicator": run.paths.replicators, "other": run.paths.others}
    lines = [
        Line(KINDS[kind], run.paths.epoch, path, kind)
        for kind, paths in drawn.items()
        for path in paths
    ]
    return Panel(
        "12",
        f"Some paths through weight space, seed {run.seed}",
        "epoch",
        "along the first principal axis",
        lines,
    )
