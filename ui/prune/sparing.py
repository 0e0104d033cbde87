"""Which particles are responsible for a large drop when all self-replicators are cut; and those
that are excluded from every cut."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from orgnet_core.pruning import Blame, Specimen, blame_at
from orgnet_core.pruning.blame import Suspect
from orgnet_core.pruning.criteria import SAMPLES
from orgnet_core.pruning.over_time import DEAR
from orgnet_core.runs.live.run import Run
from orgnet_core.snapshot import Snapshot
from orgnet_views.numbers import format_number
from ui.prune.sentences import changed
from ui.shared.cut_costs import cost_at
from ui.shared.positions import describe_position
from ui.shared.texts import TEXTS

WORDS = TEXTS["prune"]["sparing"]
MOST_NAMED = 20  # spared particles


def spared(run: Run) -> np.ndarray:
    """bool [P]."""
    return st.session_state.get(_name(run), np.zeros(run.config.organism.particles, bool))


def spare(run: Run, mask: np.ndarray) -> None:
    """These, bool [P], and no others."""
    st.session_state[_name(run)] = mask


def sparing(run: Run, specimen: Specimen, snapshot: Snapshot) -> None:
    """Where the step shown is a dear one, who is to blame, and a button to spare them; then who is
    spared."""
    now = spared(run)
    if cost_at(run, snapshot) > DEAR[0]:
        with st.spinner(WORDS["spinner"]):
            found = _blame(run.id, snapshot.step, run, snapshot)
        st.warning(blamed(found, specimen), icon=":material/person_search:")
        suspects = [each.particle for each in found.suspects]
        if found.is_settled and not now[suspects].all():
            label = WORDS["spare_one" if len(suspects) == 1 else "spare"]
            wanted = now | np.isin(np.arange(len(now)), suspects)
            _button("spare", label, partial(spare, run, wanted))
    if now.any():
        st.caption(WORDS["spared"].format(particles=_listed(np.flatnonzero(now).tolist())))
        label = WORDS["cut_one" if now.sum() == 1 else "cut"]
        _button("unspare", label, partial(spare, run, np.zeros_like(now)))


def blamed(found: Blame, specimen: Specimen) -> str:
    """In words: who they are, what is known of them, and what is left of the cost without them."""
    task, count = specimen.config.task, f"{specimen.replicators.sum():,}"
    said = [WORDS["dear"].format(count=count, change=changed(found.cost, task))]
    suspects = found.suspects
    which = "none" if not suspects else "few" if found.is_settled else "not_enough"
    said.append(
        WORDS[which].format(
            who="; ".join(_described(each, specimen) for each in suspects),
            spared=WORDS["it_spared" if len(suspects) == 1 else "all_spared"],
            left=changed(suspects[-1].left, task) if suspects else "",
        )
    )
    said.append(WORDS["how"].format(samples=f"{SAMPLES:,}"))
    return " ".join(said)


def _described(suspect: Suspect, specimen: Specimen) -> str:
    words = WORDS["suspect"].format(
        particle=f"{suspect.particle:,}",
        place=describe_position(specimen.config, suspect.particle),
        weight=format_number(suspect.weight),
        gradient=format_number(suspect.gradient),
        median=format_number(suspect.layer_gradient),
    )
    if not specimen.has_history:
        return words
    times, ends = specimen.history.times_replicating(specimen.persistence.epochs)
    return words + WORDS["times"].format(times=f"{times[suspect.particle]:,}", ends=f"{ends:,}")


def _listed(particles: Sequence[int]) -> str:
    named = ", ".join(f"{each:,}" for each in particles[:MOST_NAMED])
    more = len(particles) - MOST_NAMED
    return f"{named} and {more:,} more" if more > 0 else named


@st.cache_data(max_entries=200, show_spinner=False)
def _blame(run_id: str, step: int, _run: Run, _snapshot: Snapshot) -> Blame:
    return blame_at(_run.config, _snapshot)


def _button(name: str, label: str, action) -> None:
    st.button(label, key=f"prune_{name}", on_click=action, help=WORDS["buttons"][name])


def _name(run: Run) -> str:
    return f"spared_{run.id}"
