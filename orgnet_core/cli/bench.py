"""bench: how fast the engine is."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from orgnet_core.bench.timing import is_timing
from orgnet_core.cli.shared import add_json, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", default="cpu", metavar="DEVICE", help="cpu, or cuda for a GPU")
    parser.add_argument("--whole", action="store_true", help="train every run to its end")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Measure how fast the engine is, as ratios. Takes some minutes."""
    from orgnet_core.bench.benchmark import Plan, measure

    plan = Plan(device=options.device)
    found = measure(replace(plan, beginnings=None) if options.whole else plan)
    say(options, found, _measured(found))
    return 0


def _measured(found: dict[str, Any]) -> list[str]:
    """The machine, then a line for each thing measured: ratios first, medians beside them."""
    lines = [", ".join(f"{name} {value}" for name, value in found["machine"].items())]
    for name, item in _with_ratios(found):
        ratios = "  ".join(f"{pair} {ratio:.4g}" for pair, ratio in item["ratios"].items())
        timed = [(who, t) for who, t in item.items() if is_timing(t)]
        medians = "  ".join(f"{who} {1e3 * t['seconds']:.4g} ms" for who, t in timed)
        lines.append(f"{name:18}  {ratios:52}  {medians}")
    return lines


def _with_ratios(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, part) for all parts of a benchmark that have ratios."""
    for name in ("batch", "large", "memory", "viewer"):
        if found[name]:
            yield name, found[name]
    for name in ("sr_steps", "batch_parts", "runs"):
        yield from ((f"{name} {key}", part) for key, part in found[name].items())
    for part in found["scaling"]:
        yield f"scaling {part['particles']:,}", part
