"""A sweep to start from the page: an organism, seeds, and settings that take several values."""

from collections.abc import Iterator

import streamlit as st

from orgnet_core.config import RunConfig
from orgnet_core.errors import LabError
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.run import Run
from orgnet_core.sweeps.grid import SEED, Grid
from orgnet_core.sweeps.notation import axes_in, seeds_in
from ui.session.notices import errors_as_notice, show_notice
from ui.session.sweeps import show_plan, start
from ui.shared.explain import explain
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.texts import TEXTS
from ui.sweeps.growing import show
from ui.sweeps.schedules import choose_schedules

WORDS = TEXTS["sweeps"]["start"]
MOST_ROWS = 12  # of settings
OWN = "run"  # in place of a preset: the run that the visitor came with


def start_form(is_first: bool) -> None:
    """Folded away where there are sweeps to look at."""
    show_notice()
    with st.container(key="sweep_start"):
        form = st.expander(
            WORDS["title"], is_first, key="sweep_form", icon=":material/add:", on_change="rerun"
        )
    if form.open:
        with form:
            _form()


@st.fragment
def _form() -> None:
    explain(WORDS["help"])
    run = _run_one_came_with()
    left, right = st.columns([3, 2])
    chosen = left.selectbox(
        WORDS["organism"][0],
        [OWN, *PRESETS] if run else list(PRESETS),
        key="sweep_preset",
        format_func=lambda name: _title(name, run),
        help=WORDS["organism"][1],
    )
    seeds = right.text_input(WORDS["seeds"][0], "0-9", key="sweep_seeds", help=WORDS["seeds"][1])
    is_own = chosen == OWN and run is not None
    preset = run.preset if is_own and run else chosen
    config = run.config if is_own and run else PRESETS[chosen].config
    schedules, settings = choose_schedules(config), list(_rows(config))
    try:
        axes = schedules | axes_in(settings)  # what is set for phases, is in every schedule
        grid = Grid(config, axes | {SEED: seeds_in(seeds.strip())})
        with st.container(key="sweep_plan"):
            show_plan(grid)
    except LabError as error:
        st.markdown(f":red[{escape_markdown(str(error))}]")
        st.button(WORDS["grow"], key="sweep_grow", disabled=True)
        return
    if st.button(WORDS["grow"], key="sweep_grow", type="primary"):
        with errors_as_notice():
            show(start(grid, preset))
        st.rerun()


def _rows(config: RunConfig) -> Iterator[tuple[str, str]]:
    """What is filled in: names of settings with their values, as the command line takes them."""
    names = [name for name in RunConfig.model_fields if name not in (SEED, "phases")]
    names += Phase.model_fields
    if (count := len(config.phases)) > 1:
        names += [f"phases.{i}.{name}" for i in range(count) for name in Phase.model_fields]
    filled = [i for i in range(MOST_ROWS) if st.session_state.get(f"sweep_name_{i}")]
    for i in range(min(MOST_ROWS, max(filled, default=-1) + 2)):  # one more than are filled in
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"sweep_row_{i}"):
            name = st.selectbox(
                WORDS["setting"][0],
                names,
                index=None,
                key=f"sweep_name_{i}",
                format_func=_in_words,
                placeholder=WORDS["choose"],
                help=WORDS["setting"][1],
                label_visibility="visible" if i == 0 else "collapsed",
            )
            values = st.text_input(
                WORDS["values"][0],
                key=f"sweep_values_{i}",
                placeholder=WORDS["such_as"],
                help=WORDS["values"][1],
                label_visibility="visible" if i == 0 else "collapsed",
                disabled=not name,
            )
        if name:
            yield name, values


def _in_words(name: str) -> str:
    """The name by which files and the command line have it, too."""
    label = TEXTS["settings"].get(name.split(".")[-1])
    return f"{label[0]} ({name})" if label else name


def _run_one_came_with() -> Run | None:
    """None, too, for one that was lifted: from its settings alone others would grow."""
    wanted = st.session_state.get("run")
    run = registry().get(wanted) if wanted else None
    return run if run and run.origin.lifted is None else None


def _title(name: str, run: Run | None) -> str:
    if name == OWN and run is not None:
        return WORDS["own"].format(run=run.id, preset=run.preset or run.config.task)
    return f"{PRESETS[name].title} ({name})"
