"""Fig. 2–5 as lines."""

from collections.abc import Sequence

from orgnet_core.paper import published
from orgnet_core.paper.addition import PARTICLES, PLATEAU, AddingFacts
from orgnet_core.paper.panels import Line, Panel, lives_panel, of_paper, over_runs


def panels(runs: Sequence[AddingFacts]) -> list[Panel]:
    """Of the runs of one variant."""
    epoch = runs[0].epoch
    last = epoch[-PLATEAU], epoch[-1]

    def curve(name: str, quantity: str, papers: float) -> list[Line]:
        return [
            over_runs(name, epoch, [getattr(each, quantity) for each in runs]),
            of_paper(last, [papers, papers]),
        ]

    counts = over_runs("self-replicators", epoch, [each.self_replicators for each in runs])
    papers = of_paper(published.EPOCHS, published.REPLICATORS_ADDING)
    return [
        Panel(
            "2", f"Self-replicators of {PARTICLES}", "epoch", "self-replicators", [counts, papers]
        ),
        Panel(
            "3",
            "Error of the sum",
            "epoch",
            "mean absolute error",
            curve("mean absolute error", "mean_error", published.MEAN_ERROR),
            logarithmic=True,
        ),
        Panel(
            "3",
            "Replication loss of a batch",
            "epoch",
            "replication loss",
            curve("replication loss", "replication_loss", published.REPLICATION_LOSS),
            logarithmic=True,
        ),
        lives_panel("4", [each.lives for each in runs], published.LIVES_ADDING),
        _copies(runs),
    ]


def _copies(runs: Sequence[AddingFacts]) -> Panel:
    seeds = [each.seed for each in runs]
    lines = [
        Line(
            name,
            list(map(float, seeds)),
            [getattr(each.copies["float32"], name) for each in runs],
            marks=True,
        )
        for name in published.COPY_ERRORS
    ]
    ends = [min(seeds), max(seeds)]
    said = [
        Line(f"the paper: {name}", list(map(float, ends)), [value, value], "paper")
        for name, value in published.COPY_ERRORS.items()
    ]
    return Panel("5", "Organism and dense copy", "seed", "mean absolute error", [*lines, *said])
