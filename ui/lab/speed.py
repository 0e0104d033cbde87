"""How fast a run trains at most."""

import streamlit as st

from orgnet_core.runs.live.pace import SPEEDS
from orgnet_core.runs.live.run import Run
from ui.session.steering import may_steer
from ui.shared.texts import TEXTS

WORDS = TEXTS["speed"]
CHOICES = (*SPEEDS, None)


def speed(run: Run) -> None:
    """A choice of a limit, for who may steer the run; it holds at once."""
    key = f"speed_{run.id}"
    label, help_text = WORDS["label"]
    st.session_state[key] = run.speed_limit  # which others may have changed
    st.selectbox(
        label,
        CHOICES,
        key=key,
        format_func=_name,
        on_change=_limit,
        args=(run, key),
        disabled=not (may_steer(run) and run.can_grow),
        help=help_text,
        label_visibility="collapsed",
        width=130,
    )


def _limit(run: Run, key: str) -> None:
    chosen = st.session_state[key]
    if chosen in CHOICES:  # a tampered page may say another
        run.speed_limit = chosen


def _name(limit: float | None) -> str:
    if limit is None:
        return WORDS["full"]
    return WORDS["limited" if limit == 1 else "limited_many"].format(count=limit)
