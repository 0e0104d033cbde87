"""One organism is an anecdote: the present settings, grown from ten seeds."""

import streamlit as st

from orgnet_core.errors import LabError
from orgnet_core.runs.live.run import Run
from orgnet_core.sweeps.grid import SEED, Grid
from ui.lab.opening import opening_button
from ui.session.notices import errors_as_notice, show_notice
from ui.session.sweeps import show_plan, start
from ui.shared.explain import explain
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.sweeping import sweeping
from ui.shared.texts import TEXTS

WORDS = TEXTS["ten_seeds"]
COUNT = 10


def ten_seeds(run: Run) -> None:
    """A button that says what it would take, and has them grown where one confirms it."""
    if opened := opening_button("ten_seeds", "grid_on"):
        with opened:
            _offer(run)


def _offer(run: Run) -> None:
    if run.origin.lifted is not None:
        st.markdown(WORDS["lifted"])
        return
    show_notice()
    first = run.config.seed
    try:
        grid = Grid(run.config, {SEED: range(first, first + COUNT)})
        _offer_to_grow(run, grid, WORDS["seeds"].format(first=first, last=first + COUNT - 1))
    except LabError as error:
        st.warning(escape_markdown(str(error)), icon=":material/block:")
        return
    if any(each.id == grid.id for each in registry().store.sweeps.all()):
        icon, query = ":material/arrow_forward:", {"sweep": grid.id}
        st.page_link("pages/sweeps.py", label=WORDS["look"], icon=icon, query_params=query)


def _offer_to_grow(run: Run, grid: Grid, seeds: str) -> None:
    growing = sweeping().find(grid.id)
    if growing is not None and not growing.is_over:
        st.markdown(WORDS["grows"])
        return
    show_plan(grid, seeds)
    explain(WORDS["what_then"])
    st.button(WORDS["grow"], key="ten_seeds_grow", type="primary", on_click=_grow, args=(run, grid))


def _grow(run: Run, grid: Grid) -> None:
    with errors_as_notice():
        start(grid, run.preset)
