"""The Lab: grow an organism and watch its particles take up their two jobs."""

import streamlit as st

from ui.lab.gallery import gallery
from ui.lab.head import head
from ui.lab.slow_motion import slow_motion
from ui.lab.status_line import status_line
from ui.lab.transport import transport
from ui.lab.views import ABOVE, BELOW, TIMELINE
from ui.session.board import board
from ui.session.runs import current_run
from ui.shared.examples import WORDS

run = current_run()
is_example = run.origin.is_shipped
head(run)
transport(run)
with st.container(key="gallery"):
    if is_example:
        gallery(run)
status_line(run)
board(run, ABOVE, key="lab", plays=is_example)


@st.fragment
def timeline() -> None:
    board(run, TIMELINE, key="time", reports=["at"], plays=is_example)


with st.container(key="timeline"):
    timeline()
slow_motion(run, timeline="time")
board(run, BELOW, key="more")
with st.container(key="gallery_below"):
    if not is_example:
        st.markdown(f"##### {WORDS['others']}")
        gallery(run)
