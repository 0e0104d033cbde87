"""What counts as persistent on the page, and what a trial of that rule found."""

from dataclasses import asdict, replace

import streamlit as st

from orgnet_core.pruning import Persistence, Specimen
from orgnet_core.pruning.persistence import LIMITS, USUAL
from orgnet_core.trials.recorded import recorded_trial
from ui.shared.persistence_trial import trial_sentence, variants
from ui.shared.tables import show_table
from ui.shared.texts import TEXTS

WORDS = TEXTS["pruning"]["persistence"]


def rule() -> Persistence:
    """What counts as persistent on the page: the usual unless its controls say otherwise."""
    given = {name: st.session_state.get(_key(name), getattr(USUAL, name)) for name in LIMITS}
    return Persistence(**given)


def by_the_rule(specimen: Specimen) -> Specimen:
    return replace(specimen, persistence=rule())


def persistence(specimen: Specimen) -> None:
    """Controls of the rule, and what is known of it. To move one cuts the persistent ones."""
    with st.container(horizontal=True, gap="small"):
        for name, (least, most) in LIMITS.items():
            st.session_state.setdefault(_key(name), getattr(USUAL, name))
            label, what = WORDS[name]
            st.number_input(
                label,
                least,
                most,
                st.session_state[_key(name)],
                step=1,
                key=_key(name),
                help=what,
                on_change=lambda: match_persistent(specimen),
                width=190,
            )
    found = recorded_trial("persistence")
    st.caption(trial_sentence(found))
    with st.expander(WORDS["variants_title"]):
        st.caption(WORDS["variants"].format(dear=f"{found['dear'][0]:g}"))
        show_table(variants(found), "trial")


def in_address() -> dict[str, str]:
    """What the address says of the rule."""
    return {f"persistent_{name}": str(value) for name, value in asdict(rule()).items()}


def match_persistent(specimen: Specimen) -> None:
    """Cut as many as are persistent by the rule on the page."""
    organism = by_the_rule(specimen)
    if organism.has_history:
        st.session_state["prune_share"] = 100 * float(organism.persistent.mean())


def _key(name: str) -> str:
    return f"prune_persistent_{name}"
