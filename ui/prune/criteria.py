"""How criteria are called and drawn: one table for radio buttons, sentences and charts."""

from typing import NamedTuple

from ui.shared.line_chart import LineStyle
from ui.shared.texts import TEXTS


class CriterionText(NamedTuple):
    name: str
    in_sentence: str
    first: str  # what it cuts first
    source: str
    style: LineStyle

    @property
    def description(self) -> str:
        return f"{self.first} {self.source}"


CRITERIA = {
    name: CriterionText(**text | {"style": LineStyle(**text["style"])})
    for name, text in TEXTS["criteria"].items()
}
