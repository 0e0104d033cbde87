"""Which organism to look at, and under which reading of the paper it was grown."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from orgnet_core.paper.variants import MOMENTA, PRESET_OF, STEPS, Organism, Variant, variants_of
from ui.shared.segments import choose_one
from ui.shared.texts import TEXTS

WORDS = TEXTS["paper"]
ORGANISMS: list[Organism] = [*PRESET_OF]
PARAMETER = "variant"  # of the address
Option = TypeVar("Option")


def choose_variant() -> Variant:
    """Switches; the address says how they stand, and how they stand at first."""
    names = {each.name: each for organism in ORGANISMS for each in variants_of(organism)}
    if "paper_organism" not in st.session_state:
        asked = names.get(st.query_params.get(PARAMETER, ""))
        if asked is not None:
            st.session_state["paper_organism"] = asked.organism
            st.session_state[f"paper_steps_{asked.organism}"] = asked.steps
            st.session_state["paper_momentum"] = asked.momentum
    with st.container(horizontal=True, gap="medium", key="paper_choice"):
        organism = _switch("organism", ORGANISMS, WORDS["organism"].__getitem__)
        steps = _switch(f"steps_{organism}", STEPS[organism], lambda each: _steps(organism, each))
        momentum = _switch("momentum", MOMENTA, WORDS["momentum"].__getitem__)
    variant = Variant(organism, steps, momentum)
    st.query_params[PARAMETER] = variant.name
    return variant


def _switch(name: str, options: Sequence[Option], in_words: Callable[[Option], str]) -> Option:
    words, key = WORDS[name.partition("_")[0]], f"paper_{name}"
    return choose_one(words["label"], options, key=key, help=words["help"], in_words=in_words)


def _steps(organism: Organism, steps: int) -> str:
    said = WORDS["steps"][organism][STEPS[organism].index(steps)]
    return f"{steps}, {said}"
