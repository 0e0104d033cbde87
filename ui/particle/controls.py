"""Controls that the experiments of the Particle page have in common."""

import streamlit as st

from orgnet_core.robustness import NOISES
from ui.shared.texts import TEXTS


def choose_noise(experiment: str, help_text: str) -> str:
    """Which kind of noise."""
    return st.segmented_control(
        "Noise",
        NOISES,
        key=f"{experiment}_noise",
        default=NOISES[0],
        required=True,
        format_func=TEXTS["particle"]["kick"].__getitem__,
        help=help_text,
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
