"""The Lab: grow an organism and watch its particles take up their two jobs."""

import streamlit as st

from ui.lab.next_phase import next_phase
from ui.lab.slow_motion import slow_motion
from ui.lab.status_line import status_line
from ui.lab.transport import transport
from ui.session.board import board
from ui.session.runs import current_run

run = current_run()
with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="lab_head"):
    st.markdown(
        "**Organism Lab** · How do a thousand tiny networks divide two jobs among themselves?",
        width="content",
    )
    next_phase(run)
transport(run)
status_line(run)
board(run, ["map", "curves", "kinds", "plane"], key="lab")


@st.fragment
def timeline() -> None:
    board(run, ["timeline"], key="time", reports=["at"])


with st.container(key="timeline"):
    timeline()
slow_motion(run, timeline="time")
board(
    run,
    ["sketch", "lifelines", "pixels", "connectivity", "trajectories", "response", "table"],
    key="more",
)
