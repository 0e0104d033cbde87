"""Which sweeps there are, and how far the chosen one has come."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from orgnet_core.config import SettingsError
from orgnet_core.errors import InputError
from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.sweeps.grid import Grid
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.texts import TEXTS

WORDS = TEXTS["sweeps"]


def choose(sweeps: Sequence[SweepRecord]) -> tuple[SweepRecord, Grid] | None:
    """The chosen sweep and its grid; None, with the reason, where this version cannot read it."""
    record = st.selectbox(
        WORDS["sweep"], sweeps, format_func=title, key="sweeps_sweep", help=WORDS["sweep_help"]
    )
    try:
        return record, Grid.from_json(record.grid)
    except (SettingsError, InputError, ValueError, KeyError, TypeError) as error:
        st.warning(f"{WORDS['unreadable']} {escape_markdown(str(error))}")
        return None


def title(record: SweepRecord) -> str:
    begun = datetime.fromisoformat(record.created)
    return f"{record.preset or 'organism'}, {record.id}, {begun:%d %B %Y, %H:%M} UTC"


def is_growing(sweep: str) -> bool:
    """Whether a command is at work on it, on this machine."""
    return registry().store.is_locked(f"sweep {sweep}")


def progress(sweep: str, there: int, runs: int) -> None:
    """How many runs are there, and whether more come by themselves."""
    rest = ""
    if there < runs:
        rest = WORDS["more_come"] if is_growing(sweep) else WORDS["goes_on"]
    st.progress(there / runs, f"{there:,} of {runs:,} runs are here. {rest}")
