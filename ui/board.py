"""Mounts a board of live views into a page; the views themselves are ui/live/."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from orgnet_core.runs.run import Run
from orgnet_core.tasks import TASKS
from ui.feed import ASSETS, LIVE, stride
from ui.lecture import LECTURES, PAGES
from ui.texts import TEXTS

_component = st.components.v2.component(
    "organism_board",
    html='<div class="orgnet"></div>',
    css=(LIVE / "board.css").read_text(),
    js=(LIVE / "boot.js").read_text(),
    isolate_styles=False,
)


class Told(NamedTuple):
    """What the visitor does in a board that reports it."""

    selection: list[int]  # particle numbers
    at: int | None  # number of the snapshot that every view shows, None for the newest


def told(run: Run, key: str) -> Told:
    """What a board on the page told last; to be known before the board is shown again."""
    state = st.session_state.get(key) or {}
    every = stride(run.config.organism.particles)
    return Told([every * mark for mark in state.get("selection") or []], state.get("at"))


def shown(run: Run, key: str) -> int:
    """Number of the snapshot that the timeline of the board `key` shows."""
    newest, at = len(run.snapshots) - 1, told(run, key).at
    return newest if at is None else min(at, newest)


def board(
    run: Run,
    views: Sequence[str],
    *,
    key: str,
    at: int | None = None,
    cut: np.ndarray = (),
    particle: int | None = None,
    query: Mapping[str, str | None] | None = None,
    reports: Sequence[str] = (),
) -> None:
    """Show `views` (names of ui/live/board.js) of a run, side by side.

    They follow the run and the timeline, or show snapshot number `at`. Particles in `cut` are
    struck out on the map; views of one particle show `particle`. What `query` holds is what the
    address says besides: "" is nothing, None what is too long for an address. When what `reports`
    names ("selection", "at") changes, the page runs again and finds it by `told`. To look inside a
    particle leads to its page, to follow a lecture to the lecturer's.
    """
    every = stride(run.config.organism.particles)  # marks are particles 0, every, 2·every, …
    data = {
        "assets": ASSETS,
        "run": run.id,
        "views": list(views),
        "at": at,
        "cut": [int(number) // every for number in cut if number % every == 0],
        "particle": particle,
        "query": query,
        "kept": ["run", "particle", "controls", "type"],
        "reports": list(reports),
        **_of_the_task(run, every),
        "texts": TEXTS["views"],
    }
    states = {f"on_{name}_change": lambda: None for name in ("selection", "at", "open", "go")}
    result = _component(key=key, data=data, **states)
    if result.open is not None:
        st.switch_page(
            PAGES["particle"], query_params={"run": run.id, "particle": str(int(result.open))}
        )
    if result.go is not None:
        _go_along(str(result.go))


def _go_along(code: str) -> None:
    """To the page and the run of a lecture."""
    lecture = LECTURES.find(code)
    if lecture is None:
        return
    view, looks = lecture.view, st.session_state.get("looks", {})
    if view.particle is not None:
        st.session_state["particle_to_show"] = view.particle
    if view.cut:
        st.session_state["cut_to_show"] = view.cut
    query = {"follow": code, "run": view.run} | looks
    st.switch_page(PAGES[view.page], query_params=query)


def _of_the_task(run: Run, every: int) -> dict:
    task = TASKS[run.config.task]
    return {
        "task": {"metric": task.metric, "logLoss": not task.higher_is_better},
        "organism": {
            "layers": run.config.organism.shapes,
            "grid": task.input_grid,
            "every": every,
            "dark": task.dark_pixels,
            "mean": task.mean_image,
        },
    }
