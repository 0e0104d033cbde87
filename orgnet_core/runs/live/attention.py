"""Who looks: when somebody last did, and whether a run minds when nobody does."""

from time import monotonic


class Attention:
    """What one run gets of it; may be used from any thread."""

    def __init__(self, patience: float):
        """`patience` is the seconds until a run that nobody looks at rests."""
        self.rests_unwatched = True
        self._patience, self._watched = patience, monotonic()

    def watched(self) -> None:
        """Say that somebody is looking now."""
        self._watched = monotonic()

    @property
    def unwatched_seconds(self) -> float:
        return monotonic() - self._watched

    @property
    def is_missing(self) -> bool:
        """Whether the run should rest because nobody looks."""
        return self.rests_unwatched and self.unwatched_seconds > self._patience
