"""Rewrite the table of ratios in the README: python -m scripts.bench_table [JSON].

Runs the benchmark with the page's own encoder as the viewer, or takes what `bench --json` printed.
"""

import argparse
import json
import sys
from pathlib import Path

from orgnet_core.bench.benchmark import Plan, measure
from orgnet_views.frames import encode_frames

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Rewrite the table of ratios in the README.")
    parser.add_argument("json", nargs="?", type=Path, help="output of bench --json")
    file = parser.parse_args(arguments).json
    found = json.loads(file.read_text()) if file else measure(Plan(viewer=encode_frames))
    README.write_text(replaced(README.read_text(), "\n".join(table(found))))


def replaced(text: str, table: str) -> str:
    """`text` with `table` between the markers, everything else as it was."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"{README.name} has no {BEGIN} … {END}.")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def table(found: dict) -> list[str]:
    """Markdown: the machine, then what was measured, its ratio and what that is held to."""
    machine = found["machine"]
    where = (
        f"{machine['cpu']}, {machine['cores']} cores, of which {machine['threads']} is used; "
        f"torch {machine['torch']}, numba {machine['numba']}:"
    )
    rows = [("What", "Ratio", "Held to"), ("---",) * 3, *times(found), *sizes(found)]
    return [where, "", *(f"| {' | '.join(row)} |" for row in rows)]


def times(found: dict) -> list[tuple[str, str, str]]:
    """Rows that say how many times as long one thing takes as another."""
    small, large = found["sr_steps"]["h=2"], found["sr_steps"]["h=4"]
    epochs, batches = found["epoch"]["ratios"], found["batch"]["ratios"]
    what = f"{small['steps']} SR steps of {small['particles']:,} particles, h = 2 and 4"
    net = "training the dense net 225-5-5-10"
    return [
        (
            f"{what}: autograd over one batched net, to the fused kernel",
            " and ".join(f"{one['ratios']['autograd/fused']:.0f}×" for one in (small, large)),
            "≥ 20× (h = 2)",
        ),
        (
            f"{what}: plain torch in closed form, to the fused kernel",
            " and ".join(f"{one['ratios']['torch/fused']:.1f}×" for one in (small, large)),
            "",
        ),
        (
            f"{what}: the fused kernel's time",
            " and ".join(f"{1e3 * one['fused']['seconds']:.2f} ms" for one in (small, large)),
            "≤ 0.35 ms (h = 2)",
        ),
        (
            "A batch of `mnist15`: one `nn.Module` a particle, to the trainer",
            f"{batches['reference/trainer']:,.0f}×",
            "≥ 1,000×",
        ),
        (
            f"An epoch of `mnist15` with evaluation and snapshot, h = 2 and 4, to {net}",
            f"{epochs['organism h=2/dense']:.2f}× and {epochs['organism h=4/dense']:.2f}×",
            "≤ 1.5× (h = 2)",
        ),
        (
            "A run of `mnist15` with a viewer fetching frames 3 times a second, to one alone",
            f"{found['viewer']['ratios']['watched/alone']:.2f}×",
            "",
        ),
    ]


def sizes(found: dict) -> list[tuple[str, str, str]]:
    """Rows that say how time and memory grow with the organism."""
    scaling, memory = found["scaling"], found["memory"]
    off = [100 * (one["ratios"]["rate/mean rate"] - 1) for one in scaling]
    few, many = scaling[0]["particles"], scaling[-1]["particles"]
    rows = [
        (
            f"Time per particle and SR step from {few:,} to {many:,} particles, off its mean",
            f"{min(off):+.0f} % to {max(off):+.0f} %".replace("-", "−"),
            "± 25 %",
        )
    ]
    if memory:
        rows.append(
            (
                f"Peak memory of training {memory['particles']:,} particles, per particle weight",
                f"{memory['ratios']['bytes/particle weight']:.0f} bytes",
                "≤ 64 bytes",
            )
        )
    return rows


if __name__ == "__main__":
    main()
