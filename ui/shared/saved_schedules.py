"""Schedules under names, in the settings: the one that is built is saved, a saved one is used."""

import streamlit as st

from orgnet_core.errors import LabError
from orgnet_core.phases import Phase
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store.records import RunRecord
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.schedule_draft import parsed, texts_of
from ui.shared.schedule_form import draft_of
from ui.shared.texts import TEXTS

WORDS = TEXTS["schedule"]
REFUSED = "schedule_refused"  # why the last one was not saved, in the session


def saved_schedules(run: Run | RunRecord, owner: str) -> None:
    """A row to save the schedule that is built, and to take another; they are its owner's alone."""
    saved = registry().store.saved_schedules.of(owner)
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"save_row_{run.id}"):
        label, help_text = WORDS["name"]
        st.text_input(label, key=_key(run, "name"), help=help_text, max_chars=60)
        _button(run, "save", "bookmark_add", _save, run, owner)
        label, help_text = WORDS["saved"]
        chosen = st.selectbox(
            label,
            list(saved),
            index=None,
            key=_key(run, "choice"),
            placeholder=WORDS["choose"] if saved else WORDS["none_saved"],
            help=help_text,
            disabled=not saved,
        )
        phases = saved.get(chosen or "")
        _button(run, "use", "input", _use, run, phases, disabled=phases is None)
        _button(run, "forget", "delete", _forget, owner, chosen, disabled=phases is None)
    if refused := st.session_state.pop(REFUSED, ""):
        st.markdown(f":red[{escape_markdown(refused)}]")


def _key(run: Run | RunRecord, name: str) -> str:
    return f"schedule_{name}_{run.id}"


def _button(run: Run | RunRecord, name: str, icon: str, action, *args, disabled=False) -> None:
    label, help_text = WORDS[name]
    st.button(
        label,
        key=_key(run, name),
        icon=f":material/{icon}:",
        help=help_text,
        disabled=disabled,
        on_click=action,
        args=args,
    )


def _save(run: Run | RunRecord, owner: str) -> None:
    draft = draft_of(run)
    name = st.session_state[_key(run, "name")]
    try:
        draft.check()
        phases = tuple(map(parsed, draft.phases))
        name = registry().store.saved_schedules.save(owner, name, phases)
    except LabError as error:
        st.session_state[REFUSED] = f"{error}"
        return
    st.session_state[_key(run, "name")] = ""
    st.session_state[_key(run, "choice")] = name


def _use(run: Run | RunRecord, phases: tuple[Phase, ...]) -> None:
    draft = draft_of(run)
    draft.phases, draft.shown = list(map(texts_of, phases)), 0
    draft.refill()


def _forget(owner: str, name: str) -> None:
    try:
        registry().store.saved_schedules.delete(owner, name)
    except LabError as error:
        st.session_state[REFUSED] = f"{error}"
