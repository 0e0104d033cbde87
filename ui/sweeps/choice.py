"""Which sweeps there are, and how far the chosen one has come."""

from collections.abc import Sequence

import streamlit as st

from orgnet_core.errors import LabError
from orgnet_core.plurals import count_of
from orgnet_core.runs.store.sweeps import SweepRecord, lock_name
from orgnet_core.sweeps.differences import finished
from orgnet_core.sweeps.grid import Grid
from orgnet_core.sweeps.places import Kept
from ui.session.sweeps import sweep_title
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.texts import TEXTS

WORDS = TEXTS["sweeps"]


def choose(sweeps: Sequence[SweepRecord]) -> tuple[SweepRecord, Grid] | None:
    """The chosen sweep and its grid; None, with the reason, where this version cannot read it."""
    chosen = st.session_state.get("sweeps_sweep")
    record = st.selectbox(
        WORDS["sweep"],
        sweeps,
        sweeps.index(chosen) if chosen in sweeps else 0,
        format_func=sweep_title,
        key="sweeps_sweep",
        help=WORDS["sweep_help"],
    )
    try:
        return record, Grid.from_json(record.grid)
    except LabError as error:
        st.warning(f"{WORDS['unreadable']} {escape_markdown(str(error))}")
        return None


def is_growing(sweep: str) -> bool:
    """Whether a command or this server is at work on it, on this machine."""
    return registry().store.is_locked(lock_name(sweep))


def progress(sweep: str, runs: Sequence[Kept], count: int) -> None:
    """How many of its runs are there, whether more come by themselves, and which do not count."""
    rest = ""
    if len(runs) < count:
        rest = WORDS["more_come"] if is_growing(sweep) else WORDS["goes_on"]
    st.progress(len(runs) / count, f"{len(runs):,} of {count_of(count, 'run')} finished. {rest}")
    diverged = len(runs) - len(finished(runs))
    if runs and diverged == len(runs):
        st.info(WORDS["none_finished"], icon=":material/hourglass_empty:")
    elif diverged:
        st.caption(WORDS["diverged"].format(count=diverged))
