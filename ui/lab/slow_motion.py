"""One batch in slow motion, from a recorded step that the visitor chooses on the timeline."""

import streamlit as st

from orgnet_core.runs.live.continued import last_with_weights
from orgnet_core.runs.live.run import Run
from ui.session.board import board, shown_index
from ui.shared.texts import TEXTS

WORDS = TEXTS["slow_motion"]
STEP = "slow_motion_step"  # in the session: the run's id, and the step that was taken
VIEWS = ["slow_motion", "map", "plane"]


@st.fragment
def slow_motion(run: Run, timeline: str) -> None:
    """A section, closed at first, on the batch after the step that the board of the key `timeline`
    showed when it was opened, or when the visitor asked for that."""
    label = f"**{WORDS['title']}** · {WORDS['question']}"
    with st.expander(label, key="slow_motion", on_change="rerun") as section:
        if section.open:
            _batch(run, timeline)


def _batch(run: Run, timeline: str) -> None:
    taken, shown = st.session_state.get(STEP, ("", 0))
    if taken != run.id:
        shown = _take(run, timeline)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        label, help_text = WORDS["take"]
        if st.button(label, key="slow_motion_take", icon=":material/my_location:", help=help_text):
            shown = _take(run, timeline)
        step = last_with_weights(run, shown)
        words = WORDS["shown" if step == shown else "earlier"]
        st.markdown(words.format(step=step, shown=shown), width="content")
    board(run, VIEWS, key="slow", batch=step)


def _take(run: Run, timeline: str) -> int:
    step = run.snapshots[shown_index(run, timeline)].step
    st.session_state[STEP] = run.id, step
    return step
