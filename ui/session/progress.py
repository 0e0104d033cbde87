"""How a section shows what is computed in the background: progress, then results, by itself."""

from collections.abc import Callable, Sequence

import streamlit as st

from orgnet_core.config import SettingsError
from orgnet_core.plurals import count_of
from orgnet_core.runs.live.run import Run
from orgnet_core.settings import Settings
from ui.shared.formats import format_duration
from ui.shared.jobs import Job, JobState, jobs
from ui.shared.markdown import escape_markdown
from ui.shared.texts import TEXTS

Progress = Callable[[], None]
POLL = 1.0  # seconds
WORDS = TEXTS["progress"]


def following(runs: Sequence[str], prefix: str, draw: Callable[[Progress], None]) -> None:
    """Draw a section whose jobs, of these runs, have names that begin with `prefix`; while one of
    them is not over, again every second.

    `draw` is given what shows how far they are, to call where that belongs.
    """

    def active() -> list[Job]:
        return [job for run in runs for job in jobs().active(run, prefix)]

    was_busy = bool(active())

    @st.fragment(run_every=POLL if was_busy else None)
    def section() -> None:
        now = active()
        if bool(now) != was_busy:
            st.rerun()  # this fragment's timer depends on it
        draw(lambda: _progress(now))

    section()


def is_allowed(run: Run, epochs: int) -> bool:
    """Whether this server trains such an organism for so many epochs; if not, the page says so."""
    try:
        Settings().limits.check(run.config, epochs)
    except SettingsError as error:
        st.info(escape_markdown(f"{WORDS['beyond_limits']} {error}"))
        return False
    return True


def is_missing(job: Job | None) -> bool:
    """Whether it takes a click to have it computed."""
    return job is None or job.state in (JobState.FAILED, JobState.CANCELLED)


def why_missing(job: Job | None) -> None:
    """Say what kept a job from being done, if anything did."""
    if job is not None and job.state.is_over and job.message:
        show = st.error if job.state is JobState.FAILED else st.info
        show(f"{job.title}: {job.message}")


def _progress(active: Sequence[Job]) -> None:
    for job in active:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.progress(job.progress, text=f"{job.title}: {_how_far(job)}")
            st.button(
                "Cancel",
                key=f"cancel_{job.run}_{job.name}",
                on_click=jobs().cancel,
                args=(job,),
                help=WORDS["cancel"],
                icon=":material/close:",
            )


def _how_far(job: Job) -> str:
    if job.state is JobState.WAITING:
        ahead = jobs().ahead(job)
        return f"queued, {count_of(ahead, 'computation')} ahead"
    words = f"{len(job.results):,} of {job.total:,}"
    if job.seconds_left is None:
        return words
    return f"{words}, {format_duration(job.seconds_left)} left"
