"""Small multiples of a sweep: an organism map for each run, all at one epoch."""

from collections.abc import Sequence

import streamlit as st

from orgnet_core.sweeps.places import Kept
from orgnet_core.tasks import TASKS
from orgnet_views.assets import JS
from orgnet_views.frames import stride
from ui.shared.modules import ModuleComponent
from ui.shared.texts import TEXTS
from ui.sweeps.shown import name_of

WORDS = TEXTS["sweeps"]["maps"]
MOST = 24  # maps at once: what a page fetches and draws is bounded by it

_component = ModuleComponent(
    "organism_maps", "maps.js", "orgnet-maps", (JS / "maps.css").read_text(encoding="utf-8")
)


def show_maps(runs: Sequence[Kept], settings: Sequence[str]) -> str | None:
    """Of these runs, page by page; the id of the one that the visitor has just asked to open, if
    any."""
    st.subheader(WORDS["title"], anchor=False)
    st.caption(f"{WORDS['what']} {WORDS['link']}")
    words = {name: WORDS[name] for name in ("slider", "legend")}
    data = {"runs": [_mapped(kept, settings) for kept in _page(runs)], "words": words}
    return _component.show("sweeps_maps", data)


def _page(runs: Sequence[Kept]) -> Sequence[Kept]:
    """Those of the page that the visitor chose, where there are several."""
    pages = -(-len(runs) // MOST)
    if pages == 1:
        return runs
    with st.container(horizontal=True, vertical_alignment="center"):
        first = MOST * (st.pagination(pages, key="sweeps_page") - 1)
        shown = runs[first : first + MOST]
        st.caption(WORDS["page"].format(first=first + 1, last=first + len(shown), all=len(runs)))
    return shown


def _mapped(kept: Kept, settings: Sequence[str]) -> dict:
    organism, picture = kept.record.config.organism, TASKS[kept.record.config.task].picture
    about = {"layers": organism.shapes, "grid": picture and picture.grid}
    about["every"] = stride(organism.particles)
    return {"id": kept.record.id, "name": name_of(kept, settings), "organism": about}
