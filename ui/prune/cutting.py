"""Making a cut: which particles, by what rule, together with what was cut before."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import streamlit as st

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.plurals import count_of
from orgnet_core.pruning import Specimen, criteria_for, cut_first, ranking
from orgnet_core.runs.live.run import Run
from orgnet_core.snapshot import Snapshot
from orgnet_core.trials.recorded import recorded_trial
from orgnet_views.kinds import KIND_STYLES
from ui.prune.baselines import criterion_sentence
from ui.prune.criteria import CRITERIA
from ui.prune.persistence import by_the_rule, match_persistent, persistence
from ui.shared.explain import explain
from ui.shared.segments import choose_one
from ui.shared.texts import TEXTS

WORDS = TEXTS["pruning"]
KIND, THRESHOLD, HAND = "kind", "threshold", "by_hand"
PERSISTENT = "persistent_replicator"
SIDES = ("below", "above")
MEASURES = {
    "replication_error": lambda s: s.replication_error,
    "replication_loss": lambda s: s.replication_loss,
    "task_contribution": lambda s: s.task_contribution,
    "weight": lambda s: np.abs(s.weight),
    "gradient": lambda s: np.abs(s.gradient),
}
COMBINE: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "as_kept": lambda kept, _chosen: kept,
    "add": np.logical_or,
    "remove": lambda kept, chosen: kept & ~chosen,
    "intersect": np.logical_and,
}


@dataclass(frozen=True)
class Kept:
    """The cuts that a visitor saved, bool [P] each, and which of them counts: for undo and redo."""

    cuts: tuple[np.ndarray, ...]
    at: int = 0

    @property
    def now(self) -> np.ndarray:
        return self.cuts[self.at]

    def then(self, cut: np.ndarray) -> "Kept":
        """With one more cut; what was undone is forgotten."""
        return Kept((*self.cuts[: self.at + 1], cut), self.at + 1)

    def moved(self, by: int) -> "Kept":
        """Undone (−1) or redone (+1), as far as there is something to."""
        return Kept(self.cuts, min(max(self.at + by, 0), len(self.cuts) - 1))


def kept(run: Run) -> Kept:
    nothing = Kept((np.zeros(run.config.organism.particles, bool),))
    return st.session_state.get(_name(run), nothing)


def keep(run: Run, cut: np.ndarray) -> None:
    """Make `cut` the saved one, and the page's until more particles are chosen."""
    st.session_state[_name(run)] = kept(run).then(cut)
    st.session_state["prune_combine"] = "as_kept"


def rules(config: RunConfig) -> list[str]:
    """All rules that choose particles of such an organism: its criteria, and three others."""
    return [*criteria_for(config), KIND, THRESHOLD, HAND]


def choose(run: Run, specimen: Specimen, snapshot: Snapshot, selected: np.ndarray) -> np.ndarray:
    """Controls that choose particles; returns those now chosen, bool [P]."""
    offered, chosen = rules(run.config), st.session_state.get("prune_by")
    by = st.radio(
        "Prune by",
        offered,
        offered.index(chosen) if chosen in offered else 0,
        key="prune_by",
        format_func=lambda rule: _rule(rule)[0],
        help=WORDS["prune_by"],
    )
    explain(_rule(by)[1])
    found = recorded_trial("baselines")
    if by in found["cuts"]:  # a criterion that was added since is not
        st.caption(criterion_sentence(found, by))
    if by == PERSISTENT:
        persistence(specimen)
    if by == HAND:
        return selected
    if by == KIND:
        return _by_kind(specimen)
    if by == THRESHOLD:
        return _by_threshold(snapshot)
    return _by_share(by_the_rule(specimen), by)


def _rule(rule: str) -> tuple[str, str]:
    """(name, what it cuts) of a criterion or another rule."""
    if rule in CRITERIA:
        return CRITERIA[rule].name, CRITERIA[rule].description
    name, description = WORDS[rule]
    return name, description


