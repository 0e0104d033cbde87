"""Where a run stands: one live sentence and a progress bar."""

import streamlit as st

from orgnet_core.runs.live.run import Run
from orgnet_core.runs.state import State
from orgnet_core.tasks import TASKS
from ui.shared.formats import format_duration, format_score
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry

_STATES = {
    State.READY: "Ready to grow",
    State.QUEUED: "Waiting for its turn",
    State.RUNNING: "Training",
    State.PAUSED: "Paused",
    State.STOPPED: "Stopped",
    State.FINISHED: "Finished",
    State.DIVERGED: "Diverged",
    State.FAILED: "Failed",
    State.INTERRUPTED: "Interrupted",
}


def status_line(run: Run) -> None:
    """A live sentence and a progress bar, asked for once a second while the run may grow."""
    seen = run.state

    @st.fragment(run_every=1.0 if run.can_grow else None)
    def line() -> None:
        run.watched()
        run.wake()
        with st.container(key="status", gap=None):
            st.markdown(sentence(run))
            st.progress(min(1.0, run.step / run.config.steps))
        if run.message:
            level = st.error if run.state in (State.DIVERGED, State.FAILED) else st.info
            level(escape_markdown(run.message))
        if run.state is not seen:
            st.rerun()  # the buttons, and this fragment's timer, depend on the state

    line()


def sentence(run: Run) -> str:
    """Where the run stands, in one sentence."""
    snapshot, config = run.latest, run.config
    step = run.step if run.state is State.RUNNING else snapshot.step
    epoch, replicators = step // config.batches, snapshot.kinds["self_replicator"]
    words = [
        f"**{_STATES[run.state]}**, epoch {epoch:,} of {config.epochs:,}, step {step:,}: "
        f"test {TASKS[config.task].metric} {format_score(TASKS[config.task], snapshot.metric)}, "
        f"{replicators:,} of {len(snapshot.kind):,} particles replicate themselves"
    ]
    if run.state is State.QUEUED:
        words.append(turn(run))
    if run.state is State.RUNNING and run.seconds_left is not None:
        words.append(format_duration(run.seconds_left) + " left")
    if run.state is State.INTERRUPTED and run.can_grow:
        words.append("Play goes on from its last checkpoint")
    return ", ".join(words) + f". Seed {config.seed}."


def turn(run: Run) -> str:
    """Where a queued run stands in line, and about how long it will wait."""
    ahead, seconds = run.ahead or 0, registry().seconds_until_turn(run)
    place = f"{ahead} before it" if ahead else "next in line"
    return place if seconds is None else f"{place}, {format_duration(seconds)} to wait"
