"""What a page says when something goes wrong in it: one sentence, and never where the server is."""

import streamlit as st

from orgnet_core.errors import LabError
from orgnet_core.runs.store import StoreError
from ui.shared.markdown import escape_markdown
from ui.shared.texts import TEXTS

WORDS = TEXTS["trouble"]


def show_trouble(error: Exception) -> bool:
    """For `st.App`: said in place of the traceback, which stands in the log; True."""
    if isinstance(error, StoreError):
        said = f"{escape_markdown(error.alone)} {WORDS['store']}"
    else:
        said = escape_markdown(str(error)) if isinstance(error, LabError) else WORDS["unknown"]
    st.error(said, icon=":material/healing:")
    return True
