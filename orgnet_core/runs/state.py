"""What a run is doing."""

from enum import StrEnum


class State(StrEnum):
    READY = "ready"
    QUEUED = "queued"  # told to grow, waiting for its turn; recorded as paused
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
        return self.is_growing or self in (State.READY, State.PAUSED, State.INTERRUPTED)

    @property
    def is_growing(self) -> bool:
        """Whether it grows, or will as soon as it is its turn."""
        return self in (State.QUEUED, State.RUNNING)
