"""The Lab: grow an organism and watch its particles take up their two jobs."""

import streamlit as st

from ui import controls
from ui.board import board
from ui.state import current_run
from ui.steering import take_control

run = current_run()
take_control(run)
st.markdown("**Organism Lab** · How does a crowd of tiny networks share out two jobs?")
controls.transport(run)
controls.status(run)
board(run, ["map", "curves", "kinds", "plane"], key="lab")


@st.fragment
def timeline() -> None:
    board(run, ["timeline"], key="time", reports=["at"])


with st.container(key="timeline"):
    timeline()
board(
    run,
    ["lifelines", "pixels", "connectivity", "trajectories", "response", "table"],
    key="more",
)
