"""How long the particle lasts after noise of every size, and how fast a small error grows."""

import streamlit as st

from orgnet_core.endurance import Counting, endure_sizes, growth
from orgnet_core.runs.live.run import Run
from ui.particle import charts
from ui.particle.controls import choose_noise
from ui.particle.sentences import grows, lasted
from ui.particle.subject import subject
from ui.shared.charts import show_chart
from ui.shared.texts import TEXTS

WORDS = TEXTS["particle"]["lasts"]


def lasts(run: Run, at: int, particle: int) -> None:
    own = subject(run, at, particle, WORDS)
    if own is None:
        return
    noise, counting = _controls()
    hidden = run.config.particle_hidden
    levels = endure_sizes(own, hidden, noise)
    with st.container(key="lasts_result"):
        st.markdown(f"{lasted(levels, counting)} {grows(float(growth(own, hidden)[0]))}")
    figure = charts.lives(levels, counting)
    show_chart(figure, "self-applications by noise size", "lasts_chart")
    if counting != Counting():
        st.caption(WORDS["faults"])


def _controls() -> tuple[str, Counting]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        noise = choose_noise("lasts", WORDS["noise"])
        runs_on = st.toggle("Running counters", key="lasts_runs_on", help=WORDS["runs_on"])
        credits_death = st.toggle(
            "Count the last step", key="lasts_credits_death", help=WORDS["credits_death"]
        )
    return noise, Counting(runs_on, credits_death)
