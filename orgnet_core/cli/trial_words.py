"""What the trial of persistence found, in lines for people: what was tried, tables, a verdict."""

from math import isinf
from typing import Any

from orgnet_core.pruning.persistence import USUAL
from orgnet_core.sweeps.differences import LEVEL
from orgnet_core.trials.persistence import ALL, CUTS, MOST_PERSISTENT, PERSISTENT
from orgnet_core.trials.statistics import FEWEST

NAMES = {
    ALL: "all self-replicators",
    PERSISTENT: "all persistent self-replicators",
    "best_replicas": "as many by replication error",
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
    percent, epochs = found["rule"]["percent"], found["rule"]["epochs"]
    is_usual = (percent, epochs) == (USUAL.percent, USUAL.epochs)
    chosen = "It was" if is_usual else f"The default, {USUAL.percent} % of {USUAL.epochs}, was"
    lines = [
        organisms_in_words(found),
        f"Persistent: self-replicator at {percent} % or more of the recorded epoch ends of "
        f"the last {epochs} epochs. The rule is ours, not the paper's. {chosen} chosen on seven "
        "earlier runs.",
        f"Self-replicators: {range_in_words(found['self_replicators'])}; persistent: "
        f"{range_in_words(found['persistent'])}. Accuracy at the end: "
        f"{accuracies_in_words(found['accuracy'])}.",
    ]
    return [*lines, *diverged_in_words(found)]


def organisms_in_words(found: dict[str, Any]) -> str:
    """On what a trial was made, and when it looked."""
    changed = "".join(f", {name} {value}" for name, value in found["settings"].items())
    every = "each epoch" if found["every"] == 1 else f"every {found['every']} epochs"
    return (
        f"{found['runs']} organisms ({found['preset']}{changed}, seeds {found['seeds']}) at the end"
        f" of {every} from {found['first_epoch']} to {found['last_epoch']}: {found['ends']:,} ends."
    )


def diverged_in_words(found: dict[str, Any]) -> list[str]:
    if not found["diverged"]:
        return []
    return [f"Diverged and excluded: seeds {', '.join(map(str, found['diverged']))}."]


def _in_all(found: dict[str, Any]) -> list[str]:
    heads = [f"> {limit:g}" for limit in found["dear"]]
    lines = [
        "Accuracy drop of a cut on the test set, over all epoch ends:",
        f"{'':{WIDTH}}  {heads[0]:>15}  {'in runs':>8}  {heads[1]:>14}  {'in runs':>8}"
        f"  {'median':>8}  {'95 %':>8}  {'largest':>8}",
    ]
    for name in CUTS:
        of = found["cuts"][name]
        counts = [f"{n:,} ({100 * n / found['ends']:.1f} %)" for n in of["dear"]]
        runs = [f"{n} of {found['runs']}" for n in of["runs_dear"]]
        lines.append(
            f"{NAMES[name]:{WIDTH}}  {counts[0]:>15}  {runs[0]:>8}  {counts[1]:>14}  {runs[1]:>8}"
            + "".join(f"  {accuracy_in_words(of[key]):>8}" for key in ("median", "high", "largest"))
        )
    return lines


def _by_seed(found: dict[str, Any]) -> list[str]:
    limit = f"> {found['dear'][0]:g}"
    heads = (ALL, PERSISTENT, "best_replicas", "l1_global", "activation")
    lines = [
        f"By seed: epoch ends with a drop {limit}, and the largest drop.",
        "  ".join(
            [f"{'seed':>10}", *(f"{NAMES[name].removeprefix('as many '):>20}" for name in heads)]
        ),
    ]
    for seed in found["by_seed"]:
        cells = (seed["cuts"][name] for name in heads)
        written = (f"{cell['dear'][0]:,}, {accuracy_in_words(cell['largest'])}" for cell in cells)
        lines.append("  ".join([f"{seed['seed']:>10}", *(f"{cell:>20}" for cell in written)]))
    return lines


def _in_pairs(found: dict[str, Any]) -> list[str]:
    limit = f"ends > {found['dear'][0]:g}"
    lines = [
        f"Run by run, minus that of cutting its persistent ones: median and {100 * LEVEL:.0f} %"
        " interval.",
        f"{'':{WIDTH}}  {'largest drop':30}  share of {limit}",
    ]
    for name, pairs in found["pairs"].items():
        largest, share = map(interval_in_words, (pairs["largest"], pairs["share_dear"]))
        lines.append(f"{NAMES[name]:{WIDTH}}  {largest:30}  {share}")
    return lines


def _verdict(found: dict[str, Any]) -> list[str]:
    limit, ours = found["dear"][0], found["cuts"][PERSISTENT]
    label = found["cuts"][ALL]
    lines = [
        f"All self-replicators of one step: cutting them gave a drop above {limit:g} at "
        f"{label['dear'][0]:,} of {found['ends']:,} ends, in {label['runs_dear'][0]} of "
        f"{found['runs']} runs."
    ]
    if ours["dear"][0]:
        lines.append(
            f"The rule does not hold: cutting the persistent ones gave a drop above {limit:g} at "
            f"{ours['dear'][0]:,} ends, in {ours['runs_dear'][0]} runs, at most "
            f"{accuracy_in_words(ours['largest'])}."
        )
    else:
        lines.append(
            f"The rule holds in these runs: cutting the persistent ones never gave a drop above "
            f"{limit:g}; at most {accuracy_in_words(ours['largest'])}."
        )
    beyond = found["cuts"][MOST_PERSISTENT]
    lines.append(
        f"Beyond their number, {NAMES[MOST_PERSISTENT]}: above {limit:g} at "
        f"{beyond['dear'][0]:,} ends, in {beyond['runs_dear'][0]} runs, at most "
        f"{accuracy_in_words(beyond['largest'])}."
    )
    known = {name: pairs["largest"] for name, pairs in found["pairs"].items() if pairs["largest"]}
    lines += [
        f"Against {NAMES[name]}: {verdict(largest)}."
        for name, largest in known.items()
        if name != MOST_PERSISTENT
    ]
    if len(known) < len(found["pairs"]):
        lines.append(
            f"Fewer than {FEWEST} runs, or runs without any accuracy left, decide nothing."
        )
    lines.append("Activation needs data, persistence only the run's history.")
    return lines


def verdict(largest: dict[str, float]) -> str:
    """Who has the larger largest cost, as far as the interval over runs settles it."""
    if largest["low"] > 0:
        return f"the largest drop of persistence is smaller, by {interval_in_words(largest)}"
    if largest["high"] < 0:
        return f"the largest drop of persistence is larger: {interval_in_words(largest)}"
    return f"not decided, the interval contains 0: {interval_in_words(largest)}"


def interval_in_words(of: dict[str, float] | None) -> str:
    """A median of differences with its interval."""
    if of is None:
        return "unknown"
    ends = accuracy_in_words(of["low"]), accuracy_in_words(of["high"])
    return f"{accuracy_in_words(of['median'])} ({ends[0]} to {ends[1]})"


def range_in_words(of: dict[str, float]) -> str:
    """Counts: the median, the least and the largest."""
    return f"{of['median']:,} ({of['least']:,} to {of['largest']:,})"


def accuracies_in_words(of: dict[str, float]) -> str:
    """The median, the least and the largest of accuracies, or of differences of two."""
    median, least, largest = (accuracy_in_words(of[x]) for x in ("median", "least", "largest"))
    return f"{median} ({least} to {largest})"


def accuracy_in_words(accuracy: float) -> str:
    """An accuracy, or a difference of two."""
    return "all of it" if isinf(accuracy) else f"{accuracy:z.4f}".replace("-", "−")
