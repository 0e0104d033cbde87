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
TWIN_NAMES = {
    "dense": "its dense baseline in plain torch",
    "compiled": "its dense baseline by the engine's own compiled gradient",
}
HELD_RUNS = (  # preset, organism, twin, what the ratio is held to
    ("mnist15", "h=4", "dense", "≤ 0.5×"),
    ("mnist15", "h=2", "dense", "≤ 0.45×"),
    ("mnist15-quick", "organism", "dense", "≤ 0.6×"),
    ("mnist15", "h=4", "compiled", "≤ 4×"),
)


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
        f"{machine['cpu']}, {machine['cores']} cores, torch {machine['torch']}, numba "
        f"{machine['numba']}; on one core where nothing else is said:"
    )
    rows = [("What", "Ratio", "Held to"), ("---",) * 3]
    rows += [*whole_runs(found["runs"]), *times(found), *sizes(found)]
    return [where, "", *(f"| {' | '.join(row)} |" for row in rows)]


def whole_runs(runs: dict) -> list[tuple[str, str, str]]:
    """Rows that say how many times as long a recorded run takes as training its dense baseline."""
    rows: list[tuple[str, str, str]] = []
    for preset, organism, twin, held_to in HELD_RUNS:
        run = runs[preset]
        if f"{organism}/{twin}" in run["ratios"]:  # a twin that was measured
            size = f", {organism.replace('=', ' = ')}" if "=" in organism else ""
            told = f"measured on {run['told_by_epochs'][-1]} of its {run['epochs']} epochs"
            whole = run["told_by_epochs"] == [run["epochs"]]
            what = f"A whole recorded run of `{preset}`{size}{'' if whole else f', {told}'}"
            cores = f"on {run['cores'][twin]} core{'s' * (run['cores'][twin] != 1)}"
            ratio = f"{run['ratios'][f'{organism}/{twin}']:.2f}×"
            rows.append((f"{what}, all cores: to {TWIN_NAMES[twin]}, {cores}", ratio, held_to))
    return rows


def times(found: dict) -> list[tuple[str, str, str]]:
    """Rows that say how many times as long one thing takes as another."""
    small, large = found["sr_steps"]["h=2"], found["sr_steps"]["h=4"]
    what = f"{small['steps']} SR steps of {small['particles']:,} particles, h = 2 and 4"
    big = found["large"]
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
            f"{found['batch']['ratios']['reference/trainer']:,.0f}×",
            "≥ 3,000×",
        ),
        (
            f"A batch of 784-1000-200-10, {big['particles']:,} particles, h = 2, "
            f"on {big['cores']} cores: to {TWIN_NAMES['dense']}, on as many",
            f"{big['ratios']['organism/dense']:.2f}×",
            "≤ 2.5×",
        ),
        (
            "A run of `mnist15` with a viewer fetching frames 3 times a second, to one alone",
            f"{found['viewer']['ratios']['watched/alone']:.2f}×",
            "≤ 1.1×",
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
                "≤ 40 bytes",
            )
        )
    return rows


if __name__ == "__main__":
    main()
