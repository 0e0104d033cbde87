"""What becomes of particles that nobody trains: self-application from a random start."""

import streamlit as st

from orgnet_core.operators import apply_repeatedly, random_start
from orgnet_core.runs.live.run import Run
from ui.particle.controls import draw_again
from ui.particle.sentences import became, fates
from ui.shared.explain import explain
from ui.shared.tables import show_table
from ui.shared.texts import TEXTS

WORDS = TEXTS["particle"]["starts"]
COUNT = 1000


def starts(run: Run, _at: int, _particle: int) -> None:
    explain(WORDS["help"])
    seed = draw_again("starts", "Resample", WORDS["again"])
    hidden = run.config.particle_hidden
    kinds = apply_repeatedly(random_start(hidden, COUNT, seed), hidden)
    with st.container(key="starts_result"):
        st.markdown(became(kinds, hidden))
    show_table(fates(kinds, WORDS["fates"]), "fates")
