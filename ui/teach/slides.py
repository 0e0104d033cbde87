"""Pages without what steers them, in large type: for slides and frames."""

from html import escape

import streamlit as st

from orgnet_core.examples import EXAMPLES
from ui.shared.texts import TEXTS
from ui.teach.lessons import address_of

WORDS = TEXTS["teach"]
BARE = {"controls": "off", "type": "large"}


def slides() -> None:
    """Each opens in a tab of its own; the address there is what a slide links to."""
    st.markdown(f"#### {WORDS['slides']}")
    st.caption(WORDS["slides_what"])
    items = "".join(
        f'<li><a href="{escape(address)}" target="_blank" rel="noopener">{escape(words)}</a></li>'
        for words, address in slide_addresses().items()
    )
    st.html(f'<ul class="slides">{items}</ul>')


def slide_addresses() -> dict[str, str]:
    """What is on it, and where it is."""
    run = {name: {"run": example.run} for name, example in EXAMPLES.items()}
    cut = {"by": "self_replicator"}
    return {
        "The paper's organism, at epoch 5": address_of("lab", run["mnist15"] | BARE, 600),
        "The same, after 200 epochs": address_of("lab", run["mnist15"] | BARE, 24_000),
        "All self-replicators cut": address_of("prune", run["mnist15"] | cut | BARE, 24_000),
        "All cut, the task frozen before": address_of("prune", run["frozen"] | cut | BARE, 26_400),
        "One particle of the organism that adds": address_of(
            "particle", run["addition"] | {"particle": "0"} | BARE, 1_200
        ),
        "Map and curves alone, for a frame": address_of(
            "embed", run["mnist15"] | {"views": "map,curves"}, 24_000
        ),
    }
