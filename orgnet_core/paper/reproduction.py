"""Growing all that a reproduction needs, and what it comes to: plain values, for JSON."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from orgnet_core.config import RunConfig
from orgnet_core.paper import adding_panels, adding_rows, reading_panels, reading_rows
from orgnet_core.paper.addition import AddingFacts, grow_adding
from orgnet_core.paper.panels import Panel
from orgnet_core.paper.pictures import ReadingFacts, reading_facts
from orgnet_core.paper.rows import Row
from orgnet_core.paper.variants import Organism, Variant
from orgnet_core.sweeps.worker import growing
from orgnet_core.training import Divergence, train

Facts = AddingFacts | ReadingFacts


@dataclass(frozen=True)
class Trial:
    """How one of the paper's organisms is grown, judged and drawn."""

    grow: Callable[[RunConfig], Any]
    facts: type[Facts]
    rows: Sequence[Row]
    panels: Callable[[Sequence[Any]], list[Panel]]


def _grow_reading(config: RunConfig) -> ReadingFacts:
    return reading_facts(config, [*train(config)])


TRIALS: dict[Organism, Trial] = {
    "addition": Trial(grow_adding, AddingFacts, adding_rows.ROWS, adding_panels.panels),
    "mnist": Trial(_grow_reading, ReadingFacts, reading_rows.ROWS, reading_panels.panels),
}


@dataclass(frozen=True)
class Growth:
    """A run to grow, and, once it is grown, its facts; None where it diverged."""

    variant: Variant
    seed: int
    facts: Facts | None = None

    @property
    def config(self) -> RunConfig:
        return self.variant.config(self.seed)


def grow(growth: Growth) -> Growth:
    """From start to end, on one thread, in whatever process. Raises LabError."""
    config, facts = growth.config, None
    with growing(config), suppress(Divergence):
        facts = TRIALS[growth.variant.organism].grow(config)
    return replace(growth, facts=facts)


def result(variant: Variant, grown: Sequence[Growth]) -> dict[str, Any]:
    """What one variant's runs came to, in any order; at least one of them has not diverged."""
    trial = TRIALS[variant.organism]
    runs = sorted((each.facts for each in grown if each.facts), key=lambda facts: facts.seed)
    return {
        **asdict(variant),
        "name": variant.name,
        "label": variant.label,
        "seeds": [each.seed for each in runs],
        "diverged": sorted(each.seed for each in grown if each.facts is None),
        "rows": [row.judged(runs) for row in trial.rows],
        "panels": [asdict(panel) for panel in trial.panels(runs)],
    }
