"""A lesson as a table to teach from: when, what to open, what to say."""

from html import escape

import streamlit as st

from ui.shared.questions import QUESTIONS
from ui.shared.segments import choose_one
from ui.shared.texts import TEXTS
from ui.teach.lessons import LESSONS, Lesson, Step

WORDS = TEXTS["teach"]


def plans() -> None:
    """One of the three, as chosen."""
    words = {each.name: f"{each.minutes} min · {each.name}" for each in LESSONS}
    name = choose_one(
        WORDS["lesson"],
        [*words],
        key="lesson",
        help=WORDS["lesson_help"],
        in_words=words.__getitem__,
    )
    lesson = next(each for each in LESSONS if each.name == name)
    st.markdown(f"**{WORDS['for']}** {lesson.audience}  \n**{WORDS['goal']}** {lesson.goal}")
    st.html(plan_html(lesson))


def plan_html(lesson: Lesson) -> str:
    """Links stay in this tab, in which the lecture goes on."""
    rows, begins = list[str](), 0
    for step in lesson.steps:
        rows.append(_row(step, begins))
        begins += step.minutes
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in WORDS["heads"])
    body = f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f'<table class="lesson">{body}</table>'


def _row(step: Step, begins: int) -> str:
    if step.question:
        opens = WORDS["vote"].format(short=QUESTIONS[step.question].short)
    else:
        opens = WORDS["pages"][step.page]
    if step.step is not None:
        opens += WORDS["at"].format(step=f"{step.step:,}")
    link = f'<a href="{escape(step.address)}">{escape(opens)}</a>'
    cells = (
        f"{begins}–{begins + step.minutes}",
        f"<strong>{escape(step.title)}</strong><br>{link}",
        escape(step.say),
    )
    return "".join(["<tr>", *(f"<td>{cell}</td>" for cell in cells), "</tr>"])
