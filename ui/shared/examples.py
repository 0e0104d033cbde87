"""Finished organisms that come with the Lab, as far as this installation can show them."""

from contextlib import suppress

from orgnet_core.config import SettingsError
from orgnet_core.errors import LabError
from orgnet_core.examples import EXAMPLES, RUNS, Example
from orgnet_core.limits import Limits
from orgnet_core.presets import DEFAULT_PRESET
from orgnet_core.runs.live.run import Run
from orgnet_core.settings import Settings
from ui.shared.registry import registry
from ui.shared.texts import TEXTS

WORDS = TEXTS["examples"]
FIRST = EXAMPLES[DEFAULT_PRESET]  # what a visitor without a run is shown


def allowed() -> dict[str, Example]:
    """Those within the limits of this installation, by their runs' ids."""
    limits = Settings().limits
    return {run: example for run, example in RUNS.items() if _is_within(limits, example)}


def finished_run(preset: str) -> Run | None:
    """What that preset grows; None where none comes with the Lab, or none can be shown here."""
    example = EXAMPLES.get(preset)
    if example is not None and _is_within(Settings().limits, example):
        with suppress(LabError):  # a new run needs no store to be looked at
            return registry().get(example.run)
    return None


def line(run: str) -> str:
    """An example in one line, where runs are offered to choose from."""
    return WORDS["line"].format(title=WORDS[RUNS[run].name]["title"])


def _is_within(limits: Limits, example: Example) -> bool:
    try:
        limits.check(example.config)
    except SettingsError:
        return False
    return True
