"""Controls that the experiments of the Particle page have in common."""

import streamlit as st

from orgnet_core.robustness import NOISES
from ui.shared.segments import choose_one
from ui.shared.texts import TEXTS


def choose_noise(experiment: str, help_text: str) -> str:
    """Which kind of noise."""
    return choose_one(
        "Noise",
        NOISES,
        key=f"{experiment}_noise",
        help=help_text,
        in_words=TEXTS["particle"]["kick"].__getitem__,
    )


def draw_again(experiment: str, label: str, help_text: str) -> int:
    """A button for other random numbers; the seed, from 1."""
    seed = f"{experiment}s"  # how many there were
    st.session_state.setdefault(seed, 1)

    def again() -> None:
        st.session_state[seed] += 1

    st.button(
        label,
        key=f"{experiment}_again",
        on_click=again,
        help=help_text,
        icon=":material/casino:",
    )
    return st.session_state[seed]
