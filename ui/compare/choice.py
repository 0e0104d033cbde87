"""Which organism stands beside the current one."""

import re
from itertools import islice

import streamlit as st

from orgnet_core.runs.live.run import Run
from ui.shared.registry import registry
from ui.shared.rows import Row, rows
from ui.shared.texts import TEXTS

WORDS = TEXTS["compare"]
BESIDE = "compare_beside"  # the other run's id, in the session
PARAMETER = "beside"  # and in the address
MOST_OFFERED = 20


def choose_beside(run: Run) -> Run | None:
    """The organism to look at beside `run`: the one that the address names, or this session's, or
    the newest other one of its shape; None while there is no other."""
    others = {row.id: row for row in rows() if row.id != run.id}
    linked = st.query_params.get(PARAMETER)
    if linked and linked not in (*others, run.id):
        named = f" {linked}" if re.fullmatch("[0-9a-f]{1,16}", linked) else ""
        st.warning(WORDS["unknown"].format(named=named), icon=":material/link_off:")
    if not others:
        return None
    wanted = others.get(linked or st.session_state.get(BESIDE, ""))
    other = wanted or _most_alike(run, list(others.values()))
    offered = [other, *islice(others.values(), MOST_OFFERED)]
    lines = {row.id: row.line for row in offered}
    st.session_state[BESIDE] = other.id
    st.selectbox(
        WORDS["beside"],
        list(lines),
        key=BESIDE,
        format_func=lines.__getitem__,
        on_change=_choose,
        help=WORDS["beside_help"].format(most=MOST_OFFERED),
        label_visibility="collapsed",
        width=440,
    )
    return registry().require(other.id)


def _choose() -> None:
    """From now on the address names the chosen one."""
    st.query_params[PARAMETER] = st.session_state[BESIDE]


def _most_alike(run: Run, others: list[Row]) -> Row:
    """The newest of the same shape, or else the newest."""
    shape = run.config.organism.widths
    alike = (row for row in others if row.record.config.organism.widths == shape)
    return next(alike, others[0])
