"""Settings of an installation, from the environment (prefix ORGNET_)."""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ORGNET_", frozen=True)

    home: Path = Path("runs")  # where runs are kept
    unwatched_pause: float = Field(default=300, gt=0)  # seconds until an unseen run rests
    slots: int = Field(default_factory=lambda: max(1, _cores() - 1), gt=0)  # training at once
    everybody_steers: bool = False  # or only who began a run, or was let in by them
    max_particles: int = Field(default=100_000, gt=0)  # of an organism grown from the pages
    max_epochs: int = Field(default=10_000, gt=0)  # of a run started from the pages
    max_run: int = Field(default=500, gt=0)  # MB of what is recorded of one run on the pages
    max_store: int = Field(default=10_000, gt=0)  # MB of the file of runs
    max_upload: int = Field(default=200, gt=0)  # MB of an imported run, packed and unpacked


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))
