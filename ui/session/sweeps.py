"""What a visitor does with sweeps: sees what one would take, starts it, goes on with it."""

from datetime import datetime
from math import isfinite

import streamlit as st

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
POLL = 2.0  # seconds


def sweep_title(record: SweepRecord) -> str:
    started = datetime.fromisoformat(record.created)
    return f"{record.preset or 'organism'}, {record.id}, {started:%d %B %Y, %H:%M} UTC"


def look_at(grid: Grid) -> Look:
    """What of it is here."""
    return InStore(registry().store).look(grid.configs)


def show_plan(grid: Grid, before: str = "") -> None:
    """How many runs it has, and about how long those that are missing take. While that cannot be
    told, as before this server has compiled what they need, it asks again. Raises LabError."""
    sweeping().check(grid)
    missing = look_at(grid).missing
    expected = estimate(missing)
    is_known = isfinite(expected.seconds)

    @st.fragment(run_every=None if is_known else POLL)
    def line() -> None:
        now = expected if is_known else estimate(missing)
        if isfinite(now.seconds) != is_known:
            st.rerun()  # and no timer any more
        st.markdown(f"{before} {_sentence(grid, len(missing), now)}".strip())

    line()


def _sentence(grid: Grid, missing: int, expected: Estimate) -> str:
    count = len(grid.configs)
    runs = f"**{count_of(count, 'run')}**"
    if not missing:
        return f"{runs}: {WORDS['all_here']}"
    here = f", {count - missing:,} of them finished already" if missing < count else ""
    return f"{runs}{here}: {_time(expected)}"


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
