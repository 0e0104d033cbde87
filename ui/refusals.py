"""What a visitor asked for and does not get, said on the page where they asked."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from orgnet_core.config import SettingsError
from orgnet_core.runs.store import StoreError
from ui.plain import plain

_SENTENCE = "refused"  # in the session, until it has been shown


@contextmanager
def refusals_kept() -> Iterator[None]:
    """For a button's callback: what cannot be done, or cannot be written, `say_refusal` says."""
    try:
        yield
    except (SettingsError, StoreError) as error:
        refuse(str(error))


def refuse(sentence: str) -> None:
    st.session_state[_SENTENCE] = sentence


def say_refusal() -> None:
    """What was refused since the page was last built, if anything was."""
    if sentence := st.session_state.pop(_SENTENCE, None):
        st.warning(plain(sentence), icon=":material/block:")
