"""Who a visitor is: a random token in a cookie that no script can read.

Streamlit's sessions end with a reload; a visitor is the same one for as long as the browser keeps
the cookie. What a visitor may do is said in steering.py.
"""

import re
from secrets import token_urlsafe
from typing import TypeGuard

import streamlit as st

from orgnet_core.runs.access import owner_digest
from ui.shared.lectures import Asker

COOKIE = "organism-visitor"
TOKEN = re.compile("[A-Za-z0-9_-]{22}")


def visitor() -> str:
    """This visitor's token; where the browser keeps no cookies, one for this session."""
    token = st.context.cookies.get(COOKIE)
    if is_token(token):
        return token
    return st.session_state.setdefault("visitor", token_urlsafe(16))


def owner() -> str:
    """This visitor, as the store knows them."""
    return owner_digest(visitor())


def asker() -> Asker:
    """This visitor, as lectures know them."""
    return Asker.of(visitor(), st.context.ip_address)


def is_token(text: object) -> TypeGuard[str]:
    return isinstance(text, str) and TOKEN.fullmatch(text) is not None
