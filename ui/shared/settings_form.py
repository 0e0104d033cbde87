"""A form with every setting of a run, for the Lab and for duplicating a run."""

from collections.abc import Callable

import streamlit as st

from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store.records import RunRecord
from ui.shared.markdown import escape_markdown
from ui.shared.saved_schedules import saved_schedules
from ui.shared.schedule_form import draft_of, schedule_form
from ui.shared.texts import TEXTS

OF_RUN = [name for name in TEXTS["settings"] if name in RunConfig.model_fields]
PROBLEMS = "problems"  # of what was asked for last, in the session


def settings_form(run: Run | RunRecord, owner: str, grow: Callable[[RunConfig], object]) -> None:
    """Every setting, numbers as text, so that any input can be answered by a sentence beside it.

    `grow` gets the run's config with what was changed; it may raise SettingsError. `owner` is the
    visitor's, of schedules that were saved.
    """
    problems = st.session_state.pop(PROBLEMS, {})
    _fields(run, owner, problems)
    st.button(
        "Start new run",
        key="apply",
        on_click=_apply,
        args=(run, grow),
        type="primary",
        help=TEXTS["controls"]["apply"],
    )


@st.fragment
def _fields(run: Run | RunRecord, owner: str, problems: dict[str, str]) -> None:
    """A change of one field is another look of others, and of nothing else on the page."""
    columns, values = st.columns(3), _values(run)
    for i, name in enumerate(OF_RUN):
        label, help_text = TEXTS["settings"][name]
        with columns[i % 3]:
            st.text_input(label, values[name], key=f"set_{run.id}_{name}", help=help_text)
            if name in problems:
                st.markdown(f":red[{escape_markdown(problems[name])}]")
    schedule_form(run, problems)
    saved_schedules(run, owner)
    for name in problems.keys() - TEXTS["settings"].keys():
        st.markdown(f":red[{escape_markdown(problems[name])}]")


def _values(run: Run | RunRecord) -> dict[str, str]:
    """The settings as text, but for those of phases."""
    values = run.config.model_dump() | {"hidden": ", ".join(map(str, run.config.hidden))}
    return {name: f"{values[name]}" for name in OF_RUN}


def _apply(run: Run | RunRecord, grow: Callable[[RunConfig], object]) -> None:
    before, draft = _values(run), draft_of(run)
    given = {name: st.session_state.get(f"set_{run.id}_{name}", before[name]) for name in before}
    changes = {name: text for name, text in given.items() if text != before[name]}
    try:
        draft.check()
        grow(run.config.changed(changes | {"phases": draft.phases}))
    except SettingsError as error:
        st.session_state[PROBLEMS] = error.problems
