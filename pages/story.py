"""The Story page: the paper in seven short steps, each with a board to press."""

import streamlit as st

from ui.session.board import board
from ui.session.display_options import apply_display_options
from ui.session.glossary import glossary
from ui.story.cutting import cutting
from ui.story.facts import example, facts
from ui.story.fairness import fairness
from ui.story.steps import head, opening, progress, say, step
from ui.story.texts import WORDS
from ui.story.views import COPY, DIVIDE, FORMULA, JOB, PLACE, TIME, WHOLE

STEPS = WORDS["steps"]

apply_display_options()
run = example("mnist15")
chosen = facts()["featured"]  # until the visitor chooses another

with st.container(key="story"):
    opening()
    progress()
    with step("copy"):
        board(run, COPY, key="story_copy", particle=chosen)
    with step("job"):
        board(run, JOB, key="story_job", particle=chosen)
    with step("organism"):
        board(run, WHOLE, key="story_whole", particle=chosen)
    say(STEPS["organism"]["formula"])
    board(run, FORMULA, key="story_formula", particle=chosen)
    head("divide")
    say(STEPS["divide"]["text"])
    board(run, TIME, key="story_time")
    board(run, DIVIDE, key="story_divide")
    with step("place"):
        board(run, PLACE, key="story_place")
    with step("cut"):
        cutting()
    say(STEPS["cut"]["frozen"])
    with step("fair"):
        fairness(run.id)
    head("glossary")
    say(STEPS["glossary"]["text"])
    glossary()
