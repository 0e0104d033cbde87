"""Mounts a board of live views into a page; the views themselves are orgnet_views/js/."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.components import v2

from orgnet_core.runs.live.run import Run
from orgnet_views.assets import JS
from orgnet_views.board import board_of
from orgnet_views.frames import stride
from orgnet_views.texts import TEXTS
from ui.session.display_options import CHOSEN
from ui.session.visit import visit
from ui.session.visitor import asker
from ui.shared.board_data import SERVED
from ui.shared.lectures import LECTURES, PAGES, TooMany

# The glossary is the page's own (glossary.py), once for all its boards.
WORDS = {name: words for name, words in TEXTS.items() if name != "glossary"}
_component = v2.component(
    "organism_board",
    html='<div class="orgnet"></div>',
    css=(JS / "board.css").read_text(),
    js=Path(__file__).with_suffix(".js").read_text(),
    isolate_styles=False,
)


class Report(NamedTuple):
    """What the visitor does in a board that reports it."""

    selection: list[int]  # particle numbers
    at: int | None  # number of the snapshot that every view shows, None for the newest


def reported(run: Run, key: str) -> Report:
    """What a board on the page told last; to be known before the board is shown again."""
    state = st.session_state.get(key) or {}
    every = stride(run.config.organism.particles)
    return Report([every * mark for mark in state.get("selection") or []], state.get("at"))


def shown_index(run: Run, key: str) -> int:
    """Number of the snapshot that the timeline of the board `key` shows."""
    newest, at = len(run.snapshots) - 1, reported(run, key).at
    return newest if at is None else min(at, newest)


def board(
    run: Run,
    views: Sequence[str],
    *,
    key: str,
    at: int | None = None,
    cut: Iterable[int] = (),
    particle: int | None = None,
    query: Mapping[str, str | None] | None = None,
    beside: Run | None = None,
    batch: int | None = None,
    reports: Sequence[str] = (),
    plays: bool = False,
) -> None:
    """Show `views` (names in orgnet_views/js/views/index.js) of a run, side by side.

    They follow the run and the timeline, or show snapshot number `at`, or the parts of the `batch`
    after a recorded step. Particles in `cut` are struck out on the map; views of one particle show
    `particle`. What `query` holds is what the address says besides: "" is nothing, None what is too
    long for an address. The run `beside` shows the same epoch in its own boards and, of an organism
    of the same shape, the same particles. When what `reports` names ("selection", "at") changes,
    the page runs again and finds it by `reported`. In a board that `plays` the timeline replays the
    run once by itself, and test pictures pass through the map. To look inside a particle leads to
    its page, to follow a lecture to the lecturer's.
    """
    every = stride(run.config.organism.particles)  # marks are particles 0, every, 2·every, …
    data = board_of(run) | SERVED
    data |= {
        "texts": WORDS,
        "views": list(views),
        "at": at,
        "cut": [int(number) // every for number in cut if number % every == 0],
        "particle": particle,
        "query": query,
        "batch": batch,
        "beside": beside and {"run": beside.id, "alike": are_alike(run, beside)},
        "reports": list(reports),
        "plays": plays,
    }
    _go_on(run, _mounted(key, data))


def are_alike(run: Run, other: Run) -> bool:
    """Whether a particle's number means the same place in both."""
    return run.config.organism.widths == other.config.organism.widths


def _mounted(key: str, data: dict):
    """Streamlit keeps no value of a component's for which there is no callback."""

    def changed() -> None:
        pass

    return _component(
        key=key,
        data=data,
        on_selection_change=changed,
        on_at_change=changed,
        on_open_change=changed,
        on_go_change=changed,
    )


def _go_on(run: Run, result) -> None:
    """Where the visitor asked in the board to be led, if they did."""
    if result.open is not None:
        visit(PAGES["particle"], {"run": run.id, "particle": str(int(result.open))})
    if result.go is not None:
        _go_along(dict(result.go))


def _go_along(wanted: Mapping) -> None:
    """To the page and the run of a lecture, or to another run in the Lab."""
    code, display = f"{wanted.get('code')}", st.session_state.get(CHOSEN, {})
    if run := wanted.get("run"):
        visit(PAGES["lab"], {"follow": code, "run": f"{run}"} | display)
    try:
        lecture = LECTURES.find(code, asker())
    except TooMany:
        return  # as said where the page asks by itself
    if lecture is None:
        return
    view = lecture.view
    if view.particle is not None:
        st.session_state["particle_to_show"] = view.particle
    said = dict(parse_qsl(view.cut)) if view.page == "compare" else {}
    if view.page == "prune" and view.cut:
        st.session_state["cut_to_show"] = view.cut
    visit(PAGES[view.page], {"follow": code, "run": view.run} | said | display)
