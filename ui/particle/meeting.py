"""Attack and melt between copies of the organism's particles, and what becomes of it."""

import numpy as np
import streamlit as st
from torch import Tensor

from orgnet_core.operators import (
    Operator,
    Pairs,
    Scope,
    act,
    neighbours,
    one_on_all,
    random_pairs,
    standing,
)
from orgnet_core.runs.live.run import Run
from ui.particle.controls import draw_again
from ui.particle.sentences import met, standings
from ui.particle.subject import recorded_weights
from ui.particle.views import ASKED, BOARD
from ui.session.board import reported
from ui.shared.segments import choose_one
from ui.shared.tables import show_table
from ui.shared.texts import TEXTS

WORDS = TEXTS["particle"]["meets"]
SELECTED = "selected"
AT_RANDOM, ONE_ON_ALL = "random", "one"


def meets(run: Run, at: int, particle: int) -> None:
    weights = recorded_weights(run, at, WORDS)
    if weights is None:
        return
    operator, scope, how, seed = _controls()
    if scope == SELECTED:
        if st.session_state.get(ASKED) != run.id:  # a page that tells it runs with each change
            st.session_state[ASKED] = run.id
            st.rerun()
        members = np.array(reported(run, BOARD).selection, int)
    else:
        members = neighbours(run.config.organism, particle, Scope(scope))
    pairs = random_pairs(members, seed) if how == AT_RANDOM else one_on_all(particle, members)
    if not len(pairs.targets):
        st.info(WORDS["nobody_selected" if scope == SELECTED else "nobody"])
        return
    _result(run, weights, operator, pairs, seed)


def _result(run: Run, weights: Tensor, operator: Operator, pairs: Pairs, seed: int) -> None:
    config = run.config
    before = standing(config, weights)
    after = standing(config, act(operator, weights, config.particle_hidden, pairs, seed))
    with st.container(key="meets_result"):
        st.markdown(met(WORDS["did"][operator], len(pairs.targets), config, before, after))
    show_table(standings(config, before, after), "standings")


def _controls() -> tuple[Operator, str, str, int]:
    """(what they do, among whom, who with whom, seed)."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        operator = choose_one(
            "Operator", list(Operator), key="meets_operator",
            help=WORDS["operator"], in_words=WORDS["operators"].__getitem__,
        )  # fmt: skip
        scope = st.selectbox(
            "Among", [*Scope, SELECTED], key="meets_scope",
            format_func=WORDS["scopes"].__getitem__, help=WORDS["scope"], width=220,
        )  # fmt: skip
        how = choose_one(
            "Pairs", [AT_RANDOM, ONE_ON_ALL], key="meets_how",
            help=WORDS["how"], in_words=WORDS["hows"].__getitem__,
        )  # fmt: skip
        seed = draw_again("meets", "Resample", WORDS["again"])
    return operator, scope, how, seed
