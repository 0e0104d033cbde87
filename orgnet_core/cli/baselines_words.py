"""What the trial of baselines found, in tables for people, with signs where an interval settles."""

from typing import Any

from orgnet_core.cli.trial_words import (
    accuracies_in_words,
    accuracy_in_words,
    diverged_in_words,
    interval_in_words,
    organisms_in_words,
    range_in_words,
)
from orgnet_core.sweeps.differences import LEVEL
from orgnet_core.trials.baselines import FIRST_LAYER_ALONE, FROZEN_STEPS, OURS
from orgnet_core.trials.comparison import ESTIMATES

WIDTH = 24
HEADS = {"last": "at the last step", "median": "median of a run", "largest": "largest of a run"}
SHOWN_SHARES = (0.25, 0.5, 0.75, 0.95)


def in_words(found: dict[str, Any]) -> list[str]:
    """`found` as `comparison` and the command make it up."""
    return [
        *_tried(found),
        "",
        *_costs(found),
        "",
        *_in_pairs(found),
        "",
        *_by_share(found),
        "",
        *_controls(found),
        _against_the_small_net(found["small_net"]),
    ]


def _tried(found: dict[str, Any]) -> list[str]:
    share = found["first_layer_share"]
    return [
        organisms_in_words(found),
        f"Self-replicators at the last step: {range_in_words(found['self_replicators'])}; of these "
        f"in the first layer {_percent(share['median'])} ({_percent(share['least'])} to "
        f"{_percent(share['largest'])}).",
        *diverged_in_words(found),
    ]


def _costs(found: dict[str, Any]) -> list[str]:
    lines = [
        "As many cut as there are self-replicators, by each criterion: accuracy drop on the test"
        " set, median over runs (smallest to largest).",
        "  ".join([f"{'':{WIDTH}}", *(f"{head:28}" for head in HEADS.values())]).rstrip(),
    ]
    for name, cut in found["cuts"].items():
        cells = (accuracies_in_words(cut[estimate]) for estimate in ESTIMATES)
        lines.append("  ".join([f"{name:{WIDTH}}", *(f"{cell:28}" for cell in cells)]).rstrip())
    lines.append(f"{FIRST_LAYER_ALONE}: the self-replicators of layer 1 and no others, so fewer.")
    return lines


def _in_pairs(found: dict[str, Any]) -> list[str]:
    heads = [*HEADS.values(), f"of {found['ends']} ends smaller, equal, larger"]
    lines = [
        f"Run by run, minus that of {OURS}: median and {100 * LEVEL:.0f} % interval; < smaller "
        "drop, > larger drop, without a sign not decided.",
        "  ".join([f"{'':{WIDTH}}", *(f"{head:28}" for head in heads)]).rstrip(),
    ]
    for name, pairs in found["pairs"].items():
        cells = [f"{_sign(pairs[each])} {interval_in_words(pairs[each])}" for each in ESTIMATES]
        cells.append(", ".join(f"{count}" for count in pairs["ends"].values()))
        lines.append("  ".join([f"{name:{WIDTH}}", *(f"{cell:28}" for cell in cells)]).rstrip())
    return lines


def _by_share(found: dict[str, Any]) -> list[str]:
    """Some points of the curves at the last step."""
    curves = found["curves"]
    places = [curves["share"].index(share) for share in SHOWN_SHARES]
    lines = [
        "At the last step, by fraction pruned: median accuracy drop over runs; < and > as above.",
        "  ".join([f"{'':{WIDTH}}", *(f"{_percent(share, 0):>8}" for share in SHOWN_SHARES)]),
    ]
    for name, costs in curves["costs"].items():
        signs = [_sign(curves["pairs"][name][at]) if name != OURS else " " for at in places]
        cells = (accuracy_in_words(costs["median"][at]) for at in places)
        row = (f"{sign + cell:>8}" for sign, cell in zip(signs, cells, strict=True))
        lines.append("  ".join([f"{name:{WIDTH}}", *row]))
    return lines


def _controls(found: dict[str, Any]) -> list[str]:
    lines = [f"Only self-replicators left: accuracy {accuracies_in_words(found['alone'])}."]
    if frozen := found["frozen"]:
        lines.append(
            f"After {FROZEN_STEPS:,} SR steps with the task frozen: self-replicators "
            f"{range_in_words(frozen['self_replicators'])}; the accuracy changes by "
            f"{accuracies_in_words(frozen['change'])}, and without them it is "
            f"{accuracies_in_words(frozen['without'])}."
        )
    return lines


def _against_the_small_net(net: dict[str, Any]) -> str:
    small, cut = (accuracies_in_words(net[whose]) for whose in ("accuracy", "organism"))
    return (
        f"A dense net of {range_in_words(net['mult_adds'])} multiply-adds, where the cut organism "
        f"has {range_in_words(net['left'])} left, tuned and trained by itself: accuracy {small}, "
        f"the cut organism {cut}; the organism's minus the net's: {interval_in_words(net['pair'])}."
    )


def _percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f} %"


def _sign(pair: dict[str, float] | None) -> str:
    """What the interval of a difference settles."""
    if pair is None or pair["low"] <= 0 <= pair["high"]:
        return " "
    return ">" if pair["low"] > 0 else "<"
