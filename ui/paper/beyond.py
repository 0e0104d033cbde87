"""What the paper did not ask of its cut: whether it is free at any step, and what is."""

import streamlit as st

from orgnet_core.trials.recorded import recorded_trial
from ui.shared.explain import explain
from ui.shared.persistence_trial import trial_sentence, variants
from ui.shared.tables import show_table
from ui.shared.texts import TEXTS

WORDS = TEXTS["paper"]["beyond"]


def show_beyond() -> None:
    """The recorded trial of the persistent replicators, and where to cut for oneself."""
    found = recorded_trial("persistence")
    with st.container(border=True, key="paper_beyond"):
        st.markdown(f"##### {WORDS['title']}")
        explain(WORDS["what"])
        st.markdown(trial_sentence(found))
        show_table(variants(found), "trial")
        st.page_link("pages/prune.py", label=WORDS["prune"], icon=":material/content_cut:")
