"""The particle page: one particle of a run in detail."""

import streamlit as st

from orgnet_views.frames import stride
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.numbers import format_number
from ui.particle.experiments import experiments
from ui.particle.views import ASKED, BOARD, OF_NUMBERS, OF_WEIGHTS, TIMELINE
from ui.session.board import board, shown_index
from ui.session.notices import reserved_place
from ui.session.runs import current_run
from ui.shared.addresses import is_whole
from ui.shared.markdown import escape_markdown
from ui.shared.positions import describe_position
from ui.shared.texts import TEXTS

run = current_run()
last = run.config.organism.particles - 1

st.subheader("What does this particle read, and how stably does it copy itself?", anchor=False)
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
refused = reserved_place()
if not (is_whole(linked) and int(linked) <= last):
    refused.warning(
        f"The link names no particle of this organism, which has particles 0 to {last:,}. "
        f"This is particle {number:,}.",
        icon=":material/link_off:",
    )
who = st.empty()
with st.container(key="timeline"):
    tells = ["selection"] if st.session_state.get(ASKED) == run.id else []
    board(run, TIMELINE, key=BOARD, reports=["at", *tells])
travels = number % stride(last + 1) == 0  # otherwise the page has no recorded numbers of it
board(run, [*OF_WEIGHTS, *(OF_NUMBERS if travels else [])], key="particle_views", particle=number)

at = shown_index(run, BOARD)
snapshot = run.snapshots[at]
look = KIND_STYLES[snapshot.kind[number]]
who.markdown(
    f"Particle {number:,} of organism {run.id} ({escape_markdown(run.origin.title)}, seed "
    f"{run.config.seed}): {describe_position(run.config, number)}. "
    f"At epoch {snapshot.epoch:.4g} it is {look.mark} **{look.name}**, with replication error "
    f"{format_number(float(snapshot.replication_error[number]))} and task weight "
    f"{format_number(float(snapshot.weight[number]))}."
)
experiments(run, at, number)
