"""What a worker does, in whatever process and on whatever machine: grow one run, pack it up.

The run grows in a store of the worker's own, in a temporary folder of its own disk. What travels
is its archive, so that whoever keeps the runs is the only one to write where they are kept.
"""

from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from math import inf
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir
from time import time

from orgnet_core.compilation import say_compiling, when_compiling
from orgnet_core.config import RunConfig
from orgnet_core.errors import LabError
from orgnet_core.runs.archive.read import Recording, read_archive
from orgnet_core.runs.archive.write import archived
from orgnet_core.runs.state import State, divergence
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.runs.versions import with_this_version
from orgnet_core.snapshot import Snapshot
from orgnet_core.sweeps.grid import run_of
from orgnet_core.threads import alone
from orgnet_core.training import Divergence, train

PREFIX = "organism-lab-run-"
ABANDONED = 3600  # seconds, in which any run is packed many times over


@dataclass(frozen=True)
class Grown:
    """A run of a sweep that has come to its end, or has diverged."""

    config: RunConfig
    archive: bytes  # as `export` writes it

    @property
    def recording(self) -> Recording:
        """What is in the archive: record, snapshots."""
        return read_archive(BytesIO(self.archive), inf)


def grow(config: RunConfig, preset: str | None) -> Grown:
    """Grow that run from start to end, on one thread; on stderr it is said if that waits for the
    compiler. Raises LabError, whatever goes wrong: that travels from any process to any other."""
    with growing(config):
        return _packed(config, preset, *_grow(config))


@contextmanager
def growing(config: RunConfig) -> Generator[None, None, None]:
    """What every worker grows that run in: on one thread, and whatever goes wrong is a LabError."""
    try:
        with alone(), when_compiling(say_compiling):
            yield
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        raise LabError(f"The run with seed {config.seed} cannot be grown ({what}).") from error


def _packed(
    config: RunConfig, preset: str | None, state: State, message: str, snapshots: list[Snapshot]
) -> Grown:
    record = RunRecord(
        id=run_of(config),
        preset=preset,
        config=config,
        state=state,
        message=message,
        created=datetime.now(UTC).isoformat(),
        scalars=snapshots[-1].scalars(),
        versions=with_this_version(),
    )
    _clear_abandoned()
    with TemporaryDirectory(prefix=PREFIX) as folder, closing(Store(Path(folder))) as store:
        run = store.add_whole(record, snapshots)
        return Grown(config, archived(store, run))


def _clear_abandoned() -> None:
    """Remove what workers left that were killed while they packed a run."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # another user's, or another worker has just removed it
            if time() - folder.stat().st_mtime > ABANDONED:
                rmtree(folder)


def _grow(config: RunConfig) -> tuple[State, str, list[Snapshot]]:
    snapshots = list[Snapshot]()
    try:
        for snapshot in train(config):
            snapshots.append(snapshot)
    except Divergence as error:
        return State.DIVERGED, divergence(error), snapshots
    return State.FINISHED, "", snapshots
