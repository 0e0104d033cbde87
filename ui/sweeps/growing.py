"""Which sweep the address asks for; how a sweep grows, and what stops and continues it."""

from collections.abc import Sequence
from math import isfinite

import streamlit as st

from orgnet_core.runs.state import State
from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.sweeps.grid import Grid
from orgnet_core.sweeps.places import Look
from ui.session.admin import is_admin
from ui.session.notices import errors_as_notice
from ui.session.sweeps import go_on, may_go_on
from ui.session.visitor import visitor
from ui.shared.formats import format_duration
from ui.shared.markdown import escape_markdown
from ui.shared.pace import seconds_left
from ui.shared.registry import registry
from ui.shared.sweeping import GrowingSweep, sweeping
from ui.shared.texts import TEXTS
from ui.sweeps.choice import is_growing

WORDS = TEXTS["sweeps"]["growing"]
WANTED, CHOSEN = "sweep_wanted", "sweeps_sweep"  # in the session; CHOSEN is the choice's own


def show(sweep: str) -> None:
    """Have the page show that sweep when it is built next."""
    st.session_state[WANTED] = sweep


def choose_wanted(sweeps: Sequence[SweepRecord]) -> None:
    """Before the choice is shown: that sweep, or for who has just come the one in the address. One
    that was chosen before is chosen as it is now: a class may have more seeds."""
    chosen = st.session_state.get(CHOSEN)
    before = st.query_params.get("sweep") if chosen is None else chosen.id
    wanted = st.session_state.pop(WANTED, before)
    found = [record for record in sweeps if record.id == wanted]
    if found:
        st.session_state[CHOSEN] = found[0]
    elif wanted is not None:
        st.session_state.pop(CHOSEN, None)
        st.warning(WORDS["no_such"], icon=":material/link_off:")


def controls(sweep: SweepRecord, grid: Grid, at_rest: Look | None) -> None:
    """How it grows, and the buttons for who may press them; anew again and again while it does.
    `at_rest` is what is here of one that does not."""
    st.query_params["sweep"] = sweep.id
    grows = at_rest is None

    @st.fragment(run_every=2.0 if grows else None)
    def line() -> None:
        if is_growing(sweep.id) != grows or _has_changed(sweep):
            st.rerun()  # and another timer, or more runs to show
        growing = sweeping().find(sweep.id)
        with st.container(horizontal=True, vertical_alignment="center", key="sweep_controls"):
            if grows and growing is not None and not growing.is_over:
                _growing(growing)
            elif at_rest is not None:
                _resting(sweep, grid, at_rest, growing)

    line()


def _growing(growing: GrowingSweep) -> None:
    may_stop = growing.access.allows(visitor()) or is_admin()
    _button("stop", "stop", growing.stop, may_stop)
    st.markdown(standing(growing))


def _resting(sweep: SweepRecord, grid: Grid, look: Look, growing: GrowingSweep | None) -> None:
    if not look.missing:
        return

    def start() -> None:
        with errors_as_notice():
            go_on(sweep, grid)

    _button("go_on", "play_arrow", start, may_go_on(look))
    if growing is not None and growing.message:
        st.markdown(escape_markdown(growing.message))


def _button(name: str, icon: str, action, may: bool) -> None:
    label, what = WORDS[name]
    st.button(
        label,
        key=f"sweep_{name}",
        icon=f":material/{icon}:",
        on_click=action,
        disabled=not may,
        help=what if may else WORDS["not_yours"],
    )


def standing(growing: GrowingSweep) -> str:
    """Such as "1 in training, 1 in the queue, 7 to come, about 4 min left (estimated)."."""
    runs, left = growing.standing
    training = sum(run.state is State.RUNNING for run in runs)
    counts = {"in training": training, "in the queue": len(runs) - training, "to come": len(left)}
    words = [f"{count:,} {what}" for what, count in counts.items() if count]
    if isfinite(seconds := seconds_left(growing)):
        words.append(f"{format_duration(seconds)} left {WORDS['estimate']}")
    return ", ".join(words) + "."


def _has_changed(sweep: SweepRecord) -> bool:
    """Whether a class has more seeds now than the page shows."""
    return sweep not in registry().store.sweeps.all()
