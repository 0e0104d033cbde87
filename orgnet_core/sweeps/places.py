"""Where the runs of a sweep are kept, and found again: in the store, or as archives in a folder.

A run is there when one of its very config is over: what is grown is decided by nothing else.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from math import inf
from pathlib import Path
from typing import NamedTuple, Protocol

from orgnet_core.config import RunConfig
from orgnet_core.errors import LabError
from orgnet_core.out_folder import make_folder, write_whole
from orgnet_core.runs.archive.read import ArchiveError, Recording, import_new, read_archive
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.sweeps.grid import key_of
from orgnet_core.sweeps.outcome import Outcome, outcome_of, recorded_outcome, steps_of
from orgnet_core.sweeps.worker import Grown

OVER = (State.FINISHED, State.DIVERGED)


class Kept(NamedTuple):
    """A run that is over, and what it came to."""

    record: RunRecord
    outcome: Outcome


class Look(NamedTuple):
    """What the store has of some runs, found in one pass over all of its runs."""

    configs: Sequence[RunConfig]
    records: list[RunRecord]  # of these configs, over or not, the newest first

    @property
    def over(self) -> dict[RunConfig, RunRecord]:
        """Those that are over, in the order of the configs."""
        found = {record.config: record for record in self.records if record.state in OVER}
        return {config: found[config] for config in self.configs if config in found}

    @property
    def missing(self) -> list[RunConfig]:
        """Those that are not in the store, or not over."""
        over = self.over
        return [config for config in self.configs if config not in over]


class Place(Protocol):
    """Keeps runs."""

    def kept(self, configs: Iterable[RunConfig]) -> dict[RunConfig, Kept]:
        """Those of these runs that are there."""
        ...

    def keep(self, grown: Grown) -> Kept:
        """Whole or not at all. Raises LabError."""
        ...


class InStore:
    """The store of this installation, which nobody else writes to for the sweep's sake."""

    def __init__(self, store: Store):
        self._store = store

    def look(self, configs: Iterable[RunConfig]) -> Look:
        configs = list(configs)
        wanted = set(configs)
        return Look(configs, [each for each in self._store.runs() if each.config in wanted])

    def read(self, look: Look) -> dict[RunConfig, Kept]:
        """Those that are over, with what they came to."""
        return {config: self._with_outcome(record) for config, record in look.over.items()}

    def kept(self, configs: Iterable[RunConfig]) -> dict[RunConfig, Kept]:
        return self.read(self.look(configs))

    def keep(self, grown: Grown) -> Kept:
        run, _ = import_new(self._store, BytesIO(grown.archive))
        record = self._store.run(run)
        if record is None:
            raise LabError(f"Run {run} was deleted as soon as it was kept.")
        return self._with_outcome(record)

    def _with_outcome(self, record: RunRecord) -> Kept:
        return Kept(record, recorded_outcome(self._store, record))


class InFolder:
    """A folder of archives, to be imported elsewhere; many may write into it.

    Made if need be. Raises InputError where it cannot be.
    """

    def __init__(self, folder: Path):
        self._folder = make_folder(folder)

    def kept(self, configs: Iterable[RunConfig]) -> dict[RunConfig, Kept]:
        found = ((config, self._read(config)) for config in configs)
        return {config: recording for config, recording in found if recording is not None}

    def keep(self, grown: Grown) -> Kept:
        write_whole(self._path(grown.config), grown.archive)
        return _of_recording(grown.recording)

    def recording(self, config: RunConfig) -> Recording | None:
        """All of that run; None, too, of what cannot be read: it is grown again."""
        try:
            with self._path(config).open("rb") as file:
                return read_archive(file, inf)
        except (OSError, ArchiveError):
            return None

    def _read(self, config: RunConfig) -> Kept | None:
        recording = self.recording(config)
        return None if recording is None else _of_recording(recording)

    def _path(self, config: RunConfig) -> Path:
        return self._folder / f"{key_of(config)}.zip"


def _of_recording(recording: Recording) -> Kept:
    """Of what an archive holds."""
    weights = [w for each in recording.snapshots if (w := each.particle_weights) is not None]
    last = weights[-1] if weights else None
    return Kept(
        recording.record,
        outcome_of(recording.record.config.task, steps_of(recording.snapshots), last),
    )
