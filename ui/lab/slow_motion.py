"""One batch in slow motion, from a recorded step that the visitor chooses on the timeline."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from orgnet_core.runs.live.continued import first_with_weights, last_with_weights
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
    if st.session_state.get(STEP, ("", 0))[0] != run.id:
        _take(run, timeline)
    _, shown = st.session_state[STEP]
    step = last_with_weights(run, shown) or 0
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _button("take", "my_location", partial(_take, run, timeline))
        _way(run, "before", "skip_previous", last_with_weights(run, step - 1), "b")
        _way(run, "after", "skip_next", first_with_weights(run, step), "n")
        words = WORDS["shown" if step == shown else "earlier"]
        st.markdown(words.format(step=step, shown=shown), width="content")
    board(run, VIEWS, key="slow", batch=step)


def _take(run: Run, timeline: str) -> None:
    _keep(run, run.snapshots[shown_index(run, timeline)].step)


def _way(run: Run, name: str, icon: str, step: int | None, shortcut: str) -> None:
    """A button, and a key, to the batch after another recorded step, if there is one."""
    act = None if step is None else partial(_keep, run, step)
    _button(name, icon, act, shortcut if act else None)


def _button(
    name: str, icon: str, act: Callable[[], None] | None, shortcut: str | None = None
) -> None:
    label, help_text = WORDS[name]
    st.button(
        label,
        key=f"slow_motion_{name}",
        icon=f":material/{icon}:",
        help=help_text,
        on_click=act,
        disabled=act is None,
        shortcut=shortcut,
    )


def _keep(run: Run, step: int) -> None:
    st.session_state[STEP] = run.id, step
