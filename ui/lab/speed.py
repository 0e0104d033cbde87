"""How fast a run trains at most."""

import streamlit as st

from orgnet_core.runs.live.pace import SPEEDS
from orgnet_core.runs.live.run import Run
from ui.shared.texts import TEXTS

WORDS = TEXTS["speed"]
FULL = 0  # stands for no limit
CHOICES = (*SPEEDS, FULL)


def speed(run: Run) -> None:
    """A choice of a limit, for who may steer the run; it holds at once."""
    key = f"speed_{run.id}"
    with st.container(key="speed", width="content"):
        button = st.popover(
            WORDS["button"],
            icon=":material/speed:",
            help=WORDS["help"],
            key="speed_open",
            disabled=not run.can_grow,
        )
    st.session_state[key] = run.speed_limit or FULL  # which others may have changed
    button.radio(
        WORDS["choice"],
        CHOICES,
        key=key,
        format_func=_name,
        on_change=_limit,
        args=(run, key),
        disabled=not run.can_grow,
    )


def _limit(run: Run, key: str) -> None:
    chosen = st.session_state[key]
    if chosen in CHOICES:  # a tampered page may say another
        run.speed_limit = chosen or None


def _name(limit: int) -> str:
    if limit == FULL:
        return WORDS["full"]
    return WORDS["one" if limit == 1 else "many"].format(count=limit)
