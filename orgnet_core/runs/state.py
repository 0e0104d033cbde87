"""What a run is doing, and what keeps it from growing."""

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
    def keeps_checkpoint(self) -> bool:
        """Whether the run may go on: it is not over, or came to the end of a schedule to which
        another phase can be appended."""
        return self.is_open or self is State.FINISHED

    @property
    def is_growing(self) -> bool:
        """Whether it grows, or will as soon as it is its turn."""
        return self in (State.QUEUED, State.RUNNING)


def divergence(error: ArithmeticError) -> str:
    """What is recorded with a run that has diverged."""
    return f"The organism diverged: {error}."


class Cause(StrEnum):
    """Why a run rests, where something can be done about it; its message says it in words."""

    UNWATCHED = "unwatched"  # nobody looked at it
    STORE = "store"  # the store could not take what it has come to
    STORE_FULL = "store_full"  # nor may it, before other runs are deleted
    NO_CHECKPOINT = "no_checkpoint"  # what it needs to go on was never recorded
