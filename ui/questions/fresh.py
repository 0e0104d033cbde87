"""Asking a question of fresh seeds, grown now, in the background."""

from collections.abc import Iterator

import streamlit as st

from orgnet_core.presets import PRESETS
from orgnet_core.trials.answers import ASKED, Answer, Row, answer_of, fresh_row
from orgnet_core.trials.statistics import FEWEST
from ui.session.progress import Progress, is_missing, why_missing
from ui.session.visitor import visitor
from ui.shared.jobs import JobState, jobs
from ui.shared.questions import QUESTIONS
from ui.shared.texts import TEXTS

WORDS = TEXTS["questions"]
RUN = "questions"  # jobs are kept by run; these are of none in the store
PRESET = "mnist15-quick"  # as in the recorded trial
FIRST = 300  # seed: none of those that are recorded
MOST = 20


def fresh_seeds(name: str, show_progress: Progress) -> Answer | None:
    """The controls; what fresh seeds came to, where the visitor has asked some."""
    if not ASKED[name].organisms:
        st.caption(WORDS["no_fresh"])
        return None
    key = f"fresh_{name}"
    st.session_state.setdefault(key, FEWEST)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        count = st.number_input(
            WORDS["seeds"], FEWEST, MOST, step=1, key=key, help=WORDS["seeds_help"], width=140
        )
        job = jobs().find(RUN, job_name(name, count))
        st.button(
            WORDS["grow"].format(count=count),
            key="grow_fresh",
            on_click=_start,
            args=(name,),
            disabled=not is_missing(job),
            help=WORDS["grow_help"],
            icon=":material/play_arrow:",
        )
    why_missing(job)
    show_progress()
    if job is None or job.state is not JobState.DONE:
        return None
    rows = [row for row in job.results if row is not None]
    return answer_of(name, rows) if rows else None


def job_name(name: str, count: int) -> str:
    return f"{name}/{count}"


def _start(name: str) -> None:
    count = st.session_state[f"fresh_{name}"]
    title = WORDS["title"].format(short=QUESTIONS[name].short, count=count)
    jobs().start(RUN, job_name(name, count), title, count, lambda: rows_of(name, count), visitor())


def rows_of(name: str, count: int) -> Iterator[Row | None]:
    """Of one seed after the other; None of one that diverged."""
    for seed in range(FIRST, FIRST + count):
        yield fresh_row(name, PRESETS[PRESET].config.changed({"seed": seed}))
