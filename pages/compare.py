"""The Compare page: two organisms on one timeline, and what schedules come to over seeds."""

import streamlit as st

from ui.compare.choice import choose_beside
from ui.compare.panels import side_by_side
from ui.compare.schedules import schedules
from ui.session.runs import choose_run
from ui.shared.texts import TEXTS

WORDS = TEXTS["compare"]

st.subheader(WORDS["question"], anchor=False)
left, right = st.columns(2, gap="large")
with left:
    run = choose_run()
with right:
    other = choose_beside(run)
if other is None:
    st.info(WORDS["nothing"], icon=":material/compare:")
    st.page_link("pages/lab.py", label=WORDS["to_lab"], icon=":material/arrow_forward:")
else:
    side_by_side(run, other)
schedules()
