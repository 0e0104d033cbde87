"""Brings an archive to a server's runs, and makes sure that nothing bad comes of it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from orgnet_core.runs.archive.read import ArchiveError, import_run
from orgnet_core.runs.archive.write import archived
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.runs.store.quota import MB, Quota
from orgnet_core.settings import Settings
from orgnet_views.frames import encode_frames
from orgnet_views.weights import encode_particle, encode_trajectories
from ui.runs.compare import results
from ui.shared.run_status import status_of

LIMIT = 10 * MB
PATIENCE = 60.0  # seconds that two batches may take
LONGEST_SENTENCE = 400  # characters


@contextmanager
def server_runs() -> Iterator[Registry]:
    """The runs of a server in a folder of their own, under an installation's usual limits."""
    with tempfile.TemporaryDirectory() as home:
        registry = Registry(Store(Path(home), Quota(LIMIT, 100 * LIMIT)), unwatched_pause=1000)
        yield registry
        registry.shut_down()


def brought_by_a_stranger(registry: Registry, archive: bytes) -> bool:
    """Whether it is refused, with nothing left behind; what is not can be looked at and played.

    Raises AssertionError where neither is so, or whatever comes of it.
    """
    store = registry.store
    before = {record.id for record in store.records()}
    try:
        run = import_run(store, BytesIO(archive), LIMIT, None, Settings().limits, registry.ids)
    except (ArchiveError, StoreError) as error:
        told = str(error)
        assert told.endswith(".") and told.isprintable() and len(told) < LONGEST_SENTENCE, told
        assert {record.id for record in store.records()} == before, "something was left behind"
        return True
    assert {record.id for record in store.runs()} - before == {run}
    found = registry.require(run)
    _look_at(found)
    _play(found)
    _look_at(found)
    assert archived(store, run)
    found.leave(PATIENCE)
    return False


def _look_at(run: Run) -> None:
    """What the pages ask of a run."""
    view = run.view
    words = status_of(run, view).words
    assert words.endswith(f"Seed {run.config.seed}.") and len(words) < LONGEST_SENTENCE, words
    encode_frames(view, 0)
    encode_particle(run, 0, 0)
    encode_trajectories(run, view.step, "layer")
    assert results([run], [run.id])


def _play(run: Run) -> None:
    """Two batches, where it can grow."""
    before = run.state
    for _ in range(2):
        run.advance()
        assert run.join(PATIENCE), "it does not come to rest"
    assert run.state in (before, State.PAUSED, State.FINISHED, State.DIVERGED), run.message
