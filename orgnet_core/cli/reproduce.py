"""reproduce: the paper's figures from fresh organisms, beside what the paper says."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from tqdm import tqdm

from orgnet_core.cli.shared import (
    add_jobs,
    add_json,
    here_of,
    number_within,
    path,
    say,
    say_stopped,
)
from orgnet_core.errors import InputError
from orgnet_core.paper.kept import KeptFacts
from orgnet_core.paper.report import write_report
from orgnet_core.paper.reproduction import TRIALS, Growth, grow, result
from orgnet_core.paper.variants import Organism, Variant, variants_of
from orgnet_core.paper.words import here_in_words, verdict_in_words
from orgnet_core.sweeps import Here
from orgnet_core.version import __version__

ALL = "all"
SEEDS, MOST_SEEDS = 5, 1_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    names = (*TRIALS, ALL)
    parser.add_argument("what", nargs="?", choices=names, default=ALL, help=", ".join(names))
    parser.add_argument(
        "--seeds", default=f"{SEEDS}", metavar="N", help="runs of each, from seed 0"
    )
    add_jobs(parser)
    parser.add_argument("--out", type=path, required=True, metavar="DIR", help="where files go")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Test the paper, figure by figure, on new organisms. The same command continues where it was
    stopped."""
    seeds = range(number_within("seeds", options.seeds, int, 1, MOST_SEEDS))
    backend = here_of(options)
    organisms: Sequence[Organism] = [*TRIALS] if options.what == ALL else [options.what]
    variants = [each for organism in organisms for each in variants_of(organism)]
    with closing(backend):
        try:
            return _reproduce(options, variants, seeds, backend)
        except KeyboardInterrupt:
            return say_stopped()


def _reproduce(
    options: argparse.Namespace, variants: Sequence[Variant], seeds: Sequence[int], backend: Here
) -> int:
    wanted = [Growth(variant, seed) for variant in variants for seed in seeds]
    grown = _grown(wanted, KeptFacts(options.out), backend)
    found: dict[str, Any] = {
        "reproduce": options.what,
        "version": __version__,
        "seeds": [*seeds],
        "variants": [
            result(variant, [each for each in grown if each.variant == variant])
            for variant in variants
        ],
    }
    files = write_report(options.out, found, backend)
    rows = [_without_panels(each) for each in found["variants"]]
    lines = [line for each in found["variants"] for line in _in_words(each)]
    said = found | {"variants": rows, "files": [str(each) for each in files]}
    say(options, said, [*lines, f"Everything, with figures: {files[1]}"])
    return 0


def _grown(wanted: Sequence[Growth], kept: KeptFacts, backend: Here) -> list[Growth]:
    """All of them: those that are kept, then the others as they are grown. Raises LabError."""
    found = [kept.find(each) for each in wanted]
    grown = [each for each in found if each is not None]
    missing = [each for each, there in zip(wanted, found, strict=True) if there is None]
    bar = tqdm(total=len(wanted), initial=len(grown), unit="run", file=sys.stderr)
    with bar:
        for each in backend.map(grow, missing):
            kept.keep(each)
            grown.append(each)
            bar.update()
    for variant in {each.variant for each in wanted}:
        if not any(each.facts for each in grown if each.variant == variant):
            raise InputError(f"All runs of {variant.label} diverged: there is nothing to test.")
    return grown


def _without_panels(variant: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in variant.items() if name != "panels"}


def _in_words(variant: dict[str, Any]) -> list[str]:
    lines = [f"{variant['label']}, {len(variant['seeds'])} runs"]
    for row in variant["rows"]:
        said = [f"  Fig. {row['figure']:<3}{row['quantity']}: {here_in_words(row)}"]
        if row["paper"]:
            said.append(f"paper {row['paper']}")
        if row["accepted"]:
            said.append(f"accepted {row['accepted']}: {verdict_in_words(row)}")
        lines.append("; ".join(said))
    return [*lines, ""]
