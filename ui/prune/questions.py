"""The questions that a cut with a small drop has to answer: masks, scores, sentences."""

from itertools import takewhile
from typing import NamedTuple

import numpy as np

from orgnet_core.phases import Phase
from orgnet_core.plurals import count_of
from orgnet_core.pruning import (
    Score,
    Specimen,
    cut_first,
    evaluate,
    matched_in_layers,
    on_dark_pixels,
    random_draws,
    ranking,
    relabelled,
    replicated,
)
from orgnet_views.numbers import format_power
from ui.prune.yardstick import Yardstick
from ui.shared.formats import drop_name

KEPT = 0.9  # of what an organism can do: above it, a cut is called cheap


class Answer(NamedTuple):
    """A control: what it cuts, bool [P], its score or its draws' scores, against which whole
    organism, and what it means."""

    name: str
    cut: np.ndarray
    scores: tuple[Score, ...]
    against: Yardstick
    says: str


def about_the_cut(specimen: Specimen, cut: np.ndarray) -> list[Answer]:
    """Would another cut do as well? An answer for each control that this task has."""
    yard, own = Yardstick.of(specimen), evaluate(specimen, cut)
    answers = [
        _inverse(yard, cut),
        _shuffled(yard, cut, own),
        _matched(yard, cut, own, "l1_global"),
        _matched(yard, cut, own, "activation"),
    ]
    if specimen.task.picture is not None:
        dark = on_dark_pixels(specimen.config)
        answers += [_without_dark(yard, cut, own, dark), _only_dark(yard, cut, own, dark)]
    return answers


def _inverse(yard: Yardstick, cut: np.ndarray) -> Answer:
    alone = evaluate(yard.specimen, ~cut)
    says = (
        f"By themselves they reach {yard.specimen.task.metric} {yard.amount(alone.metric)}: "
        f"{_share(yard.reach(alone))} of the way from no particles "
        f"({yard.amount(yard.nothing.metric)}) to all ({yard.amount(yard.whole.metric)}). "
        f"{alone.mult_adds:,} of the {cut.sum():,} are on a path of their own from an input to an "
        "output"
    )
    says += "." if alone.mult_adds else ", so by themselves they cannot do anything."
    return Answer("inverse", ~cut, (alone,), yard, says)


def _shuffled(yard: Yardstick, cut: np.ndarray, own: Score) -> Answer:
    draws = tuple(random_draws(yard.specimen, cut))
    costs = [yard.cost(draw) for draw in draws]
    worse = sum(cost > yard.cost(own) for cost in costs)
    says = (
        f"Over {len(draws)} random draws the {drop_name(yard.specimen.task)} is between "
        f"{yard.amount(min(costs))} and {yard.amount(max(costs))}; {worse} of them are worse than "
        "this cut. "
    )
    if worse == len(draws):
        says += "So here it matters which particles are cut, not only how many of which layer."
    elif worse:
        says += f"Chance does as well in {len(draws) - worse} of them."
    else:
        says += "Chance does as well: nothing here supports this choice of particles."
    return Answer("shuffled", matched_in_layers(yard.specimen, cut), draws, yard, says)


def _matched(yard: Yardstick, cut: np.ndarray, own: Score, criterion: str) -> Answer:
    specimen = yard.specimen
    mask = matched_in_layers(specimen, cut, criterion)
    score = evaluate(specimen, mask)
    over_all = evaluate(specimen, cut_first(ranking(specimen, criterion), int(cut.sum())))
    says = (
        f"Here {yard.costs(score)}, {yard.compared(score, own)} the cut itself "
        f"({yard.costs(own)}); {int((mask & cut).sum()):,} of the particles are the same. "
        f"The same number over all layers at once: {yard.costs(over_all)}."
    )
    return Answer(criterion, mask, (score,), yard, says)


def _without_dark(yard: Yardstick, cut: np.ndarray, own: Score, dark: np.ndarray) -> Answer:
    mask = cut & ~dark
    score = evaluate(yard.specimen, mask)
    says = f"{(cut & dark).sum():,} of the {cut.sum():,} particles cut read dark pixels. "
    if mask.any():
        says += (
            f"Cutting only the other {mask.sum():,}: {yard.costs(score)}, "
            f"{yard.compared(score, own)} the whole cut ({yard.costs(own)})."
        )
    else:
        says += "There are no others."
    return Answer("without_dark", mask, (score,), yard, says)


