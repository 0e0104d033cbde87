"""Runs for a notebook: grown in a thread of its kernel, or taken from the store."""

from functools import cache
from math import inf
from pathlib import Path

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.places import Places
from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import Store


def grow(settings: str | RunConfig, home: str | Path | None = None) -> Run:
    """A run of a preset or a config, which grows from now on, beside whatever the kernel does:
    `run.pause()`, `run.play()`, `run.join()`. It is recorded in `home`, or where ORGNET_HOME says.

    Raises InputError for a preset that there is not, SettingsError, StoreError.
    """
    if isinstance(settings, RunConfig):
        config, preset = settings, None
    elif settings in PRESETS:
        config, preset = PRESETS[settings].config, settings
    else:
        raise InputError(f"{settings!r} is no preset; there are {', '.join(PRESETS)}.")
    run = _registry(_folder(home)).create(config, preset)
    run.play()
    return run


def recorded(run: str, home: str | Path | None = None) -> Run:
    """The run of that id in `home`, or where ORGNET_HOME says. Raises NotRecordedError."""
    return _registry(_folder(home)).require(run)


def _folder(home: str | Path | None) -> Path:
    return Path(home if home is not None else Places().home).absolute()


@cache
def _registry(home: Path) -> Registry:
    """One for each folder of a kernel: its runs take turns."""
    return Registry(Store(home), unwatched_pause=inf)
