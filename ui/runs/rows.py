"""The recorded runs as rows: found by words and state, put in order, each by its id."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import inf, isfinite

from orgnet_core.presets import PRESETS
from orgnet_core.runs.state import State
from orgnet_core.runs.store.annotations import Annotation, annotations
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.tasks import TASKS
from ui.shared.registry import registry

POINTS = 60  # of a sparkline


@dataclass(frozen=True)
class Row:
    """A recorded run as it stands now."""

    record: RunRecord
    annotation: Annotation
    state: State
    step: int
    size: int  # bytes

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def title(self) -> str:
        """Its name, or, without one, its id."""
        return self.annotation.name or self.id

    @property
    def organism(self) -> str:
        preset = self.record.preset
        return preset if preset in PRESETS else self.record.config.task

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
        return _curve(self.id, self.record.scalars["step"])

    def matches(self, words: str) -> bool:
        """Whether all words occur in what the row says; "seed 2" is one word."""
        seed = f"seed{self.record.config.seed}"
        said = f"{self.id} {self.annotation.name} {self.organism} {self.state}".lower()
        asked = re.sub(r"\bseed\s+(?=\d)", "seed", words.lower()).split()
        return all(word == seed or word == "seed" or word in said for word in asked)


def rows() -> list[Row]:
    """Every run in the store, newest first."""
    store = registry().store
    labelled, sizes = annotations(store), store.sizes()
    return [
        Row(
            record,
            labelled.get(record.id, Annotation()),
            *registry().peek(record),
            sizes.get(record.id, 0),
        )
        for record in store.runs()
        if record.scalars
    ]


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


def found(all_rows: Iterable[Row], words: str, states: Iterable[str], order: str) -> list[Row]:
    """The rows that match, pinned ones before the others; no states are any states."""
    states = set(states)
    kept = [row for row in all_rows if row.matches(words) and (not states or row.state in states)]
    return sorted(kept, key=lambda row: (not row.annotation.pinned, ORDERS[order](row)))


@lru_cache(maxsize=1000)
def _curve(run: str, _last: int) -> list[float]:
    """Kept until a later step is recorded."""
    values = [scalars["metric"] for scalars in registry().store.scalars(run)]
    every = max(1, -(-len(values) // POINTS))
    return [value for value in [*values[:-1:every], *values[-1:]] if isfinite(value)]
