"""Where a run comes from, and whose it is."""

from dataclasses import dataclass

from orgnet_core.config import RunConfig
from orgnet_core.runs.access import Access


@dataclass(frozen=True)
class Origin:
    """The preset's name, if it began as one, the complete config, and who may steer the run: of
    one without `access`, such as the command line grows, everybody may."""

    preset: str | None
    config: RunConfig
    access: Access | None = None

    @property
    def owner(self) -> str | None:
        """The visitor who began it; None for all that nobody on the pages began."""
        return None if self.access is None else self.access.owner
