"""The recorded runs as rows: found by words and state, put in order, each by its id."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isfinite

from orgnet_core.presets import PRESETS
from orgnet_core.runs.state import State
from orgnet_core.runs.store.records import Annotation, Listed, RunRecord
from orgnet_core.tasks import TASKS
from ui.shared.registry import registry


@dataclass(frozen=True)
class Row:
    """A recorded run as it stands now."""

    record: RunRecord
    listed: Listed
    state: State
    step: int

    @property
    def annotation(self) -> Annotation:
        return self.listed.annotation

    @property
    def size(self) -> int:
        """Bytes."""
        return self.listed.size

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def title(self) -> str:
        """Its name, or, without one, its id."""
        return self.annotation.name or self.id

    @property
    def line(self) -> str:
        """What it is in one line, where runs are offered to choose from."""
        record, named = self.record, self.annotation.name and f"{self.annotation.name} · "
        return (
            f"{self.id} · {named}{record.origin.title}, seed {record.config.seed}, "
            f"epoch {record.scalars.get('epoch', 0):g} of {record.config.epochs:,}"
        )

    @property
    def organism(self) -> str:
        origin = self.record.origin
        return origin.title if origin.lifted or origin.preset in PRESETS else origin.config.task

    @property
    def progress(self) -> float:
        """Share of its batches that are trained, 0..1."""
        return min(1.0, self.step / self.record.config.steps)

    @property
    def metric(self) -> float:
        return self.record.scalars["metric"]

    @property
    def curve(self) -> list[float]:
        """The metric over the recorded steps, thinned; what is no finite number is left out."""
        return list(self.listed.curve)

    def has(self, words: list[str]) -> bool:
        """Whether all words occur in what the row says."""
        seed = f"seed{self.record.config.seed}"
        said = f"{self.id} {self.annotation.name} {self.organism} {self.state}".lower()
        return all(word == seed or word == "seed" or word in said for word in words)


def rows() -> list[Row]:
    """Every run in the store, newest first."""
    return [
        Row(each.record, each, *registry().peek(each.record))
        for each in registry().store.listed()
        if isinstance(each.record, RunRecord) and each.record.scalars
    ]


def words_of(asked: str) -> list[str]:
    """What to search for; "seed 2" is one word."""
    return re.sub(r"\bseed\s+(?=\d)", "seed", asked.lower()).split()


def _worst_last(row: Row) -> tuple[str, float]:
    """By task, the best score first; what is no number comes last."""
    better = TASKS[row.record.config.task].higher_is_better
    value = -row.metric if better else row.metric
    return row.record.config.task, value if isfinite(value) else inf


ORDERS = {
    "newest": lambda row: 0,  # as they come
    "name": lambda row: (not row.annotation.name, row.title.lower()),
    "result": _worst_last,
    "progress": lambda row: -row.progress,
    "size": lambda row: -row.size,
}


def found(all_rows: Iterable[Row], asked: str, states: Iterable[str], order: str) -> list[Row]:
    """The rows that match, pinned ones before the others; no states are any states."""
    words, states = words_of(asked), set(states)
    kept = [row for row in all_rows if not states or row.state in states]
    if words:
        kept = [row for row in kept if row.has(words)]
    return sorted(kept, key=lambda row: (not row.annotation.pinned, ORDERS[order](row)))
