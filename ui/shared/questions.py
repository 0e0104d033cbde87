"""The ten questions in words, from questions.toml, and what is told of their answers.

Which numbers answer which: orgnet_core/trials/answers.py.
"""

import tomllib
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

from orgnet_core.examples import EXAMPLES
from orgnet_core.trials.answers import ASKED, Answer, recorded_answer
from orgnet_core.trials.recorded import recorded_trial
from orgnet_views.numbers import format_number

_FILE = Path(__file__).with_name("questions.toml")


@dataclass(frozen=True)
class Question:
    """`right` is the number of the option that the recorded seeds bear out; `unit` is of the
    conditions, `estimate` of what is compared: see `amount`. Sentences have {names} of numbers."""

    short: str  # a word or two
    asks: str
    options: list[str]
    right: int
    preset: str  # of the organisms that answer it
    varied: str  # what differs between the conditions, and nothing else
    whose: str  # the paper's question, or ours
    conditions: list[str]  # in words, in the order of Asked.conditions
    compared: str  # what the estimate is, in words
    axis: str  # what the conditions' values are
    unit: str
    estimate: str
    result: str
    means: str
    do: str  # how to do it oneself, in words …
    page: str  # … on which page, …
    organism: str  # … with which of the organisms that come with the Lab, or none, …
    query: dict[str, str]  # … and what else the address says


def _read() -> dict[str, Question]:
    found = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: Question(**found[name]) for name in ASKED}


QUESTIONS = _read()


def result_sentence(name: str, answer: Answer | None = None) -> str:
    """What was found, with its interval, how many seeds, at which step: recorded, or this one."""
    question, asked = QUESTIONS[name], ASKED[name]
    trial = recorded_trial(asked.trial)
    answer = answer or recorded_answer(name)
    known = {each: amount(of["median"], question.unit) for each, of in answer.medians.items()}
    most = {
        f"{each}_most": amount(of["largest"], question.unit) for each, of in answer.medians.items()
    }
    return question.result.format(
        **known,
        **most,
        estimate=interval(answer.estimate, question.estimate),
        epochs=trial["last_epoch"],
    )


def source_sentence(name: str, answer: Answer | None = None) -> str:
    """Where that comes from."""
    question, trial = QUESTIONS[name], recorded_trial(ASKED[name].trial)
    seeds = (answer or recorded_answer(name)).seeds
    said = f"{len(seeds)} paired seeds ({seeds[0]} to {seeds[-1]}) of the preset {question.preset}"
    estimate = "the estimate is the median over seeds, in brackets its 95 % interval by bootstrap"
    if answer is not None:
        return f"{said}, grown here just now; {estimate}."
    recorded = trial["recorded"]
    return (
        f"{said}; {estimate}. Recorded with Organism Lab "
        f"{recorded['version']} on {recorded['date']}."
    )


def interval(of: dict[str, float] | None, unit: str) -> str:
    """A median with the ends of its interval."""
    if of is None:
        return "not settled by so few seeds"
    median, low, high = (amount(of[each], unit) for each in ("median", "low", "high"))
    return f"{median} ({low} to {high})"


def amount(value: float, unit: str) -> str:
    """An accuracy to one image in 10,000; a share in percent, a difference of two in percentage
    points; a power of ten as the factor that it is; or a number."""
    if isnan(value) or unit == "number":
        return format_number(value)
    if unit == "factor":
        return format_number(10**value)
    written = {
        "accuracy": f"{value:z.4f}",
        "share": f"{100 * value:z.1f} %",
        "points": f"{100 * value:z.1f}",
        "steps": f"{value:g}",
        "correlation": f"{value:z.2f}",
    }[unit]
    return written.replace("-", "−")


def link_of(name: str) -> tuple[str, dict[str, str]]:
    """Where one does it oneself: a page, and what its address says."""
    question = QUESTIONS[name]
    run = {"run": EXAMPLES[question.organism].run} if question.organism else {}
    return question.page, run | question.query


def told(name: str) -> dict[str, Any]:
    """What a phone shows of a question once the result is shown."""
    question = QUESTIONS[name]
    return {"right": question.right, "sentence": f"{result_sentence(name)} {question.means}"}
