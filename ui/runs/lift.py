"""Bring a dense net here: it is lifted to an organism of self-replicators, which then opens."""

from threading import Lock
from typing import get_args

import streamlit as st

from orgnet_core.config import RunConfig
from orgnet_core.dense_file import MOST_BYTES
from orgnet_core.errors import LabError
from orgnet_core.organism import Activation
from orgnet_core.runs.access import Access
from orgnet_core.runs.lifted import NetFile, add_lifted, plan
from orgnet_core.runs.store import StoreFull
from orgnet_core.runs.store.quota import MB
from orgnet_core.settings import Settings
from orgnet_core.tasks import TASKS
from ui.runs.actions import OPEN
from ui.session.notices import reserved_place
from ui.session.visitor import visitor
from ui.shared.explain import explain
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.texts import TEXTS

WORDS, HINTS = TEXTS["lift"], TEXTS["hints"]
REFUSED = "lift_refused"  # a sentence, in the session
AS_IT_SAYS = ""  # instead of a choice
_ONE_AT_A_TIME = Lock()  # for what measuring an organism takes in memory


def lift() -> None:
    """Choose a file and what it does not say; why it cannot be lifted stands below."""
    st.subheader(WORDS["title"], anchor=False)
    explain(WORDS["help"])
    with st.form("lift_form", clear_on_submit=True, border=False):
        st.file_uploader(
            WORDS["upload"][0],
            "safetensors",
            key="lift_file",
            max_upload_size=min(Settings().max_upload, -(-MOST_BYTES // MB)),
            help=WORDS["upload"][1],
        )
        with st.container(horizontal=True):
            _choice("activation", get_args(Activation))
            _choice("task", tuple(TASKS))
            _text("particle_hidden")
            _text("seed")
        st.form_submit_button(WORDS["button"], key="lift", on_click=_lift)
    place = reserved_place()
    if sentence := st.session_state.pop(REFUSED, None):
        place.error(sentence)


def _choice(name: str, options: tuple[str, ...]) -> None:
    label, help_text, none = WORDS[name]
    st.selectbox(
        label,
        [AS_IT_SAYS, *options],
        key=f"lift_{name}",
        format_func=lambda option: option or none,
        help=help_text,
        width=220,
    )


def _text(name: str) -> None:
    usual = RunConfig.model_fields[name].default
    label, help_text = WORDS[name]
    st.text_input(label, f"{usual}", key=f"lift_{name}", help=help_text, width=140)


def _lift() -> None:
    file = st.session_state.get("lift_file")
    if file is None:
        st.session_state[REFUSED] = WORDS["nothing"]
        return
    names = ("activation", "task", "particle_hidden", "seed")
    given = {name: st.session_state.get(f"lift_{name}") or None for name in names}
    try:
        net, access = NetFile.read(file.name, file.getvalue()), Access.of(visitor())
        config = plan(net.net, given, Settings().limits).config
        registry().store.check_visitor(access.owner)
        with _ONE_AT_A_TIME:
            st.session_state[OPEN] = add_lifted(registry().store, net, config, access)
    except LabError as error:
        hint = f" {HINTS['store_full']}" if isinstance(error, StoreFull) else ""
        why = escape_markdown(f"{file.name}: {error}")
        st.session_state[REFUSED] = f"{WORDS['refused']} {why}{hint}"
