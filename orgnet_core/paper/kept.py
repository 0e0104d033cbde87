"""Facts of runs that were grown, in a folder: what was stopped goes on where it was."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from orgnet_core.out_folder import make_folder, write_whole
from orgnet_core.paper.reproduction import TRIALS, Facts, Growth
from orgnet_core.paper.variants import Organism
from orgnet_core.sweeps.grid import key_of
from orgnet_core.version import __version__


class KeptFacts:
    """A small file for each run. Made if need be; raises InputError where it cannot be."""

    def __init__(self, folder: Path):
        # By version: another may grow them otherwise.
        self._folder = make_folder(folder, folder / f"runs-{__version__}")

    def find(self, growth: Growth) -> Growth | None:
        """It with its facts; None where they are not there, or cannot be read."""
        try:
            facts = _adapter(growth.variant.organism).validate_json(self._file(growth).read_bytes())
        except (OSError, ValidationError):
            return None
        return replace(growth, facts=facts)

    def keep(self, growth: Growth) -> None:
        """Whole or not at all; nothing of a run that diverged. Raises InputError."""
        if growth.facts is None:
            return
        content = _adapter(growth.variant.organism).dump_json(growth.facts)
        write_whole(self._file(growth), content)

    def _file(self, growth: Growth) -> Path:
        return self._folder / f"{key_of(growth.config)}.json"


@cache
def _adapter(organism: Organism) -> TypeAdapter[Facts]:
    return TypeAdapter(TRIALS[organism].facts)
