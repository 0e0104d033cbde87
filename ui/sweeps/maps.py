"""Small multiples of a sweep: an organism map for each run, all at one epoch."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from orgnet_core.cadence import evenly
from orgnet_core.runs.store.kinds import Kinds
from orgnet_core.sweeps.places import Kept
from orgnet_core.tasks import TASKS
from orgnet_views.assets import JS
from orgnet_views.frames import stride
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.organism_map import SYMBOLS, map_svg, tiles_of
from ui.shared.explain import explain
from ui.shared.formats import format_share
from ui.shared.modules import ModuleComponent
from ui.shared.texts import TEXTS
from ui.sweeps.shown import name_of

WORDS = TEXTS["sweeps"]["maps"]
MOST = 24  # maps at once: what a page fetches and draws is bounded by it
MOST_IN_FILE = 200  # of about 10 kB

_component = ModuleComponent(
    "organism_maps", "maps.js", "orgnet-maps", (JS / "maps.css").read_text(encoding="utf-8")
)


def show_maps(runs: Sequence[Kept], settings: Sequence[str]) -> str | None:
    """Of these runs, page by page; the id of the one that the visitor has just asked to open, if
    any."""
    st.subheader(WORDS["title"], anchor=False)
    explain(f"{WORDS['what']} {WORDS['link']}")
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


def maps_html(runs: Sequence[Kept], settings: Sequence[str], kinds: Kinds) -> str:
    """Each at its last recorded step, with a legend, as a part of a page that needs no script."""
    legend = " ".join(
        f'<span><b style="color:{style.colour}">{style.mark}</b> {style.plural}</span>'
        for style in KIND_STYLES.values()
    )
    maps = [_map_html(kept, settings, kinds) for kept in evenly(runs, MOST_IN_FILE)]
    shapes = f'<svg width="0" height="0" style="position:absolute">{SYMBOLS}</svg>'
    return f'{shapes}<p class="legend">{legend}</p>\n<div class="maps">{"".join(maps)}</div>'


def _map_html(kept: Kept, settings: Sequence[str], kinds: Kinds) -> str:
    last = kinds.last(kept.record.id)
    if last is None:  # the run was deleted meanwhile
        return ""
    organism, picture = kept.record.config.organism, TASKS[kept.record.config.task].picture
    every = stride(organism.particles)
    tiles = list(tiles_of(organism.shapes, picture.grid if picture else None, every))
    share = format_share(kept.outcome.self_replicators[-1], 0)
    name = escape(name_of(kept, settings))
    alt = f'role="img" aria-label="Organism map of {name}: {share} self-replicators."'
    drawn = f"<div {alt}>{map_svg(tiles, last.kind[::every])}</div>"
    return f"<figure>{drawn}<figcaption>{name}<br>{share} self-replicators</figcaption></figure>\n"


def _mapped(kept: Kept, settings: Sequence[str]) -> dict:
    organism, picture = kept.record.config.organism, TASKS[kept.record.config.task].picture
    about = {"layers": organism.shapes, "grid": picture and picture.grid}
    about["every"] = stride(organism.particles)
    return {"id": kept.record.id, "name": name_of(kept, settings), "organism": about}
