"""The particle page: one particle of a run, looked at closely."""

import streamlit as st

from ui import particle
from ui.board import board, shown
from ui.feed import is_whole, stride
from ui.kinds import LOOKS
from ui.particle_words import place_in_words
from ui.readable import readable
from ui.state import current_run
from ui.texts import TEXTS

run = current_run()
last = run.config.organism.particles - 1

st.subheader("What does this one particle read, and how firmly does it copy itself?", anchor=False)
if "particle_to_show" in st.session_state:  # a lecturer's
    st.session_state["particle"] = min(last, st.session_state.pop("particle_to_show"))
linked = st.query_params.get("particle", "0")
number = st.number_input(
    "Particle",
    0,
    last,
    key="particle",
    bind="query-params",
    help=TEXTS["particle"]["number"],
    width=160,
)
if not (is_whole(linked) and int(linked) <= last):
    st.warning(
        f"The link names no particle of this organism, which has particles 0 to {last:,}. "
        f"This is particle {number:,}.",
        icon=":material/link_off:",
    )
who = st.empty()
with st.container(key="timeline"):
    board(run, ["timeline"], key="particle_time", reports=["at"])
views = ["inner", "replica"]
if number % stride(last + 1) == 0:  # otherwise the page has no recorded numbers of it
    views += ["history", "response", "place"]
board(run, views, key="particle_views", particle=number)

at = shown(run, "particle_time")
snapshot = run.snapshots[at]
look = LOOKS[snapshot.kind[number]]
who.markdown(
    f"Particle {number:,} of organism {run.id} ({run.preset}, seed {run.config.seed}): "
    f"{place_in_words(run.config, number)}. At epoch {snapshot.epoch:.4g} it is "
    f"{look.mark} **{look.name}**, with replication error "
    f"{readable(float(snapshot.replication_error[number]))} and task weight "
    f"{readable(float(snapshot.weight[number]))}."
)
particle.reads(run, at, number)
particle.kick(run, at, number)
particle.replicate(run, at, number)
