"""Finished organisms that come with the Lab, so that every page has one to show at once.

Each is an archive in this folder: a run as it came out, with fewer of its recorded steps
and at few of them the particle weights; what is there is exact. The store takes it in when somebody
first asks for it, under the same id everywhere; lists of runs leave it out, and no visitor may
steer it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from safetensors.numpy import load

from orgnet_core.cadence import evenly
from orgnet_core.config import RunConfig
from orgnet_core.presets import PRESETS
from orgnet_core.runs.access import Access
from orgnet_core.runs.archive.read import read_archive
from orgnet_core.runs.archive.write import SNAPSHOT
from orgnet_core.runs.store import Store
from orgnet_core.schedule import replicated_on
from orgnet_core.snapshot import Snapshot

HERE = Path(__file__).parent
ROOM = 1_800_000  # bytes of the steps that an archive has
LAST_EPOCHS = 10  # whose ends are among them: they tell who is a persistent replicator
WITH_WEIGHTS = 8  # steps


@dataclass(frozen=True)
class Example:
    """An organism by that name, the run's id, and what it began as."""

    name: str
    run: str
    preset: str | None
    config: RunConfig

    @property
    def archive(self) -> Path:
        return HERE / f"{self.name}.zip"

    def last_kinds(self) -> np.ndarray:
        """Of each particle at the last step, as `Kind`: uint8 [P]."""
        with ZipFile(self.archive) as files:
            return load(files.read(SNAPSHOT.format(self.config.steps)))["kind"]


def _presets(*names: str) -> dict[str, RunConfig]:
    return {name: PRESETS[name].config for name in names}


def _frozen() -> RunConfig:
    """The paper's, and then only replication: every particle comes to copy itself."""
    config = PRESETS["mnist15"].config
    return config.changed({"phases": [each.model_dump() for each in replicated_on(config.phases)]})


_CONFIGS = {
    **_presets("mnist15", "addition", "mnist15-quick", "mnist15-goal", "fashion15"),
    "frozen": _frozen(),
}
EXAMPLES = {
    name: Example(name, f"e{number}", name if name in PRESETS else None, config)
    for number, (name, config) in enumerate(_CONFIGS.items(), 1)
}
RUNS = {example.run: example for example in EXAMPLES.values()}  # by the run's id


def keep(store: Store, run: str) -> None:
    """Take the example of that run's id into the store, if it is not there.

    Raises StoreError where it has no room.
    """
    if store.run(run) is not None:
        return
    with RUNS[run].archive.open("rb") as file:
        recording = read_archive(file, inf)
    record = replace(recording.record, access=Access.of_nobody())
    kept = store.add_whole(record, recording.snapshots)
    if kept != run:  # another process was faster
        store.remove(kept)


def steps_kept(snapshots: Sequence[Snapshot], config: RunConfig) -> list[Snapshot]:
    """Those of a recorded run that its archive has."""
    most = ROOM // snapshots[0].nbytes - LAST_EPOCHS
    chosen = {snapshot.step for snapshot in evenly(snapshots, most)}
    ends = {config.steps - epoch * config.batches for epoch in range(LAST_EPOCHS)}
    return [snapshot for snapshot in snapshots if snapshot.step in chosen | ends]
