"""The pruning page: cut particles out of the organism and see at once what it costs."""

import numpy as np
import streamlit as st

from orgnet_core.pruning import Specimen, criteria_for, cut_first, evaluate, ranking
from orgnet_core.runs.run import State
from orgnet_core.tasks import TASKS
from ui.board import board
from ui.controls import score
from ui.state import current_run
from ui.texts import TEXTS

WORDS = TEXTS["pruning"]
BY_HAND = "by_hand"
MEASURE = 140  # pixels; two beside each other on a phone

run = current_run()
at = len(run.snapshots) - 1
snapshot = run.snapshots[at]
specimen = Specimen.of(run.config, snapshot)
replicators = int(specimen.replicators.sum())
particles = len(snapshot.kind)
criteria = [name for name in criteria_for(run.config) if name in WORDS]


def cut_as_many_as_replicators() -> None:
    st.session_state["prune_share"] = 100 * replicators / particles


def changed(before: float, after: float) -> str | None:
    return None if after == before else f"{after - before:+.2g}"


st.subheader("What does the organism lose when particles are cut out?", anchor=False)
st.caption(
    f"Organism {run.id} ({run.preset}, seed {run.config.seed}) as it stood at epoch "
    f"{snapshot.epoch:g}, judged on all {TASKS[run.config.task].test_size:,} test samples. "
    "A particle that is cut acts as zero."
)
if run.state is State.READY:
    st.info("This organism has not grown yet. Press Play in the Lab first; then cut it here.")
if run.state is State.RUNNING:
    st.button("It is still growing: take its newest state", icon=":material/refresh:")

left, right = st.columns([4, 7], gap="large")
with left:
    criterion = st.radio(
        "Cut first",
        [*criteria, BY_HAND],
        key="prune_by",
        format_func=lambda name: WORDS[name][0],
        captions=[WORDS[name][1] for name in [*criteria, BY_HAND]],
        help=WORDS["prune_by"],
    )
    st.session_state.setdefault("prune_share", 100 * replicators / particles)
    share = st.slider(
        "Share cut",
        0.0,
        100.0,
        step=0.5,
        format="%.1f %%",
        key="prune_share",
        help=WORDS["prune_share"],
        disabled=criterion == BY_HAND,
    )
    st.button(
        f"As many as there are self-replicators: {replicators:,}",
        key="match",
        on_click=cut_as_many_as_replicators,
        help=WORDS["match"],
        disabled=criterion == BY_HAND,
    )

with right:
    result = st.container(key="prune_result")
    if criterion == BY_HAND:
        told = board(run, ["map"], key="cut_by_hand", at=at, reports=["selection"])
        cut = np.isin(np.arange(particles), told.selection)
    else:
        cut = cut_first(ranking(specimen, criterion), round(share / 100 * particles))
        board(run, ["map"], key="cut_by_rule", at=at, cut=np.flatnonzero(cut))

before, after = evaluate(specimen), evaluate(specimen, cut)
metric = TASKS[run.config.task].metric
with result:
    size, gone = int(cut.sum()), int((cut & specimen.replicators).sum())
    st.markdown(
        f"Cut **{size:,}** of {particles:,} particles ({size / particles:.1%}): "
        f"{gone:,} self-replicators, {size - gone:,} others."
    )
    with st.container(horizontal=True, gap="medium"):
        st.metric(f"{metric.capitalize()} before", score(run, before.metric), width=MEASURE)
        st.metric(
            f"{metric.capitalize()} after",
            score(run, after.metric),
            changed(before.metric, after.metric),
            delta_color="normal" if TASKS[run.config.task].higher_is_better else "inverse",
            width=MEASURE,
        )
        st.metric("Loss before", f"{before.task_loss:.3g}", width=MEASURE)
        st.metric(
            "Loss after",
            f"{after.task_loss:.3g}",
            changed(before.task_loss, after.task_loss),
            delta_color="inverse",
            width=MEASURE,
        )
