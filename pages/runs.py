"""The Runs page: everything that was grown here, to find, compare, take away and bring back."""

import streamlit as st

from orgnet_core.runs.state import State
from ui.runs.actions import actions, go_where_opened, undo_bar
from ui.runs.compare import compare
from ui.runs.lift import lift
from ui.runs.table import find, table, unreadable
from ui.runs.upload import upload
from ui.session.display_options import apply_display_options
from ui.session.notices import show_store_notice
from ui.shared.rows import rows
from ui.shared.texts import TEXTS

WORDS = TEXTS["runs"]
apply_display_options()
grows = any(row.state is State.RUNNING for row in rows())

st.subheader(WORDS["question"], anchor=False)
show_store_notice()


@st.fragment(run_every=2.0 if grows else None)
def shelf() -> None:
    """All that follows the runs, again and again while one of them grows."""
    go_where_opened()
    undo_bar()
    recorded = rows()
    if recorded:
        chosen = table(find(recorded), recorded)
        actions(chosen)
        compare(chosen, recorded)
    else:
        st.info(WORDS["empty"], icon=":material/science:")
        st.page_link("pages/lab.py", label=WORDS["to_lab"], icon=":material/arrow_forward:")
    if grows and not any(row.state is State.RUNNING for row in recorded):
        st.rerun()  # and no more timer


shelf()
unreadable()
upload()
lift()
