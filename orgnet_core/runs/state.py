"""What a run is doing."""

from enum import StrEnum


class State(StrEnum):
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"
    DIVERGED = "diverged"
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # recorded as running, but its process is gone
    UNREADABLE = "unreadable"  # recorded in a way that this version cannot read

    @property
    def is_open(self) -> bool:
        """Whether the run is not over: it grows, or may yet go on."""
        return self in (State.READY, State.RUNNING, State.PAUSED, State.INTERRUPTED)
