"""The Teach page: three lessons, a worksheet, pages for slides."""

import streamlit as st

from ui.session.display_options import apply_display_options
from ui.shared.texts import TEXTS
from ui.teach.plan import plans
from ui.teach.slides import slides
from ui.teach.worksheet import worksheet

WORDS = TEXTS["teach"]

apply_display_options()
st.subheader(WORDS["question"], anchor=False)
st.caption(WORDS["what"])
plans()
left, right = st.columns(2, gap="large")
with left:
    worksheet()
    st.markdown(f"#### {WORDS['votes']}")
    st.markdown(WORDS["votes_how"])
with right:
    slides()
