"""The result of a question: a sentence with its interval, what it means, a chart with a table."""

import streamlit as st

from orgnet_core.trials.answers import ASKED, Answer, recorded_answer
from ui.questions.chart import chart_of, table_of
from ui.shared.charts import show_chart
from ui.shared.questions import (
    QUESTIONS,
    interval,
    link_of,
    result_sentence,
    source_sentence,
)
from ui.shared.tables import show_table
from ui.shared.texts import TEXTS

WORDS = TEXTS["questions"]
ICONS = {"lab": ":material/science:", "prune": ":material/content_cut:"}


def show_answer(name: str, fresh: Answer | None) -> None:
    """As it was recorded, or of fresh seeds."""
    answer, question = fresh or recorded_answer(name), QUESTIONS[name]
    left, right = st.columns([5, 6], gap="large")
    with left:
        st.markdown(f"**{result_sentence(name, fresh)}**")
        st.markdown(question.means)
        st.caption(source_sentence(name, fresh))
        st.markdown(question.do)
        page, query = link_of(name)
        st.page_link(
            f"pages/{page}.py",
            label=WORDS["do"],
            icon=ICONS.get(page, ":material/arrow_forward:"),
            query_params=query,
        )
    with right:
        st.markdown(f"#### {question.axis[0].upper()}{question.axis[1:]}")
        estimate = interval(answer.estimate, question.estimate)
        alt = WORDS["alt"].format(
            axis=question.axis,
            seeds=len(answer.seeds),
            compared=question.compared,
            estimate=estimate,
        )
        show_chart(chart_of(question, ASKED[name], answer), alt, key=f"chart_{name}")
        st.caption(WORDS["chart"].format(compared=question.compared, estimate=estimate))
        with st.expander(WORDS["table"]):
            show_table(table_of(question, ASKED[name], answer), "answer")
