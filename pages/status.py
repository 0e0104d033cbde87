"""The Status page: what this server is doing, and whether it is set up to do it well."""

from math import isnan

import streamlit as st

from ui import status
from ui.looks import dress
from ui.state import registry
from ui.texts import TEXTS
from ui.ticks import TICKS

WORDS = TEXTS["status"]

dress()
st.subheader(WORDS["question"], anchor=False)


@st.fragment(run_every=2.0)
def now() -> None:
    """What changes by the second."""
    _, median, high = TICKS.latency()
    viewers = status.viewers()
    with st.container(horizontal=True, key="status_numbers"):
        count = "unknown" if viewers is None else viewers
        st.metric(WORDS["viewers"], count, help=WORDS["viewers_help"])
        waits = "nobody looks" if isnan(median) else f"{1000 * median:.0f} / {1000 * high:.0f} ms"
        st.metric(WORDS["latency"], waits, help=WORDS["latency_help"])
        memory = status.megabytes(status.resident_bytes())
        st.metric(WORDS["memory"], memory, help=WORDS["memory_help"])
        size = status.megabytes(status.store_bytes(registry().store.path))
        st.metric(WORDS["store"], size, help=WORDS["store_help"])
    st.markdown(f"##### {WORDS['runs']}")
    slots = registry().slots
    records = map(registry().store.run, slots.training)  # without counting as a viewer
    st.markdown("\n".join(map(status.stands, filter(None, records))) or WORDS["nothing_grows"])
    st.caption(
        f"Places to train: {slots.count:,}, on {status.trains_on()}; "
        f"waiting for one: {len(slots.waiting):,}."
    )


now()
st.markdown(f"##### {WORDS['checks']}")
st.markdown("  \n".join(map(status.verdict, status.checks().items())))
left, right = st.columns(2, gap="large")
left.markdown(f"##### {WORDS['settings']}")
left.table(status.settings())
right.markdown(f"##### {WORDS['versions']}")
right.table(status.versions())
