"""How criteria are called and drawn: one table for radio buttons, sentences and charts."""

from typing import Any, NamedTuple

from ui.shared.line_chart import LineStyle
from ui.shared.palette import PALETTE
from ui.shared.texts import TEXTS


class CriterionText(NamedTuple):
    name: str
    in_sentence: str
    first: str  # what it cuts first
    needs: str  # to know: which data, if any
    source: str
    style: LineStyle

    @property
    def description(self) -> str:
        return f"{self.first} Needs {self.needs}. {self.source}"


def _style(colour: str, **style: Any) -> LineStyle:
    """A line whose colour is one of PALETTE."""
    return LineStyle(PALETTE[colour], **style)


CRITERIA = {
    name: CriterionText(**text | {"style": _style(**text["style"])})
    for name, text in TEXTS["criteria"].items()
}
