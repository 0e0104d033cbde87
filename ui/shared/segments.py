"""A segmented control in which one option is always pressed."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

Option = TypeVar("Option")


def choose_one(
    label: str,
    options: Sequence[Option],
    *,
    key: str,
    help: str | None = None,
    in_words: Callable[[Option], str] = str,
) -> Option:
    """The option that is pressed, at first the first; st.session_state[key] presses another.

    A browser that draws the control while another message of the server is still on its way
    reports that none is pressed; then the last pressed one is pressed again.
    """
    last = f"{key}_last"
    if st.session_state.get(key) not in options:
        before = st.session_state.get(last)
        st.session_state[key] = before if before in options else options[0]
    pressed = st.session_state[key]
    chosen = st.segmented_control(
        label, options, default=pressed, key=key, help=help, format_func=in_words, required=True
    )
    assert chosen is not None, "it has just been pressed"
    st.session_state[last] = chosen
    return chosen
