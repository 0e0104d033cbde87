"""A form with every setting of a run, for the Lab and for duplicating a run."""

from collections.abc import Callable

import streamlit as st

from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store.records import RunRecord
from ui.shared.markdown import escape_markdown
from ui.shared.texts import TEXTS


def settings_form(run: Run | RunRecord, grow: Callable[[RunConfig], object]) -> None:
    """Every setting as text, so that any input can be answered by a sentence beside it.

    `grow` gets the run's config with what was changed; it may raise SettingsError.
    """
    problems, values = st.session_state.pop("problems", {}), _values(run)
    with st.form("settings", border=False):
        columns = st.columns(3)
        for i, (name, (label, help_text)) in enumerate(TEXTS["settings"].items()):
            with columns[i % 3]:
                st.text_input(label, values[name], key=f"set_{run.id}_{name}", help=help_text)
                if name in problems:
                    st.markdown(f":red[{escape_markdown(problems[name])}]")
        for name in problems.keys() - TEXTS["settings"].keys():
            st.markdown(f":red[{escape_markdown(problems[name])}]")
        st.form_submit_button(
            "Grow with these settings",
            key="apply",
            on_click=_apply,
            args=(run, grow),
            type="primary",
            help=TEXTS["controls"]["apply"],
        )


def _values(run: Run | RunRecord) -> dict[str, str]:
    """The settings as text; of several phases, the first one's."""
    values = run.config.phases[0].model_dump() | run.config.model_dump()  # whose task it is
    values |= {"hidden": ", ".join(map(str, run.config.hidden))}
    return {name: f"{values[name]}" for name in TEXTS["settings"]}


def _apply(run: Run | RunRecord, grow: Callable[[RunConfig], object]) -> None:
    before = _values(run)
    given = {name: st.session_state.get(f"set_{run.id}_{name}", before[name]) for name in before}
    # What was left as it is stays, in every phase.
    changes = {name: text for name, text in given.items() if text != before[name]}
    try:
        grow(run.config.changed(changes))
    except SettingsError as error:
        st.session_state["problems"] = error.problems
