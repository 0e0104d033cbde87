"""Prepares the process that serves the dashboard, and clears up after it."""

import atexit
import gc
import inspect
import logging
import os
import signal
import sys
import time
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from threading import Thread

import torch
import uvicorn
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from orgnet_core.errors import LabError
from orgnet_core.presets import DEFAULT_PRESET, PRESETS
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.store import StoreError
from orgnet_core.settings import Settings
from orgnet_core.tasks import TASKS
from orgnet_core.training import Trainer
from orgnet_views.board import board_of
from ui.server.lull import lull
from ui.server.proxy import decide_alone
from ui.shared.broadcast import Broadcast
from ui.shared.examples import finished_run
from ui.shared.jobs import jobs
from ui.shared.registry import registry
from ui.shared.sweeping import sweeping

GARBAGE = 50_000  # objects more than before, until Python looks for cycles among them
LOG_FORMAT = "%(asctime)s %(levelname)s run=%(run)s %(name)s: %(message)s"


@asynccontextmanager
async def lifespan(_app):
    """Warm up before the first visitor; end every job and pause every run when the server ends."""
    end_well_when_told_to()
    torch.set_num_threads(1)  # a trainer's second thread would starve the pages
    sys.setswitchinterval(0.0005)  # hand the interpreter from trainer to pages more often
    PagesManager.uses_pages_directory = False  # a first visit to /particle, say, is app.py's too
    config.set_option("server.maxUploadSize", Settings().max_upload)
    TASKS[PRESETS[DEFAULT_PRESET].config.task].test(torch.float32)
    runs = registry()
    with suppress(StoreError):
        runs.store.listed()  # once as a whole; from then on only what has changed
    load_ahead()
    # No daemon: to end the process while it compiles would tear the compiler down at work.
    Thread(target=warm_up, name="warm-up").start()
    gc.collect()
    gc.freeze()  # what is loaded now stays: no need to look through it ever again
    gc.set_threshold(GARBAGE)  # or to read a long run took twice the time
    yield
    lull().end()
    end_all(runs)


def load_ahead() -> None:
    """What Streamlit loads, and looks up in every module, when a script first shows something:
    the first visitor of a server would wait most of a second for it."""
    import_module("pandas")
    inspect.stack()


def warm_up() -> None:
    """Read what the first visitor is shown, and what its views are told of its task; compile what
    their runs will need."""
    if run := finished_run(DEFAULT_PRESET):
        board_of(run)
    compile_presets()


def compile_presets() -> None:
    """What their training needs, so that nobody has to wait for it, while nobody loads a page."""
    for preset in PRESETS.values():
        if lull().wait():
            Trainer(preset.config).warm_up()


def end_all(runs: Registry) -> None:
    """Pause every run and end every job, within ten seconds; the store is closed last."""
    sweeping().halt()  # first: where one run ends the next would begin
    runs.halt()
    jobs_ended = jobs().shut_down()
    if not (runs.shut_down() and jobs_ended):
        # In the middle of a long batch. Python's own end would tear down what that still uses, and
        # the process would abort; it is resumed from its last checkpoint.
        atexit.register(os._exit, 0)


def open_runs() -> None:
    """Log in one format from now on; end with a sentence where no runs can be kept, or where the
    environment asks for what cannot be."""
    log_alike()
    try:
        registry()
    except StoreError as error:
        sys.exit(error.with_place)
    except LabError as error:
        sys.exit(str(error))


def log_alike() -> None:
    """One format for every line on stderr; `run` is the run it is about, or a dash."""
    line = logging.Formatter(LOG_FORMAT, "%Y-%m-%dT%H:%M:%SZ", defaults={"run": "-"})
    line.converter = time.gmtime
    ours = logging.StreamHandler()
    logging.basicConfig(handlers=[ours], level=logging.WARNING)
    for name in ("orgnet_core", "orgnet_views", "ui"):
        logging.getLogger(name).setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.access", "streamlit"):
        for handler in [ours, *logging.getLogger(name).handlers]:
            handler.setFormatter(line)


def end_well_when_told_to() -> None:
    """Exit with 0 on SIGTERM: uvicorn alone would, having cleared up, end itself by the signal."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if isinstance(server, uvicorn.Server):
        decide_alone(server)
        # Or the server would wait for all that listen.
        Broadcast.is_closing = staticmethod(lambda: server.should_exit)
        signal.signal(signal.SIGTERM, lambda *_: setattr(server, "should_exit", True))
