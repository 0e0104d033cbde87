"""The Status page: what this server is doing, and whether it is set up to do it well."""

from math import isnan

import streamlit as st

from ui.session.admin import admin_access
from ui.session.display_options import apply_display_options
from ui.shared.formats import format_latency
from ui.shared.latency import LATENCY
from ui.shared.registry import registry
from ui.shared.texts import TEXTS
from ui.status import facts

WORDS = TEXTS["status"]

apply_display_options()
st.subheader(WORDS["question"], anchor=False)


@st.fragment(run_every=2.0)
def now() -> None:
    """What changes by the second."""
    _, median, high = LATENCY.quantiles()
    viewers = facts.viewers()
    with st.container(horizontal=True, key="status_numbers"):
        count = "unknown" if viewers is None else viewers
        st.metric(WORDS["viewers"], count, help=WORDS["viewers_help"])
        waits = f"{format_latency(median)} / {format_latency(high)}"
        waits = WORDS["idle"] if isnan(median) else waits
        st.metric(WORDS["latency"], waits, help=WORDS["latency_help"])
        memory = facts.megabytes(facts.resident_bytes())
        st.metric(WORDS["memory"], memory, help=WORDS["memory_help"])
        size = facts.megabytes(facts.store_bytes(registry().store.path))
        st.metric(WORDS["store"], size, help=WORDS["store_help"])
    st.markdown(f"##### {WORDS['runs']}")
    slots = registry().slots
    records = map(registry().store.run, slots.training)  # without counting as a viewer
    st.markdown("\n".join(map(facts.stands, filter(None, records))) or WORDS["nothing_grows"])
    st.caption(
        WORDS["slots"].format(
            count=f"{slots.count:,}", device=facts.trains_on(), waiting=f"{len(slots.waiting):,}"
        )
    )


now()
st.markdown(f"##### {WORDS['checks']}")
st.markdown("  \n".join(map(facts.verdict, facts.checks().items())))
admin_access()
left, right = st.columns(2, gap="large")
left.markdown(f"##### {WORDS['settings']}")
left.table(facts.settings())
right.markdown(f"##### {WORDS['versions']}")
right.table(facts.versions())
