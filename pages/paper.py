"""The Paper page: every figure of the paper from fresh organisms, beside its values."""

import streamlit as st

from orgnet_core.paper.recorded import recorded_variant
from ui.paper.beyond import show_beyond
from ui.paper.choice import choose_variant
from ui.paper.figures import show_figures
from ui.paper.repeat import RUN, prefix, repeat
from ui.paper.summary import show_summary
from ui.session.display_options import apply_display_options
from ui.session.progress import Progress, following
from ui.shared.explain import explain
from ui.shared.texts import TEXTS

WORDS = TEXTS["paper"]

apply_display_options()
st.subheader(WORDS["question"], anchor=False)
explain(WORDS["what"])
variant = choose_variant()


def shelf(show_progress: Progress) -> None:
    """All that changes once something was grown here."""
    fresh = repeat(variant, show_progress)
    found = fresh or recorded_variant(variant.name)
    show_summary(found, is_fresh=fresh is not None)
    show_figures(variant, found)
    if variant.organism == "mnist":
        show_beyond()


following([RUN], prefix(variant), shelf)
