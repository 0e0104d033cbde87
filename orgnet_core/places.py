"""Where an installation keeps what it knows, from the environment (prefix ORGNET_)."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ORGNET_"
FOLDER = "a folder; ~ is the home of the user who starts it"


def at_home(path: Path) -> Path:
    """A path with ~ or ~user in place of a home. Raises ValueError where there is no such user."""
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(f"{path} names the home of nobody here") from None


class Places(BaseSettings):
    """Raises pydantic's ValidationError, a ValueError, for folders that cannot be."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    # Where runs are kept.
    home: Annotated[Path, AfterValidator(at_home)] = Field(default=Path("runs"), description=FOLDER)
    # Where pictures are that do not come with the package, and one's own.
    data: Annotated[Path, AfterValidator(at_home)] = Field(
        default_factory=lambda given: given["home"] / "data", description=FOLDER
    )
