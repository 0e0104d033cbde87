"""What the trial of persistence found, in lines for people: what was tried, tables, a verdict."""

from math import isinf
from typing import Any

from orgnet_core.pruning.persistence import USUAL
from orgnet_core.sweeps.differences import LEVEL
from orgnet_core.trials.persistence import ALL, CUTS, MOST_PERSISTENT, PERSISTENT
from orgnet_core.trials.statistics import FEWEST

NAMES = {
    ALL: "all self-replicators",
    PERSISTENT: "all persistent ones",
    "best_replicas": "as many of the best replicas",
    "l1_global": "as many by global l1",
    "activation": "as many by activation",
    MOST_PERSISTENT: "as many as self-replicators, by persistence",
}
WIDTH = max(map(len, NAMES.values()))


def in_words(found: dict[str, Any]) -> list[str]:
    """`found` as `statistics.summary` and the command make it up."""
    return [
        *_tried(found),
        "",
        *_in_all(found),
        "",
        *_by_seed(found),
        "",
        *_in_pairs(found),
        "",
        *_verdict(found),
    ]


def _tried(found: dict[str, Any]) -> list[str]:
    changed = "".join(f", {name} {value}" for name, value in found["settings"].items())
    percent, epochs = found["rule"]["percent"], found["rule"]["epochs"]
    is_usual = (percent, epochs) == (USUAL.percent, USUAL.epochs)
    chosen = "It was" if is_usual else f"The usual {USUAL.percent} % and {USUAL.epochs} epochs were"
    accuracy = found["accuracy"]
    lines = [
        f"{found['runs']} organisms ({found['preset']}{changed}, seeds {found['seeds']}) at the end"
        f" of each epoch from {found['first_epoch']} to {found['last_epoch']}: {found['ends']:,}"
        " ends.",
        f"Persistent: self-replicator at {percent} % or more of the recorded ends of the last "
        f"{epochs} epochs. The rule is ours, not the paper's. {chosen} chosen on seven earlier "
        "runs.",
        f"Self-replicators: {_counts(found['self_replicators'])}; persistent: "
        f"{_counts(found['persistent'])}. Accuracy at the end: {_value(accuracy['median'])} "
        f"({_value(accuracy['least'])} to {_value(accuracy['largest'])}).",
    ]
    if found["diverged"]:
        lines.append(f"Diverged, and left out: seeds {', '.join(map(str, found['diverged']))}.")
    return lines


def _in_all(found: dict[str, Any]) -> list[str]:
    heads = [f"> {limit:g}" for limit in found["dear"]]
    lines = [
        "What a cut costs in accuracy on the test set, over all ends:",
        f"{'':{WIDTH}}  {heads[0]:>15}  {'in runs':>8}  {heads[1]:>14}  {'in runs':>8}"
        f"  {'median':>8}  {'95 %':>8}  {'largest':>8}",
    ]
    for name in CUTS:
        of = found["cuts"][name]
        counts = [f"{n:,} ({100 * n / found['ends']:.1f} %)" for n in of["dear"]]
        runs = [f"{n} of {found['runs']}" for n in of["runs_dear"]]
        lines.append(
            f"{NAMES[name]:{WIDTH}}  {counts[0]:>15}  {runs[0]:>8}  {counts[1]:>14}  {runs[1]:>8}"
            f"  {_value(of['median']):>8}  {_value(of['high']):>8}  {_value(of['largest']):>8}"
        )
    return lines


def _by_seed(found: dict[str, Any]) -> list[str]:
    limit = f"> {found['dear'][0]:g}"
    heads = (ALL, PERSISTENT, "best_replicas", "l1_global", "activation")
    lines = [
        f"By seed: ends that cost {limit}, and the largest cost.",
        "  ".join(
            [f"{'seed':>10}", *(f"{NAMES[name].removeprefix('as many '):>20}" for name in heads)]
        ),
    ]
    for seed in found["by_seed"]:
        cells = (seed["cuts"][name] for name in heads)
        written = (f"{cell['dear'][0]:,}, {_value(cell['largest'])}" for cell in cells)
        lines.append("  ".join([f"{seed['seed']:>10}", *(f"{cell:>20}" for cell in written)]))
    return lines


def _in_pairs(found: dict[str, Any]) -> list[str]:
    limit = f"ends > {found['dear'][0]:g}"
    lines = [
        f"Run by run, minus the same of cutting its persistent ones: median and {100 * LEVEL:.0f} %"
        " interval.",
        f"{'':{WIDTH}}  {'largest cost':30}  share of {limit}",
    ]
    for name, pairs in found["pairs"].items():
        largest, share = map(_interval, (pairs["largest"], pairs["share_dear"]))
        lines.append(f"{NAMES[name]:{WIDTH}}  {largest:30}  {share}")
    return lines


def _verdict(found: dict[str, Any]) -> list[str]:
    limit, ours = found["dear"][0], found["cuts"][PERSISTENT]
    label = found["cuts"][ALL]
    lines = [
        f"The label at one step: cutting all that bear it cost more than {limit:g} at "
        f"{label['dear'][0]:,} of {found['ends']:,} ends, in {label['runs_dear'][0]} of "
        f"{found['runs']} runs."
    ]
    if ours["dear"][0]:
        lines.append(
            f"The rule does not hold: cutting the persistent ones cost more than {limit:g} at "
            f"{ours['dear'][0]:,} ends, in {ours['runs_dear'][0]} runs, at most "
            f"{_value(ours['largest'])}."
        )
    else:
        lines.append(
            f"The rule holds in these runs: cutting the persistent ones never cost more than "
            f"{limit:g}; at most {_value(ours['largest'])}."
        )
    beyond = found["cuts"][MOST_PERSISTENT]
    lines.append(
        f"Beyond their number, {NAMES[MOST_PERSISTENT]}: more than {limit:g} at "
        f"{beyond['dear'][0]:,} ends, in {beyond['runs_dear'][0]} runs, at most "
        f"{_value(beyond['largest'])}."
    )
    known = {name: pairs["largest"] for name, pairs in found["pairs"].items() if pairs["largest"]}
    lines += [
        f"Against {NAMES[name]}: {verdict(largest)}."
        for name, largest in known.items()
        if name != MOST_PERSISTENT
    ]
    if len(known) < len(found["pairs"]):
        lines.append(
            f"Of fewer than {FEWEST} runs, or where no accuracy is left, no comparison is settled."
        )
    lines.append("Activation needs data, persistence none but the run's own history.")
    return lines


def verdict(largest: dict[str, float]) -> str:
    """Who has the larger largest cost, as far as the interval over runs settles it."""
    if largest["low"] > 0:
        return f"persistence costs less at its worst, by {_interval(largest)}"
    if largest["high"] < 0:
        return f"persistence costs more at its worst; the difference is {_interval(largest)}"
    return f"not settled, the interval holds 0: {_interval(largest)}"


def _interval(of: dict[str, float] | None) -> str:
    if of is None:
        return "not known"
    return f"{_value(of['median'])} ({_value(of['low'])} to {_value(of['high'])})"


def _counts(of: dict[str, float]) -> str:
    return f"{of['median']:,} ({of['least']:,} to {of['largest']:,})"


def _value(accuracy: float) -> str:
    return "all of it" if isinf(accuracy) else f"{accuracy:.4f}".replace("-", "−")
