"""Where a run comes from, and whose it is."""

import hashlib
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field, TypeAdapter

from orgnet_core.config import RunConfig
from orgnet_core.runs.access import NOBODY, Access

LONGEST_FILE_NAME = 100  # characters


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be printable")
    return text


@dataclass(frozen=True)
class Lifted:
    """The file that a run's organism was lifted from (lifting.py), which is kept with the run."""

    name: Annotated[
        str, Field(min_length=1, max_length=LONGEST_FILE_NAME), AfterValidator(_printable)
    ]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]

    @classmethod
    def of(cls, name: str, content: bytes) -> "Lifted":
        """Of a file by that name, whoever named it."""
        printable = "".join(letter for letter in name if letter.isprintable())
        return cls(printable[:LONGEST_FILE_NAME] or "net", hashlib.sha256(content).hexdigest())


LIFTED = TypeAdapter(Lifted)  # to and from JSON


@dataclass(frozen=True)
class Origin:
    """The preset's name, if it began as one, the complete config, who may steer the run: of one
    without `access`, such as the command line grows, everybody may; and of a run that was not
    grown from its seed, the file that it was lifted from."""

    preset: str | None
    config: RunConfig
    access: Access | None = None
    lifted: Lifted | None = None

    @property
    def owner(self) -> str | None:
        """The visitor who began it; None for all that nobody on the pages began."""
        return None if self.access is None else self.access.owner

    @property
    def is_shipped(self) -> bool:
        """Whether it comes with the Lab (examples/)."""
        return self.owner == NOBODY

    @property
    def title(self) -> str:
        """What it began as, in a few words."""
        if self.lifted is not None:
            return f"lifted from {self.lifted.name}"
        return self.preset or self.config.task
