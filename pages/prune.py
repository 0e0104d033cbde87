"""The pruning page: cut particles out of the organism and see at once what it loses."""

import numpy as np
import streamlit as st

from orgnet_core.pruning import Specimen, evaluate
from orgnet_core.runs.state import State
from ui.prune import address
from ui.prune.after import after
from ui.prune.controls import controls
from ui.prune.curves import curves
from ui.prune.cutting import choose, combine, keep
from ui.prune.over_time import over_time
from ui.prune.persistence import by_the_rule
from ui.prune.result import by_class, result, whole
from ui.prune.sparing import spared, sparing
from ui.prune.takeaway import takeaway
from ui.prune.twin import twin
from ui.session.board import board, reported, shown_index
from ui.session.notices import reserved_place
from ui.session.runs import choose_run
from ui.shared.segments import choose_one
from ui.shared.texts import TEXTS

SECTIONS = TEXTS["prune"]["sections"]

question, choice = st.columns([3, 2], vertical_alignment="center")
question.subheader("What does the organism lose when particles are cut?", anchor=False)
with choice:
    run = choose_run()
with st.container(key="timeline"):
    board(run, ["timeline"], key="prune_time", reports=["at"])
at = shown_index(run, "prune_time")
snapshot = run.snapshots[at]
specimen = Specimen.of(run.config, snapshot, run.snapshots)
st.caption(
    f"The organism at epoch {snapshot.epoch:.4g}, tested on all {specimen.task.test_size:,} test "
    "samples. A particle that is cut acts as zero."
)
hint = reserved_place()
if run.state is State.READY:
    hint.info("This organism has not grown yet. Press Play in the Lab first; then cut it here.")
if run.state is State.RUNNING:
    hint.button("Still training: use the latest step", icon=":material/refresh:")
address.apply_link(run)


@st.fragment
def cutting() -> None:
    """Make a cut, see what it costs, look closer: all that follows a moved slider."""
    left, right = st.columns([4, 7], gap="large")
    with left, st.container(key="prune_controls"):
        refused = st.empty()
        selected = np.isin(np.arange(len(snapshot.kind)), reported(run, "prune_map").selection)
        chosen = choose(run, specimen, snapshot, selected)
        cut = combine(run, chosen) & ~spared(run)
        over_time(run, snapshot)
    query = address.query(run, chosen)
    with refused:
        address.refused(query)
    before, since = whole(run.id, snapshot.step, specimen), evaluate(specimen, cut)
    with right:
        with st.container(key="prune_result"):
            result(by_the_rule(specimen), cut, before, since)
        with st.container(key="prune_blame"):
            sparing(run, specimen, snapshot)
        board(
            run,
            ["map"],
            key="prune_map",
            at=at,
            cut=np.flatnonzero(cut),
            query=query,
            reports=["selection"],
        )
        closer(cut)
        by_class(specimen.task, before, since)
    board(run, ["sketch"], key="prune_sketch", at=at, cut=np.flatnonzero(cut))


def closer(cut: np.ndarray) -> None:
    section = choose_one(
        SECTIONS["label"],
        ["curves", "controls", "after", "twin", "takeaway"],
        key="prune_section",
        help=SECTIONS["help"],
        in_words=SECTIONS.__getitem__,
    )
    if section == "curves":
        curves(run, at)
    elif section == "controls":
        controls(run, at, specimen, cut, use=lambda mask: keep(run, mask))
    elif section == "after":
        after(run, at, cut)
    elif section == "twin":
        twin(run, at, cut)
    else:
        takeaway(run, at, by_the_rule(specimen), cut)


cutting()
