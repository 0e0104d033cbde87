"""What is seen of a run at one moment: frozen, so that all of it belongs together."""

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from orgnet_core.cadence import SNAPSHOT_BYTES
from orgnet_core.runs.live.first import FIRST
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import Cause, State
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.runs.versions import with_this_version
from orgnet_core.snapshot import Snapshot

RUN_BYTES = 20_000  # what a run takes beside its snapshots, about
TELLING = 200  # steps that tell a pace, or a twentieth of all if those are fewer
# Recorded with the state, and known again by these words after a restart.
UNWATCHED = "Paused because nobody was watching."
ELSEWHERE = "Another server or command is growing this run."
NO_CHECKPOINT = "It was recorded without what it needs to continue."


@dataclass(frozen=True)
class RunView:
    """A run as it stands; `kept` are the snapshots that were recorded so far, in order: none of a
    run that nobody has played."""

    id: str
    origin: Origin
    state: State
    kept: tuple[Snapshot, ...] = ()
    message: str = ""
    cause: Cause | None = None  # of its rest, where something can be done about it
    is_live: bool = True  # grown by this process, or could have been; or else only recorded
    versions: tuple[str, ...] = field(default_factory=with_this_version)  # that grew it
    speed_limit: float | None = None  # batches a second that it trains at most, of a live run

    @classmethod
    def recorded(cls, record: RunRecord, snapshots: list[Snapshot]) -> "RunView":
        """Of a run in the store: it can go on if it is not over and has a checkpoint."""
        state, message, cause = State(record.state), record.message, None
        if state.is_open and record.checkpoint is None:
            state, message, cause = State.INTERRUPTED, NO_CHECKPOINT, Cause.NO_CHECKPOINT
        elif state is State.RUNNING:  # elsewhere: here it is no more than what it has recorded
            state, message = State.INTERRUPTED, ELSEWHERE
        elif (state, message) == (State.PAUSED, UNWATCHED):
            cause = Cause.UNWATCHED
        is_live = state.keeps_checkpoint and record.checkpoint is not None
        kept, versions = tuple(snapshots), record.versions
        return cls(record.id, record.origin, state, kept, message, cause, is_live, versions)

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """At least one: the first is computed for whoever looks at what nobody has played."""
        return self.kept or (FIRST.of(self.origin.config),)

    @property
    def latest(self) -> Snapshot:
        return self.snapshots[-1]

    @property
    def step(self) -> int:
        """Of `latest`."""
        return self.kept[-1].step if self.kept else 0

    @property
    def can_grow(self) -> bool:
        """Whether to play it would train it on."""
        return self.is_live and self.state.is_open

    @property
    def takes_phases(self) -> bool:
        """Whether another phase can be appended."""
        return bool(self.kept) and self.is_live and self.state.keeps_checkpoint

    @property
    def sleeps(self) -> bool:
        """Whether it rests only because nobody watched."""
        return self.state is State.PAUSED and self.cause is Cause.UNWATCHED

    @property
    def is_stuck(self) -> bool:
        """Whether it rests only because the store could not take what it has come to."""
        return self.state is State.PAUSED and self.cause in (Cause.STORE, Cause.STORE_FULL)

    @property
    def seconds_left(self) -> float | None:
        """Training time left at the pace of the later half of its steps: the first are recorded
        often, and so slow. None before there is a pace to tell from."""
        steps, latest = self.origin.config.steps, self.latest
        if latest.step < max(1, min(TELLING, steps // 20)):
            return None
        since = next(each for each in reversed(self.snapshots) if each.step <= latest.step / 2)
        pace = (latest.seconds - since.seconds) / (latest.step - since.step)
        if self.speed_limit is not None:
            pace = max(pace, 1 / self.speed_limit)
        return pace * (steps - latest.step)

    @property
    def resident_bytes(self) -> int:
        """What it takes in memory, about, while nothing trains it."""
        each = SNAPSHOT_BYTES + (self.kept[-1].nbytes if self.kept else 0)
        return RUN_BYTES + len(self.kept) * each


class Published:
    """The view that stands: read whole and replaced whole, from any thread."""

    def __init__(self, view: RunView):
        self.view = view
        self._changing = Lock()

    def change(self, **fields: Any) -> None:
        """From now on the view has these fields, and all others as they were."""
        with self._changing:
            self.view = replace(self.view, **fields)
