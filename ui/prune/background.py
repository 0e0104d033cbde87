"""How a section shows what is computed in the background: progress, then results, by itself."""

from collections.abc import Callable, Iterable

import streamlit as st

from ui.controls import duration
from ui.jobs import Job, JobState, jobs
from ui.texts import TEXTS

POLL = 1.0  # seconds
WORDS = TEXTS["prune"]


def following(is_busy: Callable[[], bool], draw: Callable[[], None]) -> None:
    """Draw, and draw again every second while something is being computed."""
    was_busy = is_busy()

    @st.fragment(run_every=POLL if was_busy else None)
    def section() -> None:
        if is_busy() != was_busy:
            st.rerun()  # this fragment's timer depends on it
        draw()

    section()


def any_busy(found: Iterable[Job | None]) -> bool:
    """Whether one of these jobs is waiting or computing."""
    return any(job is not None and not job.state.is_over for job in found)


def is_missing(job: Job | None) -> bool:
    """Whether it takes a click to have it computed."""
    return job is None or job.state in (JobState.FAILED, JobState.CANCELLED)


def progress(job: Job | None, what: str) -> None:
    """How far the job is, in words and as a bar, with a button to cancel it; or why it ended."""
    if job is None or job.state is JobState.DONE:
        return
    if job.state is JobState.FAILED:
        st.error(f"{what}: {job.message}")
    elif job.state is JobState.CANCELLED:
        if job.message:
            st.info(f"{what}: {job.message}")
    else:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.progress(job.progress, text=f"{what}: {_how_far(job)}")
            st.button(
                "Cancel",
                key=f"cancel_{job.run}_{job.name}",
                on_click=lambda: jobs().cancel(job),
                help=WORDS["cancel"],
                icon=":material/close:",
            )


def _how_far(job: Job) -> str:
    if job.state is JobState.WAITING:
        ahead = jobs().ahead(job)
        return f"waiting, {ahead:,} other {'computation' if ahead == 1 else 'computations'} first"
    words = f"{len(job.results):,} of {job.total:,}"
    if job.seconds_left is None:
        return words
    return f"{words}, {duration(job.seconds_left)} left"
