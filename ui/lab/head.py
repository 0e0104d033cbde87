"""The head of the Lab: what one looks at, and how to go on from there."""

import streamlit as st

from orgnet_core.examples import RUNS
from orgnet_core.runs.live.run import Run
from ui.lab.next_phase import next_phase
from ui.shared.examples import WORDS


def head(run: Run) -> None:
    """The question of the Lab and the next phase; of an example what is seen, and the tour."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="lab_head"):
        if run.origin.is_shipped:
            st.markdown(what_is_seen(run), width="stretch")
            label = WORDS["tour"]
            st.page_link("pages/story.py", label=label, icon=":material/tour:", width="content")
        else:
            st.markdown(
                "**Organism Lab** · How do a thousand tiny networks divide two jobs among "
                "themselves?",
                width="content",
            )
            next_phase(run)


def what_is_seen(run: Run) -> str:
    """In one sentence, for who never heard of organisms."""
    return WORDS["seen"].format(learnt=WORDS[RUNS[run.id].name]["learnt"])
