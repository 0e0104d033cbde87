"""What the paper says of the organism that reads digits (Fig. 6–12)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import inf, nextafter

import numpy as np

from orgnet_core.paper import published
from orgnet_core.paper.pictures import ReadingFacts
from orgnet_core.paper.rows import Row, furthest, growth_row
from orgnet_core.paper.variants import PRESET_OF
from orgnet_core.paper.words import number
from orgnet_core.presets import PRESETS
from orgnet_core.pruning import over_time
from orgnet_core.trials.ends import FIRST

DEAR = over_time.DEAR[0]  # in accuracy
_organism = PRESETS[PRESET_OF["mnist"]].config.organism
LEAVING_INPUT = float((_organism.positions()[0] == 0).mean())  # of all particles: the base rate


def knee(epochs: Sequence[int], counts: Sequence[int]) -> float:
    """The epoch at which a rising curve bends: where it stands highest above its chord; infinite
    where it does not rise."""
    x, y = (np.asarray(each, np.float64) for each in (epochs, counts))
    if y[-1] <= y[0]:
        return inf
    chord = y[0] + (y[-1] - y[0]) * (x - x[0]) / (x[-1] - x[0])
    return float(x[np.argmax(y - chord)])


def _at(facts: ReadingFacts, curve: str, epoch: int) -> float:
    """A curve at that epoch, or at its end where it does not come so far."""
    values = getattr(facts, curve)
    return float(values[min(epoch, len(values) - 1)])


def _leaving_input(facts: ReadingFacts) -> float:
    leaving = facts.leaving["self_replicator"]
    return leaving[0] / sum(leaving) if any(leaving) else float("nan")


def _along(curve: str, name: str, figure: str, papers: Mapping[int, float]) -> list[Row]:
    """A row for each epoch of a curve of the paper's."""
    return [
        Row(
            f"{curve}_{epoch}",
            figure,
            f"{name} at epoch {epoch}",
            number(said),
            partial(_at, curve=curve, epoch=epoch),
        )
        for epoch, said in papers.items()
    ]


def _held_to(rows: list[Row], accepted: str, low: float, high: float) -> list[Row]:
    """The last of them is held to something."""
    *others, last = rows
    return [*others, replace(last, accepted=accepted, low=low, high=high)]


def _dear(facts: ReadingFacts) -> float:
    costs = np.array(facts.cut_costs[FIRST:])
    return float(np.mean(costs > DEAR)) if costs.size else float("nan")


def _listed(values: Sequence[float]) -> str:
    return ", ".join(f"{each:.3f}" for each in values)


ROWS = (
    *_held_to(
        _along("accuracy", "test accuracy", "6", published.ACCURACY), "0.76 to 0.88", 0.76, 0.88
    ),
    Row(
        "loss_200",
        "6",
        "task loss at epoch 200",
        number(published.READING_LOSS),
        lambda facts: _at(facts, "task_loss", 200),
        "0.4 to 0.75",
        0.4,
        0.75,
    ),
    Row(
        "lives_reading",
        "7",
        "self-applications after a kick: furthest from the paper's median, over ten sizes",
        "0 (reading error 0.5)",
        lambda facts: furthest(facts.lives.by_life, published.LIVES_READING),
        "within 1 step",
        high=1,
    ),
    growth_row("growth_reading", "7"),
    Row(
        "whole",
        "8",
        "accuracy of the whole organism",
        _listed(published.WHOLE),
        lambda facts: facts.cuts.whole,
    ),
    Row(
        "cut_cost",
        "8",
        "cost of dropping all self-replicators",
        "{:.3f} to {:.3f}".format(*published.CUT_COST),
        lambda facts: facts.cuts.whole - facts.cuts.without_replicators,
        f"at most {DEAR} in every run",
        high=DEAR,
    ),
    Row(
        "dear_ends",
        "8",
        f"share of the epochs from {FIRST} on at whose end that costs more than {DEAR} (ours)",
        "",
        _dear,
    ),
    Row(
        "largest_cost",
        "8",
        "the largest of these costs (ours)",
        "",
        lambda facts: max(facts.cut_costs[FIRST:], default=float("nan")),
    ),
    Row(
        "l1_cost",
        "8",
        "what as many by global l1 cost more than that",
        f"accuracy left: {_listed(published.CUT_BY_L1)}",
        lambda facts: facts.cuts.without_replicators - facts.cuts.without_smallest,
        "above 0 in every run",
        low=nextafter(0, 1),
    ),
    Row(
        "alone",
        "8",
        "accuracy with the others dropped",
        number(published.REPLICATORS_ALONE),
        lambda facts: facts.cuts.replicators_alone,
        "0.098: all answers are 0",
        0.0975,
        0.0985,
    ),
    *_held_to(
        _along("self_replicators", "self-replicators", "9", published.REPLICATORS_READING),
        "250 to 400",
        250,
        400,
    ),
    Row(
        "knee",
        "9",
        "epoch at which the number of self-replicators bends",
        "about 10",
        lambda facts: knee(facts.epoch, facts.self_replicators),
        "before epoch 12",
        high=nextafter(12, 0),
    ),
    Row(
        "on_dark",
        "10",
        "share of first-layer self-replicators on dark pixels",
        number(published.ON_DARK / published.IN_FIRST_LAYER),
        lambda facts: facts.pixels.on_dark,
        "above 0.75",
        low=0.75,
    ),
    Row(
        "correlation",
        "10",
        "correlation of their number with the mean image",
        "",
        lambda facts: facts.pixels.correlation,
        "below −0.5",
        high=-0.5,
    ),
    Row(
        "leaving_input",
        "11",
        f"share of self-replicators that leave the input (of all particles: {LEAVING_INPUT:.4f})",
        "most",
        _leaving_input,
    ),
    Row(
        "along_one_axis",
        "12",
        "share of a self-replicator's way along one axis",
        "most",
        lambda facts: facts.paths.along_one_axis.get("self_replicator", float("nan")),
    ),
    Row(
        "others_along_one_axis",
        "12",
        "the same of the others",
        "less",
        lambda facts: facts.paths.along_one_axis.get("other", float("nan")),
    ),
)
