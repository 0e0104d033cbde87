"""What a visitor asked for and does not get, said on the page where they asked."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from orgnet_core.errors import LabError
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry

_SENTENCE = "refused"  # in the session, until it has been shown


def reserved_place() -> DeltaGenerator:
    """For what stands on a page only now and then: all that follows keeps its place.

    Streamlit names elements by their places. Where these move between two runs of a script, a
    fragment's timer that comes due just then can write into another element: the page goes blank.
    """
    return st.container()


@contextmanager
def errors_as_notice() -> Iterator[None]:
    """For a button's callback: what cannot be done, or cannot be written, `show_notice` says."""
    try:
        yield
    except LabError as error:
        notify(str(error))


def show_store_notice() -> None:
    """What there is to say of the store, if anything is."""
    place = reserved_place()
    if notice := registry().store.notice:
        place.warning(escape_markdown(notice), icon=":material/healing:")


def notify(sentence: str) -> None:
    st.session_state[_SENTENCE] = sentence


def show_notice() -> None:
    """What was refused since the page was last built, if anything was."""
    place = reserved_place()
    if sentence := st.session_state.pop(_SENTENCE, None):
        place.warning(escape_markdown(sentence), icon=":material/block:")
