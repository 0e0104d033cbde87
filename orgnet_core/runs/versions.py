"""Which versions of Organism Lab grew a run, in order: another one may draw other random numbers.

A run that was recorded before versions were has EARLIER for them, whichever they were.
"""

from typing import Annotated

from pydantic import Field

from orgnet_core.version import __version__

EARLIER, MOST = "earlier", 20
Version = Annotated[str, Field(pattern="^(earlier|[0-9][0-9A-Za-z.+]{0,29})$")]
Versions = Annotated[tuple[Version, ...], Field(min_length=1, max_length=MOST)]


def with_this_version(versions: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Each of them once, and the one that runs here; of very many the last."""
    return tuple(dict.fromkeys((*versions, __version__)))[-MOST:]


def versions_text(versions: tuple[str, ...]) -> str:
    """As the store keeps them: "0.8.0, 1.0.0"."""
    return ", ".join(versions)


def versions_of(text: str) -> tuple[str, ...]:
    """What `versions_text` made that text of."""
    return tuple(text.split(", "))


def in_words(versions: tuple[str, ...]) -> str:
    """Such as "an earlier version, then version 1.0.0"."""
    told = ("an earlier version" if each == EARLIER else f"version {each}" for each in versions)
    return ", then ".join(told)
