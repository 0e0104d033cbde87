"""A schedule as a strip of phases: built, reordered, each phase with its fields."""

from typing import get_args

import streamlit as st

from orgnet_core.phases import Phase, Replication
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store.records import RunRecord
from ui.shared.markdown import escape_markdown
from ui.shared.schedule_draft import Draft, in_words, means_something
from ui.shared.texts import TEXTS

WORDS = TEXTS["schedule"]
FIELDS = ("epochs", "task", *(name for name in TEXTS["settings"] if name in Phase.model_fields))
CHOICES = {  # value in a draft → how it is shown
    "task": {"True": "on", "False": "off"},
    "replication": {each: each for each in get_args(Replication)},
    "optimiser": {"sgd": "SGD", "adam": "Adam"},
}
ICONS = {
    "earlier": "arrow_back",
    "later": "arrow_forward",
    "add": "add",
    "remove": "delete",
}


def field_key(run: Run | RunRecord, name: str, version: int = 0) -> str:
    """Of a field of the phase that is shown."""
    named = f"set_{run.id}_{'phase_task' if name == 'task' else name}"
    return f"{named}_{version}" if version else named


def draft_of(run: Run | RunRecord) -> Draft:
    """What was built on this run's schedule, with all that was typed; anew where the schedule is
    another since."""
    key, phases = f"schedule_{run.id}", run.config.phases
    draft = st.session_state.get(key)
    if draft is None or draft.of != phases:
        version = 0 if draft is None else draft.version + 1
        draft = st.session_state[key] = Draft.made_of(phases, version)
    for name in draft.now:
        text = st.session_state.get(field_key(run, name, draft.version))
        if text is not None:  # of a field that is in the page
            draft.now[name] = f"{text}"
    return draft


def schedule_form(run: Run | RunRecord, problems: dict[str, str]) -> None:
    """The strip, and below it the fields of its shown phase."""
    draft = draft_of(run)
    _strip(run, draft)
    with st.container(horizontal=True, gap="xsmall", key=f"phases_{run.id}"):
        _button(run, "earlier", draft.shown == 0)
        _button(run, "later", draft.shown == len(draft.phases) - 1)
        _button(run, "add", draft.is_full)
        _button(run, "remove", len(draft.phases) == 1)
    shown = [name for name in dict.fromkeys(FIELDS) if means_something(name, draft.now)]
    draft.filled |= {name: text for name, text in draft.now.items() if name not in shown}
    columns = st.columns(3)
    for i, name in enumerate(shown):
        with columns[i % 3]:
            _field(name, draft.filled[name], field_key(run, name, draft.version))
            if name in problems:
                st.markdown(f":red[{escape_markdown(problems[name])}]")


def _strip(run: Run | RunRecord, draft: Draft) -> None:
    """Every phase as a button, in order; what it says follows the fields."""
    st.markdown(WORDS["label"], help=WORDS["help"])
    with st.container(horizontal=True, gap="xsmall", key=f"strip_{run.id}"):
        for number, phase in enumerate(draft.phases):
            st.button(
                f"{number + 1}. {in_words(phase)}",
                key=f"phase_{number}_{run.id}",
                icon=":material/edit:" if number == draft.shown else None,
                type="primary" if number == draft.shown else "secondary",
                on_click=_show,
                args=(run, number),
            )


def _show(run: Run | RunRecord, number: int) -> None:
    draft = draft_of(run)
    draft.shown = min(number, len(draft.phases) - 1)
    draft.refill()


def _button(run: Run | RunRecord, name: str, disabled: bool) -> None:
    label, help_text = WORDS[name]
    st.button(
        label,
        key=f"phase_{name}_{run.id}",
        icon=f":material/{ICONS[name]}:",
        help=help_text,
        disabled=disabled,
        on_click=_change,
        args=(run, name),
    )


def _change(run: Run | RunRecord, name: str) -> None:
    draft = draft_of(run)
    if name in ("earlier", "later"):
        draft.move(1 if name == "later" else -1)
    else:
        getattr(draft, name)()
    draft.refill()


def _field(name: str, text: str, key: str) -> None:
    label, help_text = WORDS["task"] if name == "task" else TEXTS["settings"][name]
    choices = CHOICES.get(name)
    if choices is None:
        st.text_input(label, text, key=key, help=help_text)
    else:
        at = list(choices).index(text)
        st.selectbox(
            label, list(choices), at, key=key, format_func=choices.__getitem__, help=help_text
        )
