"""The way to have it again: as a program, and as a link that begins the same experiment."""

import streamlit as st

from orgnet_core.runs.live.run import Run
from ui.lab.opening import opening_button
from ui.session.board import shown_index
from ui.session.experiment_links import config_query
from ui.shared.net_file import net_download
from ui.shared.scripts import run_script
from ui.shared.texts import TEXTS

WORDS = TEXTS["reproduce"]
HEIGHT = 380  # pixels; longer code scrolls


@st.fragment
def reproduce(run: Run, timeline: str) -> None:
    """A button for what the board of the key `timeline` shows, written when it is opened."""
    if opened := opening_button("reproduce", "code"):
        with opened:
            is_lifted = run.origin.lifted is not None
            st.markdown(WORDS["lifted" if is_lifted else "program"])
            st.code(run_script(run, shown_index(run, timeline)), height=HEIGHT)
            net_download(run, "reproduce_net")
            if is_lifted:
                st.markdown(WORDS["no_link"])
                return
            st.markdown(WORDS["link"])
            query = config_query(run.preset, run.config)
            st.code(f"{st.context.url or ''}/?{query}", language=None, wrap_lines=True)
