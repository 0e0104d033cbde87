"""Where a run stands: one live sentence and a progress bar."""

import streamlit as st

from orgnet_core.config import RunConfig
from orgnet_core.phases import place
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.live.view import RunView
from orgnet_core.runs.state import State
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from ui.shared.formats import format_duration, format_score
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.texts import TEXTS

HINTS = TEXTS["hints"]
AT_REST = 10.0  # seconds between two looks at a run that has finished
_STATES = {
    State.READY: "Ready to train",
    State.QUEUED: "Queued",
    State.RUNNING: "Training",
    State.PAUSED: "Paused",
    State.STOPPED: "Stopped",
    State.FINISHED: "Finished",
    State.DIVERGED: "Diverged",
    State.FAILED: "Failed",
    State.INTERRUPTED: "Interrupted",
}


def status_line(run: Run) -> None:
    """A live sentence and a progress bar, asked for once a second while the run may grow, and now
    and then where somebody may append a phase to it."""
    seen = run.view
    resting = AT_REST if seen.takes_phases else None

    @st.fragment(run_every=1.0 if seen.can_grow else resting)
    def line() -> None:
        run.watched()
        run.wake()
        view = run.view
        with st.container(key="status", gap=None):
            st.markdown(sentence(run, view))
            if not run.origin.is_shipped:
                st.progress(min(1.0, run.step / run.config.steps))
        if view.message:
            level = st.error if view.state in (State.DIVERGED, State.FAILED) else st.info
            level(escape_markdown(with_hints(view)))
        if view.state is not seen.state:
            st.rerun()  # the buttons, and this fragment's timer, depend on the state

    line()


def sentence(run: Run, view: RunView) -> str:
    """Where the run stands, in one sentence; all of it as in `view`, but for the live step."""
    snapshot, config = view.latest, run.config
    if run.origin.is_shipped:
        return _recorded(config, snapshot)
    step = run.step if view.state is State.RUNNING else snapshot.step
    epoch = step // config.batches
    words = [
        f"**{_STATES[view.state]}**, epoch {epoch:,} of {config.epochs:,}, step {step:,}"
        f"{_in_phase(config, step)}: {_result(config, snapshot)}"
    ]
    if view.state is State.QUEUED:
        words.append(turn(run))
    if view.state is State.RUNNING and view.seconds_left is not None:
        words.append(format_duration(view.seconds_left) + " left")
    if view.state is State.INTERRUPTED and view.can_grow:
        words.append("Play continues from its last checkpoint")
    return ", ".join(words) + f". Seed {config.seed}."


def _recorded(config: RunConfig, last: Snapshot) -> str:
    """What a run that comes with the Lab came to; which step is shown the timeline says."""
    return (
        f"**Recorded**: {config.epochs:,} epochs, {config.steps:,} steps. "
        f"In the end: {_result(config, last)}. Seed {config.seed}."
    )


def _result(config: RunConfig, snapshot: Snapshot) -> str:
    task, replicators = TASKS[config.task], snapshot.kinds["self_replicator"]
    return (
        f"test {task.metric} {format_score(task, snapshot.metric)}, "
        f"{replicators:,} of {len(snapshot.kind):,} particles are self-replicators"
    )


def _in_phase(config: RunConfig, step: int) -> str:
    """Which phase led to that step, of a schedule of several."""
    if len(config.phases) == 1:
        return ""
    number, _ = place(config.phases, max(0, step - 1) // config.batches)
    return f", phase {number + 1} ({config.phases[number].words})"


def with_hints(view: RunView) -> str:
    """What the run says, and what can be done about it on these pages."""
    said = [view.message]
    if view.cause and view.cause in HINTS:
        said.append(HINTS[view.cause])
    if view.is_stuck:
        said.append(HINTS["stuck"])
    return " ".join(said)


def turn(run: Run) -> str:
    """Where a queued run stands, and about how long it will wait."""
    ahead, seconds = run.ahead or 0, registry().seconds_until_turn(run)
    place = f"{ahead} ahead in the queue" if ahead else "next in the queue"
    return place if seconds is None else f"{place}, {format_duration(seconds)} to wait"
