"""What a page says of what it shows, with the glossary's terms to press."""

import streamlit as st

from orgnet_views.terms import link_terms


def explain(text: str) -> None:
    """A caption whose terms show what they mean (ui/session/glossary.py)."""
    st.caption(link_terms(text))
