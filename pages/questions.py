"""The Questions page: ten small experiments, guess first."""

import streamlit as st

from ui.questions.choice import (
    choose_question,
    guess,
    is_shown,
    result_button,
    score,
    verdict,
)
from ui.questions.fresh import RUN, fresh_seeds
from ui.questions.result import show_answer
from ui.questions.voting import voting
from ui.session.display_options import apply_display_options
from ui.session.notices import reserved_place
from ui.session.progress import Progress, following
from ui.shared.questions import QUESTIONS
from ui.shared.texts import TEXTS

WORDS = TEXTS["questions"]

apply_display_options()
st.subheader(WORDS["question"], anchor=False)
st.caption(WORDS["what"])
name = choose_question()
with st.container(key="ask"):
    asked, found, in_class = st.container(), st.container(), st.container()
with asked:
    guessed = guess(name)
    result_button(name, guessed)
with in_class:
    st.markdown(f"#### {WORDS['class']}", help=WORDS["class_help"])
    voting(name)


def result(show_progress: Progress) -> None:
    """All that changes once fresh seeds were grown here."""
    verdict(QUESTIONS[name], guessed)
    place = reserved_place()
    fresh = fresh_seeds(name, show_progress)
    with place:
        show_answer(name, fresh)


if is_shown(name):
    with found:
        following([RUN], f"{name}/", result)
score()
