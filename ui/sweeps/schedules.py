"""Which whole schedules a sweep grows: variants of the organism's own, and saved ones."""

from typing import Any

import streamlit as st

from orgnet_core.config import RunConfig
from orgnet_core.schedule import VARIANTS
from orgnet_core.sweeps.axes import SCHEDULE
from ui.session.visitor import owner
from ui.shared.registry import registry
from ui.shared.texts import TEXTS

WORDS = TEXTS["sweeps"]["start"]


def choose_schedules(config: RunConfig) -> dict[str, list[Any]]:
    """An axis of a grid; none where the organism keeps its own schedule."""
    offered = {
        WORDS["variants"][name]: variant(config.phases) for name, variant in VARIANTS.items()
    }
    saved = registry().store.saved_schedules.of(owner())
    offered |= {WORDS["saved"].format(name=name): phases for name, phases in saved.items()}
    label, help_text = WORDS["schedules"]
    chosen = st.multiselect(
        label,
        list(offered),
        key="sweep_schedules",
        placeholder=WORDS["its_own"],
        help=help_text,
    )
    if not chosen:
        return {}
    return {SCHEDULE: [[phase.model_dump() for phase in offered[each]] for each in chosen]}
