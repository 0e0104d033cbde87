"""Settings of an installation, from the environment (prefix ORGNET_)."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from orgnet_core.config import SettingsError
from orgnet_core.presets import DEFAULT_PRESET, PRESETS

PREFIX = "ORGNET_"
_GREETING = PRESETS[DEFAULT_PRESET].config  # which every visitor must be able to grow


def _whole(least: int = 1):
    return Annotated[int, Field(ge=least, description=f"a whole number from {least:,}")]


class Settings(BaseSettings):
    """Raises SettingsError, with a sentence for each variable that cannot be."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    home: Path = Path("runs")  # where runs are kept
    unwatched_pause: float = Field(300, gt=0, description="a number of seconds above 0")
    slots: _whole() = Field(default_factory=lambda: max(1, _cores() - 1))  # training at once
    everybody_steers: bool = Field(False, description="true or false")  # or who began a run
    max_particles: _whole(_GREETING.organism.particles) = 100_000  # grown from the pages
    max_epochs: _whole(_GREETING.epochs) = 10_000  # of a run started from the pages
    max_run: _whole() = 500  # MB of what is recorded of one run on the pages
    max_store: _whole() = 10_000  # MB of the file of runs
    max_upload: _whole() = 200  # MB of an imported run, packed and unpacked

    def __init__(self):
        try:
            super().__init__()
        except ValidationError as error:
            raise SettingsError(dict(map(_sentence, error.errors()))) from None


def _sentence(error: Mapping[str, Any]) -> tuple[str, str]:
    """(field, sentence) for one of pydantic's errors."""
    (name,) = error["loc"]
    allowed = Settings.model_fields[name].description
    return name, f"{PREFIX}{name.upper()} must be {allowed}, not {error['input']!r}."


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))