def _only_dark(yard: Yardstick, cut: np.ndarray, own: Score, dark: np.ndarray) -> Answer:
    mask, by_picture = cut & dark, evaluate(yard.specimen, dark)
    says = (
        f"Cutting all {dark.sum():,} particles that read a dark pixel, whatever their kind: "
        f"{yard.costs(by_picture)}, {yard.compared(by_picture, own)} this cut of "
        f"{cut.sum():,} ({yard.costs(own)})."
    )
    return Answer("only_dark", mask, (evaluate(yard.specimen, mask),), yard, says)


def just_before_the_task(specimen: Specimen, weights: np.ndarray, phase: Phase) -> Answer:
    """The recorded organism, cut by the labels that its particles, [n, P], get there."""
    yard, steps = Yardstick.of(specimen), phase.replication_steps
    mask = replicated(specimen.config, weights, steps, phase).replicators
    score, recorded = evaluate(specimen, mask), evaluate(specimen, specimen.replicators)
    says = (
        f"{_steps(steps)} later, just before the next task step, {_are_replicators(mask)}, "
        f"against {specimen.replicators.sum():,} as recorded. Cutting them: {yard.costs(score)}; "
        f"cutting the recorded ones: {yard.costs(recorded)}."
    )
    return Answer("before_task", mask, (score,), yard, says)


def frozen(specimen: Specimen, weights: np.ndarray, phase: Phase, steps: int) -> Answer:
    """All self-replicators cut again after so many SR steps of the particles, [n, P], without the
    task; scores are those of the organism that they make up by then."""
    before, later = evaluate(specimen), replicated(specimen.config, weights, steps, phase)
    yard, mask = Yardstick.of(later), later.replicators
    score, recorded = evaluate(later, mask), specimen.replicators
    says = (
        f"After {_steps(steps)} without the task, {_are_replicators(mask)}, against "
        f"{recorded.sum():,} as recorded; the whole organism's {later.task.metric} is "
        f"{yard.amount(yard.whole.metric)}, against {yard.amount(before.metric)}. Cutting them: "
        f"{yard.costs(score)}; {_share(yard.reach(score))} of the performance is left. "
    )
    if mask.sum() > recorded.sum() and yard.reach(score) < 0.5:
        says += (
            "So here the label means that the task does not move a particle at this moment, not "
            "that the task does not need it."
        )
    elif mask.any() and yard.reach(score) >= KEPT:
        says += "In this run, the self-replicators of this moment can be cut."
    return Answer("frozen", mask, (score,), yard, says.strip())


def at_epsilons(specimen: Specimen, halves: tuple[int, ...]) -> list[Answer]:
    """Self-replicators defined by ε = 10^(half/2), one answer for each."""
    yard = Yardstick.of(specimen)
    masks = [relabelled(specimen, 10.0 ** (half / 2)).replicators for half in halves]
    scores = [evaluate(specimen, mask) for mask in masks]
    cheap = list(takewhile(lambda at: yard.reach(scores[at]) >= KEPT, range(len(scores))))
    until = f"Up to ε = {epsilon(halves[cheap[-1]])}" if cheap else "At no ε here"
    rule = f"{until} cutting them leaves at least {_share(KEPT)} of the performance."
    return [
        Answer(
            "epsilon",
            mask,
            (score,),
            yard,
            f"With ε = {epsilon(half)}, {_are_replicators(mask)}; cutting them: "
            f"{yard.costs(score)}." + f" {rule}" * (yard.margin > 0),
        )
        for half, mask, score in zip(halves, masks, scores, strict=True)
    ]


def epsilon(half: int) -> str:
    """10^(half/2) for reading: 10⁻⁵, 3.2×10⁻⁵."""
    whole, rest = divmod(half, 2)
    return f"3.2×{format_power(whole)}" if rest else format_power(whole)


def _are_replicators(mask: np.ndarray) -> str:
    count = int(mask.sum())
    verb = "is a self-replicator" if count == 1 else "are self-replicators"
    return f"{count:,} of {len(mask):,} particles {verb}"


def _steps(count: int) -> str:
    return count_of(count, "SR step")


def _share(reach: float) -> str:
    return "an unknown share" if np.isnan(reach) else f"{max(0.0, 100 * reach):.0f} %"
