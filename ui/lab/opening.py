"""Buttons of the Lab that open, and are filled only then."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.shared.texts import TEXTS


def opening_button(name: str, icon: str) -> DeltaGenerator | None:
    """The button of that name in the texts; what it opens while it is open, else None."""
    with st.container(key=name, width="content"):
        button = st.popover(
            TEXTS[name]["button"],
            icon=f":material/{icon}:",
            help=TEXTS["controls"][name],
            key=f"{name}_open",
            on_change="rerun",
        )
    return button if button.open else None
