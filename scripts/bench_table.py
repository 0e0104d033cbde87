"""Rewrite the table of ratios in the README: python -m scripts.bench_table [JSON].

Runs the benchmark with the page's own encoder as the viewer, or takes what `bench --json` printed.
"""

import argparse
import json
import sys
from pathlib import Path

from orgnet_core.bench import Plan, measure
from ui.feed import encode

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
NAMES = {"cpu": "CPU", "cores": "cores", "threads": "thread", "torch": "torch", "numba": "numba"}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Rewrite the table of ratios in the README.")
    parser.add_argument("json", nargs="?", type=Path, help="output of bench --json")
    file = parser.parse_args(arguments).json
    found = json.loads(file.read_text()) if file else measure(Plan(viewer=encode))
    README.write_text(replaced(README.read_text(), "\n".join(table(found))))


def replaced(text: str, table: str) -> str:
    """`text` with `table` between the markers, everything else as it was."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"{README.name} has no {BEGIN} … {END}.")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def table(found: dict) -> list[str]:
    """Markdown: the machine, then what was measured, its ratio and what it is held to."""
    machine = found["machine"]
    where = (
        f"On {machine['cpu']}, {machine['cores']} cores, {machine['threads']} thread; "
        f"torch {machine['torch']}, numba {machine['numba']}."
    )
    rows = [("What", "Ratio", "Held to"), ("---",) * 3, *steps(found), *training(found), *size(found)]
    return [where, "", *(f"| {' | '.join(row)} |" for row in rows)]
