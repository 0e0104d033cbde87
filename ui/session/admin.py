"""Whoever keeps the server: with its key a visit may stop, rename and delete any run.

The key comes from the environment and is typed in on the Status page. What it opens is this session
in one tab: neither an address nor a cookie carries it.
"""

from hmac import compare_digest
from time import sleep

import streamlit as st

from orgnet_core.settings import Settings
from ui.shared.texts import TEXTS

WORDS = TEXTS["status"]["admin"]
ADMIN, TYPED, WRONG = "is_admin", "admin_key", "admin_key_wrong"  # in the session
WRONG_SECONDS = 1.0  # that a wrong key takes, against guessing


def is_admin() -> bool:
    return ADMIN in st.session_state


def admin_access() -> None:
    """A field for the key, where the server has one, or that it was given."""
    if Settings().admin_key is None:
        return
    st.markdown(f"##### {WORDS['title']}")
    if is_admin():
        st.caption(WORDS["is_admin"])
        return
    with st.form("admin", border=False, width=440):
        st.text_input(
            WORDS["key"], type="password", key=TYPED, help=WORDS["help"], autocomplete="off"
        )
        st.form_submit_button(WORDS["enter"], key="admin_enter", on_click=_enter)
    if st.session_state.pop(WRONG, False):
        st.warning(WORDS["wrong"], icon=":material/key_off:")


def _enter() -> None:
    key, typed = Settings().admin_key, st.session_state[TYPED]
    st.session_state[TYPED] = ""  # neither field nor session keeps it
    if key is not None and compare_digest(typed.encode(), key.get_secret_value().encode()):
        st.session_state[ADMIN] = True
        return
    sleep(WRONG_SECONDS)
    st.session_state[WRONG] = True
