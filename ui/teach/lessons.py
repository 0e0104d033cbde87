"""Lessons: what to open, what to say and what to vote on, minute by minute, from lessons.toml."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from orgnet_core.examples import EXAMPLES


@dataclass(frozen=True)
class Step:
    """`page` with an organism that comes with the Lab, at a recorded step; or a question."""

    minutes: int
    title: str
    say: str
    page: str = "questions"
    organism: str = ""
    query: dict[str, str] = field(default_factory=dict)
    step: int | None = None
    question: str = ""

    @property
    def address(self) -> str:
        """Relative to any page, so that it holds behind every prefix."""
        run = {"run": EXAMPLES[self.organism].run} if self.organism else {}
        asked = {"question": self.question} if self.question else {}
        return address_of(self.page, run | asked | self.query, self.step)


@dataclass(frozen=True)
class Lesson:
    """`audience` says for whom it is, `goal` what they take home."""

    name: str
    minutes: int
    audience: str
    goal: str
    steps: list[Step]

    @classmethod
    def of(cls, found: dict[str, Any]) -> "Lesson":
        steps = [Step(**step) for step in found["step"]]
        return cls(found["name"], found["minutes"], found["for"], found["goal"], steps)


def address_of(page: str, query: dict[str, str], step: int | None = None) -> str:
    """Of a page of the dashboard; the Lab is the folder itself."""
    path = "./" if page == "lab" else f"./{page}"
    said = f"?{urlencode(query)}" if query else ""
    return f"{path}{said}" + ("" if step is None else f"#step={step}")


_FOUND = tomllib.loads(Path(__file__).with_name("lessons.toml").read_text(encoding="utf-8"))
LESSONS = [Lesson.of(each) for each in _FOUND["lesson"]]
