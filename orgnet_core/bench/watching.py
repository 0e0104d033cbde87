"""What a viewer costs a run that grows: the same run alone, and with its frames fetched."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

from orgnet_core.bench.timing import Call
from orgnet_core.config import RunConfig
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.live.view import RunView
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store

Viewer = Callable[[RunView, int], bytes]  # fetches what is new of a run from a frame on


def recording(config: RunConfig, viewer: Viewer | None = None) -> Call:
    """`record` with these arguments, to be called again and again."""
    return partial(record, config, viewer)


def record(config: RunConfig, viewer: Viewer | None) -> None:
    """A run, creation to end, in a store of its own; with a viewer, if there is one."""
    with TemporaryDirectory() as home:
        registry = Registry(Store(Path(home)), unwatched_pause=inf)
        run = registry.create(config)
        try:
            finish(run) if viewer is None else finish_watched(run, viewer)
        finally:
            registry.shut_down()


def finish(run: Run) -> None:
    """Play it to its end. Raises RuntimeError if it comes to none."""
    run.play()
    run.join()
    if run.state is not State.FINISHED:
        raise RuntimeError(run.message)


def finish_watched(run: Run, viewer: Viewer) -> None:
    """As `finish`, while a thread has the viewer fetch 3 times a second."""
    over = threading.Event()

    def watch() -> None:
        seen = 0
        while not over.is_set():
            recorded = len(run.snapshots)
            run.watched()
            viewer(run.view, seen)
            seen = recorded
            over.wait(1 / 3)

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        try:
            finish(run)
        finally:
            over.set()
        watching.result()
