"""A worksheet on A4 to print, and the answers for the teacher apart: the ten questions, as an HTML
file that needs nothing else."""

from html import escape
from pathlib import Path

import streamlit as st

from ui.shared.questions import QUESTIONS, Question, result_sentence, source_sentence
from ui.shared.texts import TEXTS

WORDS = TEXTS["teach"]
SHELL = Path(__file__).with_name("worksheet.html").read_text(encoding="utf-8")


def worksheet() -> None:
    """Both files, to download and print."""
    st.markdown(f"#### {WORDS['worksheet']}")
    st.caption(WORDS["worksheet_what"])
    with st.container(horizontal=True):
        for has_answers, name in ((False, "worksheet"), (True, "answers")):
            st.download_button(
                WORDS[name],
                worksheet_html(has_answers),
                file_name=f"organism-lab-{name}.html",
                mime="text/html",
                key=f"download_{name}",
                icon=":material/download:",
                help=WORDS[f"{name}_help"],
                on_click="ignore",
            )


def worksheet_html(has_answers: bool) -> str:
    """For the class, with boxes and lines; or for the teacher, with what was found."""
    of = _answers if has_answers else _tasks
    items = "".join(
        f"<li><h2>{escape(question.asks)}</h2>{of(name, question)}</li>"
        for name, question in QUESTIONS.items()
    )
    title = WORDS["answers" if has_answers else "worksheet_title"]
    words = {"TITLE": title, "LEAD": WORDS["lead"], "ITEMS": items}
    page = SHELL
    for place, text in words.items():
        page = page.replace(place, text if place == "ITEMS" else escape(text))
    return page


def _tasks(_name: str, question: Question) -> str:
    boxes = "".join(f"<li>{escape(option)}</li>" for option in question.options)
    blanks = "".join(f"<p>{escape(words)}<span></span></p>" for words in WORDS["blanks"])
    return f'<ul class="boxes">{boxes}</ul><div class="blanks">{blanks}</div>'


def _answers(name: str, question: Question) -> str:
    right = escape(question.options[question.right])
    told = (result_sentence(name), question.means, source_sentence(name))
    return f"<p><strong>✓ {right}</strong></p>" + "".join(f"<p>{escape(each)}</p>" for each in told)
