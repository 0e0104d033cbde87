"""The examples that come with the Lab, side by side, each one click away."""

from base64 import b64encode
from functools import cache

import streamlit as st

from orgnet_core.config import RunConfig
from orgnet_core.examples import Example
from orgnet_core.runs.live.run import Run
from orgnet_core.tasks import TASKS
from orgnet_views.organism_map import map_picture, tiles_of
from ui.session.notices import notify
from ui.session.runs import make_current
from ui.shared.examples import WORDS, allowed
from ui.shared.registry import registry


def gallery(run: Run) -> None:
    """A card for each: its last step as a map, its name, a sentence. They stay in one row."""
    with st.container(horizontal=True, gap="xsmall", key="examples"):
        for example in allowed().values():
            _card(example, is_shown=example.run == run.id)


def _card(example: Example, is_shown: bool) -> None:
    words = WORDS[example.name]
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        gap="xsmall",
        key=f"example_{example.run}{'_shown' if is_shown else ''}",
    ):
        st.html(f'<img alt="" src="{picture(example)}">', width="content")
        with st.container(gap=None):
            st.button(
                words["title"],
                key=f"open_{example.run}",
                on_click=_open,
                args=(example,),
                type="tertiary",
                help=WORDS["open"],
            )
            st.caption(words["about"])


def _open(example: Example) -> None:
    if run := registry().get(example.run):
        make_current(run)
    else:
        notify(WORDS["no_room"])


@cache
def picture(example: Example) -> str:
    """The organism map of its last step, as the address of an image."""
    svg = map_picture(list(tiles_of(*_shape(example.config))), example.last_kinds())
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _shape(config: RunConfig) -> tuple:
    shown = TASKS[config.task].picture
    return config.organism.shapes, shown and shown.grid
