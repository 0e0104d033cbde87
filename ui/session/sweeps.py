"""What a visitor does with sweeps: sees what one would take, starts it, goes on with it."""

from datetime import datetime
from math import isfinite

from orgnet_core.plurals import count_of
from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.sweeps.grid import Grid
from orgnet_core.sweeps.places import InStore, Look
from ui.session.steering import may_steer
from ui.session.visitor import visitor
from ui.shared.formats import format_duration
from ui.shared.pace import Estimate, estimate
from ui.shared.registry import registry
from ui.shared.sweeping import sweeping
from ui.shared.texts import TEXTS

WORDS = TEXTS["sweeps"]["plan"]


def sweep_title(record: SweepRecord) -> str:
    started = datetime.fromisoformat(record.created)
    return f"{record.preset or 'organism'}, {record.id}, {started:%d %B %Y, %H:%M} UTC"


def look_at(grid: Grid) -> Look:
    """What of it is here."""
    return InStore(registry().store).look(grid.configs)


def plan(grid: Grid) -> str:
    """How many runs it has, and about how long those that are missing take. Raises LabError."""
    sweeping().check(grid)
    missing, count = look_at(grid).missing, len(grid.configs)
    runs = f"**{count_of(count, 'run')}**"
    if not missing:
        return f"{runs}: {WORDS['all_here']}"
    here = f", {count - len(missing):,} of them finished already" if len(missing) < count else ""
    return f"{runs}{here}: {_time(estimate(missing))}"


def _time(expected: Estimate) -> str:
    if not isfinite(expected.seconds):
        return WORDS["unknown"]
    return f"{format_duration(expected.seconds)} {WORDS['alone']} ({WORDS[expected.source]})."


def start(grid: Grid, preset: str | None) -> str:
    """Grow what is missing of it as this visitor's; the sweep's id. Raises LabError."""
    sweep = SweepRecord(grid.id, preset, grid.to_json())
    go_on(sweep, grid)
    return sweep.id


def go_on(sweep: SweepRecord, grid: Grid) -> None:
    """The same for a sweep that there is. Raises LabError."""
    sweeping().start(sweep, grid, visitor(), may_steer)


def may_go_on(look: Look) -> bool:
    """Whether this visitor may steer a run of the sweep, or it has none yet."""
    return not look.records or any(map(may_steer, look.records))
