"""Which organism stands beside the current one."""

import re

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
    others = [row for row in rows() if row.id != run.id]
    linked = st.query_params.get(PARAMETER)
    wanted = st.session_state.get(BESIDE) or linked
    other = registry().get(wanted) if wanted and wanted != run.id else None
    if wanted and wanted == linked and other is None and wanted != run.id:
        named = f" {wanted}" if re.fullmatch("[0-9a-f]{1,16}", wanted) else ""
        st.warning(WORDS["unknown"].format(named=named), icon=":material/link_off:")
    if other is None and others:
        other = registry().require(_most_alike(run, others).id)
    if other is None:
        return None
    offered = {row.id: row for row in others[:MOST_OFFERED]}
    st.session_state[BESIDE] = other.id
    st.selectbox(
        WORDS["beside"],
        list(dict.fromkeys([other.id, *offered])),
        key=BESIDE,
        format_func=lambda run_id: _name(run_id, offered.get(run_id), other),
        help=WORDS["beside_help"].format(most=MOST_OFFERED),
        label_visibility="collapsed",
        width=440,
    )
    return other


def _most_alike(run: Run, others: list[Row]) -> Row:
    """The newest of the same shape, or else the newest."""
    shape = run.config.organism.widths
    alike = (row for row in others if row.record.config.organism.widths == shape)
    return next(alike, others[0])


def _name(run_id: str, row: Row | None, other: Run) -> str:
    if row is None:
        return f"{run_id} · {other.preset}, seed {other.config.seed}"
    named = row.annotation.name and f"{row.annotation.name} · "
    record = row.record
    return (
        f"{run_id} · {named}{row.organism}, seed {record.config.seed}, "
        f"epoch {record.scalars.get('epoch', 0):g} of {record.config.epochs:,}"
    )
