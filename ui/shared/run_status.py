"""Where a run stands, in words: for its page when it opens, and then along with its frames."""

from typing import NamedTuple

from orgnet_core.config import RunConfig
from orgnet_core.phases import place
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.live.view import RunView
from orgnet_core.runs.state import State
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from ui.shared.formats import format_duration, format_score
from ui.shared.registry import registry
from ui.shared.texts import TEXTS

HINTS = TEXTS["hints"]
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


class RunStatus(NamedTuple):
    """`state` and `words` make one sentence, `share` of the run is trained, `notice` is what has
    happened to it and what can be done about that."""

    state: str
    words: str
    share: float
    notice: str


def status_of(run: Run, view: RunView) -> RunStatus:
    """All of it as in `view`, its newest recorded step; but for the share, which is live."""
    recorded = run.origin.is_shipped
    state, words = _recorded(view) if recorded else (_STATES[view.state], _growing(run, view))
    share = min(1.0, max(run.step, view.step) / run.config.steps)
    return RunStatus(state, words, share, _notice(view))


def _growing(run: Run, view: RunView) -> str:
    snapshot, config = view.latest, run.config
    epoch = snapshot.step // config.batches
    words = [
        f", epoch {epoch:,} of {config.epochs:,}, step {snapshot.step:,}"
        f"{_in_phase(config, snapshot.step)}: {_result(config, snapshot)}"
    ]
    if view.state is State.QUEUED:
        words.append(_turn(run))
    if view.state is State.RUNNING and view.seconds_left is not None:
        words.append(format_duration(view.seconds_left) + " left")
    if view.state is State.INTERRUPTED and view.can_grow:
        words.append("Play continues from its last checkpoint")
    return ", ".join(words) + f". Seed {config.seed}."


def _recorded(view: RunView) -> tuple[str, str]:
    """What a run that comes with the Lab came to; which step is shown the timeline says."""
    config = view.origin.config
    return "Recorded", (
        f": {config.epochs:,} epochs, {config.steps:,} steps. "
        f"In the end: {_result(config, view.latest)}. Seed {config.seed}."
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


def _notice(view: RunView) -> str:
    """What the run says, and what can be done about it on these pages."""
    if not view.message:
        return ""
    said = [view.message]
    if view.cause and view.cause in HINTS:
        said.append(HINTS[view.cause])
    if view.is_stuck:
        said.append(HINTS["stuck"])
    return " ".join(said)


def _turn(run: Run) -> str:
    """Where a queued run stands, and about how long it will wait."""
    ahead, seconds = run.ahead or 0, registry().seconds_until_turn(run)
    place = f"{ahead} ahead in the queue" if ahead else "next in the queue"
    return place if seconds is None else f"{place}, {format_duration(seconds)} to wait"
