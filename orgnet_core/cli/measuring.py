"""bench: how fast the engine is."""

import argparse
from collections.abc import Iterator

from orgnet_core.cli.shared import say


def bench(options: argparse.Namespace) -> int:
    """Measure how fast the engine is, as ratios. Takes a minute or two."""
    from orgnet_core.bench.benchmark import Plan, measure

    found = measure(Plan())
    say(options, found, _measured(found))
    return 0


def _measured(found: dict) -> list[str]:
    """The machine, then a line for each thing measured: ratios first, medians beside them."""
    lines = [", ".join(f"{name} {value}" for name, value in found["machine"].items())]
    for name, item in _with_ratios("", found):
        ratios = "  ".join(f"{pair} {ratio:.4g}" for pair, ratio in item["ratios"].items())
        timed = [(who, t) for who, t in item.items() if isinstance(t, dict) and "seconds" in t]
        medians = "  ".join(f"{who} {1e3 * t['seconds']:.4g} ms" for who, t in timed)
        lines.append(f"{name:18}  {ratios:52}  {medians}")
    return lines


def _with_ratios(name: str, found) -> Iterator[tuple[str, dict]]:
    """(name, part) for all parts of a benchmark, however deep, that have ratios."""
    if isinstance(found, list):
        for one in found:
            yield from _with_ratios(f"{name} {one['particles']:,}", one)
    elif isinstance(found, dict) and "ratios" in found:
        yield name.strip(), found
    elif isinstance(found, dict):
        for inner, one in found.items():
            yield from _with_ratios(f"{name} {inner}", one)
