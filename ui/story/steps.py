"""The steps of the Story: their headings and texts, and the line that says how far one has come."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.components import v2

from orgnet_views.terms import link_terms
from ui.story.facts import facts
from ui.story.texts import WORDS

HERE = Path(__file__).parent
STEPS = WORDS["steps"]
_line = v2.component(
    "story_steps",
    html='<nav class="story-steps" aria-label="Steps of the story"></nav>',
    js=(HERE / "steps.js").read_text(),
    isolate_styles=False,
)


def opening() -> None:
    """What the page is about, and whose it is; and its look, before anything is to be seen."""
    st.html(HERE / "steps.css")
    st.subheader(WORDS["question"], anchor=False)
    say(WORDS["what"])
    st.caption(WORDS["sources"].format(**facts()))


def progress() -> None:
    """Where the visitor is among the steps, with the way to the previous and to the next."""
    told = [
        {"anchor": name, "label": _number(name).rstrip(". ") or "A–Z", "title": each["title"]}
        for name, each in STEPS.items()
    ]
    with st.container(key="story_progress"):
        _line(key="story_line", data={"steps": told})


@contextmanager
def step(name: str) -> Iterator[None]:
    """A step's heading, which is an anchor of that name, and its text; beside it what is to be
    seen, below it on a narrow screen."""
    with st.container(key=f"story_step_{name}"):
        head(name)
        text, seen = st.columns([5, 9], gap="large")
        with text:
            say(STEPS[name]["text"])
        with seen:
            yield


def head(name: str) -> None:
    st.header(f"{_number(name)}{STEPS[name]['title']}", anchor=name)


def say(text: str) -> None:
    """A text with its numbers, and the terms in it."""
    st.markdown(link_terms(text.format(**facts())))


def _number(name: str) -> str:
    return "" if name == "glossary" else f"{[*STEPS].index(name) + 1}. "
