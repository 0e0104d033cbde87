"""Two organisms side by side, at the same epoch."""

import streamlit as st

from orgnet_core.runs.live.run import Run
from ui.session.board import are_alike, board
from ui.shared.explain import explain
from ui.shared.settings_words import format_setting
from ui.shared.texts import TEXTS

WORDS = TEXTS["compare"]
VIEWS = ["map", "plane", "curves", "kinds"]


def side_by_side(run: Run, other: Run) -> None:
    """A column of views each, and below them the timeline that both keep to: that of the longer."""
    for number, (column, each) in enumerate(zip(st.columns(2), (run, other), strict=True), 1):
        with column:
            st.markdown(_title(each))
            board(each, VIEWS, key=f"compare_{number}")
    leader, led = (run, other) if run.config.epochs >= other.config.epochs else (other, run)
    explain(_about(run, other, leader))
    with st.container(key="timeline"):
        board(leader, ["timeline"], key="compare_time", query={"beside": other.id}, beside=led)


def _title(run: Run) -> str:
    preset = run.preset or WORDS["own_settings"]
    return f"**{run.id}** · {preset}, seed {run.config.seed}  \n{format_setting(run.config.phases)}"


def _about(run: Run, other: Run, leader: Run) -> str:
    seeds = "same" if run.config.seed == other.config.seed else "other"
    return WORDS["about"].format(
        selects=WORDS["alike" if are_alike(run, other) else "unlike"],
        leader=leader.id,
        anecdote=WORDS["anecdote"][seeds],
    )
