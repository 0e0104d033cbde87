"""What a visitor asked for and does not get, said on the page where they asked."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from orgnet_core.errors import LabError
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry

_SENTENCE = "refused"  # in the session, until it has been shown


@contextmanager
def errors_as_notice() -> Iterator[None]:
    """For a button's callback: what cannot be done, or cannot be written, `show_notice` says."""
    try:
        yield
    except LabError as error:
        notify(str(error))


def show_store_notice() -> None:
    """What there is to say of the store, if anything is."""
    if notice := registry().store.notice:
        st.warning(escape_markdown(notice), icon=":material/healing:")


def notify(sentence: str) -> None:
    st.session_state[_SENTENCE] = sentence


def show_notice() -> None:
    """What was refused since the page was last built, if anything was."""
    if sentence := st.session_state.pop(_SENTENCE, None):
        st.warning(escape_markdown(sentence), icon=":material/block:")
