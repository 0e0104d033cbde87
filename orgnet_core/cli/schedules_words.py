"""What the trial of schedules found, in a table for people."""

from typing import Any

from orgnet_core.cli.trial_words import (
    accuracies_in_words,
    diverged_in_words,
    interval_in_words,
    range_in_words,
)

WIDTH = 14
HEADS = ("self-replicators", "fewest at any step", "accuracy", "score drop when cut", "seconds")


def in_words(found: dict[str, Any]) -> list[str]:
    """`found` as `schedule_summary` and the command make it up."""
    return [
        f"{found['runs']} organisms of {found['particles']:,} particles under each schedule, from "
        f"the seeds {found['seeds']}: median (smallest to largest).",
        *diverged_in_words(found),
        "",
        "  ".join([f"{'':{WIDTH}}", *(f"{head:28}" for head in HEADS)]).rstrip(),
        *(_row(name, of) for name, of in found["schedules"].items()),
        "",
        *(_twin(name, of["twin"]) for name, of in found["schedules"].items() if "twin" in of),
        *(
            f"{name} minus the alternation, accuracy, seed by seed: "
            f"{interval_in_words(pair['accuracy'])}."
            for name, pair in found["pairs"].items()
        ),
    ]


def _row(name: str, of: dict[str, Any]) -> str:
    seconds = of["seconds"]
    cells = (
        range_in_words(of["self_replicators"]),
        range_in_words(of["fewest"]),
        accuracies_in_words(of["accuracy"]),
        accuracies_in_words(of["cost"]),
        f"{seconds['median']:.1f} ({seconds['least']:.1f} to {seconds['largest']:.1f})",
    )
    return "  ".join([f"{name:{WIDTH}}", *(f"{cell:28}" for cell in cells)]).rstrip()


def _twin(name: str, twin: dict[str, Any]) -> str:
    return (
        f"The dense baseline of {name}, in plain torch: accuracy "
        f"{accuracies_in_words(twin['accuracy'])} in {twin['seconds']['median']:.1f} s; the "
        f"organism's minus the baseline's {accuracies_in_words(twin['apart'])}, "
        f"{interval_in_words(twin['pair'])}."
    )