def _by_share(specimen: Specimen, criterion: str) -> np.ndarray:
    particles, replicators = len(specimen.kind), int(specimen.replicators.sum())
    as_many = 100 * replicators / particles
    st.session_state.setdefault("prune_share", as_many)
    share = st.slider(
        "Fraction pruned",
        0.0,
        100.0,
        st.session_state["prune_share"],
        step=0.5,
        format="%.1f %%",
        key="prune_share",
        help=WORDS["prune_share"],
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            f"Match the self-replicators ({replicators:,})",
            key="match",
            on_click=lambda: st.session_state.update(prune_share=as_many),
            help=WORDS["match"],
        )
        if specimen.has_history:
            st.button(
                f"Match the persistent ones ({int(specimen.persistent.sum()):,})",
                key="match_persistent",
                on_click=lambda: match_persistent(specimen),
                help=WORDS["persistence"]["match"].format(**asdict(specimen.persistence)),
            )
    try:
        return cut_first(ranking(specimen, criterion), round(share / 100 * particles))
    except InputError as error:  # as a run begins, a criterion may have nothing to go by
        st.info(str(error))
        return np.zeros(particles, bool)


def _by_kind(specimen: Specimen) -> np.ndarray:
    counts = np.bincount(specimen.kind, minlength=len(KIND_STYLES))
    st.session_state.setdefault("prune_kinds", [0])
    chosen = st.pills(
        "Kinds",
        [int(kind) for kind in KIND_STYLES],
        selection_mode="multi",
        default=st.session_state["prune_kinds"],
        key="prune_kinds",
        format_func=lambda kind: (
            f"{KIND_STYLES[kind].mark} {KIND_STYLES[kind].name}: {counts[kind]:,}"
        ),
        label_visibility="collapsed",
    )
    return np.isin(specimen.kind, chosen)


def _by_threshold(snapshot: Snapshot) -> np.ndarray:
    measures = list(MEASURES)
    measure = st.selectbox(
        "Measure",
        measures,
        measures.index(st.session_state.get("prune_measure", measures[0])),
        key="prune_measure",
        format_func=WORDS["measures"].__getitem__,
    )
    side = choose_one("Cut", SIDES, key="prune_side")
    values = MEASURES[measure](snapshot)
    st.session_state.setdefault("prune_limit", "1e-5")
    said: str = st.session_state["prune_limit"]
    limit = number(st.text_input("Threshold", said, key="prune_limit", help=WORDS["limit"]) or "")
    if np.isnan(limit):
        st.error("The threshold must be a number, such as 0.01 or 1e-5; nothing is chosen.")
    chosen = values < limit if side == "below" else values > limit
    if measure == "task_contribution":
        st.caption(about_contributions(snapshot, chosen))
    return chosen


def about_contributions(snapshot: Snapshot, chosen: np.ndarray) -> str:
    """What to know of a cut by task contribution."""
    words, error = WORDS["contribution"], snapshot.contribution_error
    certain = np.abs(snapshot.task_contribution) > 2 * error  # not where there is no error
    measured = words["measured"].format(certain=f"{int((chosen & certain).sum()):,}")
    return f"{words['on_test'] if np.isnan(error).all() else measured} {words['not_additive']}"


def number(text: str) -> float:
    """The number that a visitor wrote, with a point or a comma; NaN if it is none."""
    try:
        return float(text.replace("−", "-").replace(",", "."))
    except ValueError:
        return np.nan


def combine(run: Run, chosen: np.ndarray) -> np.ndarray:
    """The chosen particles combined with the saved cut, as the visitor says; save, undo, redo."""
    before = kept(run)
    cut = chosen
    if before.now.any():
        how = choose_one(
            f"Your saved cut has {count_of(int(before.now.sum()), 'particle')}",
            list(COMBINE),
            key="prune_combine",
            help=WORDS["combine_help"],
            in_words=WORDS["combine"].__getitem__,
        )
        cut = COMBINE[how](before.now, chosen)
        st.caption(WORDS["combine_means"][how])

    def keep_as(mask: np.ndarray) -> Callable[[], None]:
        return lambda: keep(run, mask)

    def move(by: int) -> Callable[[], None]:
        there = {_name(run): kept(run).moved(by), "prune_combine": "as_kept"}
        return lambda: st.session_state.update(there)

    with st.container(horizontal=True, gap="small"):
        _button("keep", "Save this cut", keep_as(cut), np.array_equal(cut, before.now))
        _button("invert", "Invert cut", keep_as(~cut))
        _button("undo", "Undo", move(-1), before.at == 0)
        _button("redo", "Redo", move(1), before.at == len(before.cuts) - 1)
        _button("none", "Clear", keep_as(np.zeros_like(cut)), not before.now.any())
    return cut


def _button(name: str, label: str, action: Callable[[], None], disabled: bool = False) -> None:
    st.button(
        label, key=f"prune_{name}", on_click=action, disabled=disabled, help=WORDS["buttons"][name]
    )


def _name(run: Run) -> str:
    return f"kept_cuts_{run.id}"
