"""Settings of an installation, from the environment (prefix ORGNET_)."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from orgnet_core.config import SettingsError
from orgnet_core.presets import DEFAULT_PRESET, PRESETS
from orgnet_core.validation import field_sentence, whole

PREFIX = "ORGNET_"
_GREETING = PRESETS[DEFAULT_PRESET].config  # which every visitor must be able to grow
SHORTEST_KEY = 16  # characters, so that nobody guesses it


def _long_enough(key: SecretStr | None) -> SecretStr | None:
    if key is not None and len(key.get_secret_value()) < SHORTEST_KEY:
        raise ValueError("too short")
    return key


class Settings(BaseSettings):
    """Raises SettingsError, with a sentence for each variable that cannot be."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    home: Path = Path("runs")  # where runs are kept
    unwatched_pause: float = Field(300, gt=0, description="a number of seconds above 0")
    # Runs that train at once.
    slots: Annotated[int, whole(1)] = Field(default_factory=lambda: max(1, cores() - 1))
    max_waiting: Annotated[int, whole(1)] = 20  # runs, and jobs, of one visitor in line
    everybody_steers: bool = Field(False, description="true or false")  # or who began a run
    # Or nobody those that no visitor began, such as the command line's.
    everybody_steers_unowned: bool = Field(True, description="true or false")
    admin_key: Annotated[SecretStr | None, AfterValidator(_long_enough)] = Field(
        None, description=f"at least {SHORTEST_KEY} characters long"
    )
    # Of an organism grown from the pages, and epochs of its run.
    max_particles: Annotated[int, whole(_GREETING.organism.particles)] = 100_000
    max_epochs: Annotated[int, whole(_GREETING.epochs)] = 10_000
    max_run: Annotated[int, whole(1)] = 500  # MB of what is recorded of one run on the pages
    max_store: Annotated[int, whole(1)] = 10_000  # MB of the file of runs
    max_visitor_store: Annotated[int, whole(1)] = 2_000  # MB of the runs that one visitor began
    max_upload: Annotated[int, whole(1)] = 200  # MB of an imported run, packed and unpacked

    def __init__(self):
        try:
            super().__init__()
        except ValidationError as error:
            raise SettingsError(dict(map(_sentence, error.errors()))) from None


def _sentence(error: Mapping[str, Any]) -> tuple[str, str]:
    """(field, sentence) for one of pydantic's errors, by the variable's name."""
    (name,) = error["loc"]
    variable, field = f"{PREFIX}{name.upper()}", Settings.model_fields[name]
    if name == "admin_key":  # which belongs in no log
        return name, f"{variable} must be {field.description}."
    return name, field_sentence(variable, field, error)


def cores() -> int:
    """Cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(allowed(0)) if allowed else os.cpu_count() or 1
