"""Which organism stands beside the current one."""

import re

import streamlit as st

from orgnet_core.config import RunConfig
from orgnet_core.runs.live.run import Run
from ui.shared import examples
from ui.shared.registry import registry
from ui.shared.rows import rows
from ui.shared.texts import TEXTS

WORDS = TEXTS["compare"]
BESIDE = "compare_beside"  # the other run's id, in the session
PARAMETER = "beside"  # and in the address
MOST_OFFERED = 20


def choose_beside(run: Run) -> Run | None:
    """The organism to look at beside `run`: the one that the address names, or this session's, or
    the newest other one of its shape, of examples where no own one has it; None while there is no
    other."""
    recorded = [row for row in rows() if row.id != run.id]
    shipped = {name: each for name, each in examples.allowed().items() if name != run.id}
    lines = {row.id: row.line for row in recorded} | {name: examples.line(name) for name in shipped}
    linked = st.query_params.get(PARAMETER)
    if linked and linked not in (*lines, run.id):
        named = f" {linked}" if re.fullmatch("[0-9a-f]{1,16}", linked) else ""
        st.warning(WORDS["unknown"].format(named=named), icon=":material/link_off:")
    if not lines:
        return None
    wanted = linked or st.session_state.get(BESIDE, "")
    configs = {row.id: row.record.config for row in recorded}
    configs |= {name: each.config for name, each in shipped.items()}
    other = wanted if wanted in lines else _most_alike(run, configs)
    newest = [row.id for row in recorded[:MOST_OFFERED]]
    st.session_state[BESIDE] = other
    st.selectbox(
        WORDS["beside"],
        list(dict.fromkeys([other, *newest, *shipped])),
        key=BESIDE,
        format_func=lines.__getitem__,
        on_change=_choose,
        help=WORDS["beside_help"].format(most=MOST_OFFERED),
        label_visibility="collapsed",
        width=440,
    )
    return registry().get(other)


def _choose() -> None:
    """From now on the address names the chosen one."""
    st.query_params[PARAMETER] = st.session_state[BESIDE]


def _most_alike(run: Run, configs: dict[str, RunConfig]) -> str:
    """The first of the same shape, or else the first."""
    shape = run.config.organism.widths
    alike = (name for name, config in configs.items() if config.organism.widths == shape)
    return next(alike, next(iter(configs)))
