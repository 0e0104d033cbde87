"""Growing the paper's organisms anew from the page, to judge those instead of the recorded."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import streamlit as st
from pydantic import TypeAdapter

from orgnet_core.paper.reproduction import TRIALS, Growth, grow, result
from orgnet_core.paper.variants import Organism, Variant
from orgnet_core.plurals import count_of
from ui.session.progress import Progress, is_missing, why_missing
from ui.session.visitor import visitor
from ui.shared.jobs import Job, JobState, jobs
from ui.shared.texts import TEXTS

WORDS = TEXTS["paper"]["repeat"]
RUN = "paper"  # jobs are kept by run; these are of none in the store
SEEDS: dict[Organism, int] = {"addition": 10, "mnist": 3}  # offered first: seconds, about a minute
MOST_SEEDS = 20
RECORDED = "paper_recorded"  # in the session: whether the visitor went back to what is recorded


def repeat(variant: Variant, show_progress: Progress) -> dict[str, Any] | None:
    """The controls; what was grown here of this variant, unless the recorded is to be shown."""
    key = _key(variant)
    st.session_state.setdefault(key, SEEDS[variant.organism])
    label, what = WORDS["seeds"]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        count = st.number_input(label, 1, MOST_SEEDS, step=1, key=key, help=what, width=140)
        job = jobs().find(RUN, _name(variant, count))
        is_shown = _is_done(job) and not st.session_state.get(RECORDED)
        st.button(
            WORDS["grow"].format(count=count_of(count, "run")),
            key="paper_grow",
            on_click=_start,
            args=(variant,),
            disabled=is_shown or not (is_missing(job) or _is_done(job)),
            help=WORDS["help"],
            icon=":material/play_arrow:",
        )
        if is_shown:
            st.button(WORDS["back"], key="paper_back", on_click=_go_back)
    why_missing(job)
    show_progress()
    if job is None or not is_shown:
        return None
    found = _judged(variant, job)
    if found is None:
        st.info(WORDS["unknown"])
    return found


def prefix(variant: Variant) -> str:
    """Of the names of its jobs."""
    return f"{variant.name}/"


def _name(variant: Variant, count: int) -> str:
    return f"{prefix(variant)}{count}"


def _is_done(job: Job | None) -> bool:
    return job is not None and job.state is JobState.DONE


def _go_back() -> None:
    st.session_state[RECORDED] = True


def _key(variant: Variant) -> str:
    return f"paper_seeds_{variant.organism}"


def _start(variant: Variant) -> None:
    """As many as are asked for now: the button may stand there from before."""
    st.session_state[RECORDED], count = False, st.session_state[_key(variant)]
    title = WORDS["title"].format(count=count)
    name = _name(variant, count)
    jobs().start(RUN, name, title, count, lambda: grown(variant, count), visitor())


def grown(variant: Variant, count: int) -> Iterator[dict[str, Any] | None]:
    """Facts of the runs from seed 0 on, plain; None of one that diverged."""
    for seed in range(count):
        facts = grow(Growth(variant, seed)).facts
        yield None if facts is None else asdict(facts)


@lru_cache(maxsize=8)  # a job that is done never changes, and a page asks at every redraw
def _judged(variant: Variant, job: Job) -> dict[str, Any] | None:
    """None where all of its runs diverged."""
    adapter = TypeAdapter(TRIALS[variant.organism].facts)
    runs = [
        Growth(variant, seed, None if plain is None else adapter.validate_python(plain))
        for seed, plain in enumerate(job.results)
    ]
    return result(variant, runs) if any(run.facts for run in runs) else None
