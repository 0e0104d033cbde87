"""The file that a run was lifted from, to take along: its program reads it."""

from functools import partial

import streamlit as st

from orgnet_core.runs.archive.write import NET
from orgnet_core.runs.live.run import Run
from ui.shared.registry import registry
from ui.shared.texts import TEXTS

WORDS = TEXTS["lift"]


def net_download(run: Run, key: str) -> None:
    """A button with that key; nothing for a run that was grown from its seed."""
    if run.origin.lifted is None:
        return
    st.download_button(
        WORDS["file"],
        partial(_content, run.id),
        NET,
        "application/octet-stream",
        key=key,
        help=WORDS["file_help"],
        on_click="ignore",
        icon=":material/download:",
    )


def _content(run: str) -> bytes:
    return registry().store.nets.get(run) or b""
