"""What the trial of questions found, a line for each question that it answers."""

from typing import Any

from orgnet_core.cli.trial_words import diverged_in_words
from orgnet_core.sweeps.differences import LEVEL
from orgnet_core.trials.answers import ASKED, Answer, answer_of, rows_of


def in_words(found: dict[str, Any]) -> list[str]:
    """`found` as `numbers_summary` and the command make it up."""
    rows = rows_of(found)
    return [
        f"{found['runs']} seeds ({found['seeds']}) of {found['preset']}: medians, and seed by seed "
        f"the median of what is compared with its {100 * LEVEL:.0f} % interval.",
        *diverged_in_words(found),
        *(
            _line(name, answer_of(name, rows))
            for name, asked in ASKED.items()
            if asked.trial == "questions"
        ),
    ]


def _line(name: str, answer: Answer) -> str:
    asked = ASKED[name]
    medians = ", ".join(f"{each} {of['median']:.4g}" for each, of in answer.medians.items())
    compared = " minus ".join(asked.compared) + (", powers of ten" if asked.is_power else "")
    told = "unknown"
    if (of := answer.estimate) is not None:
        told = f"{of['median']:.4g} ({of['low']:.4g} to {of['high']:.4g})"
    return f"{name}: {medians}; {compared}: {told}".replace("-", "−")
