"""Prepares the process that serves the dashboard, and clears up after it."""

import gc
import sys
from contextlib import asynccontextmanager
from threading import Thread

import torch
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from orgnet_core import fused
from orgnet_core.settings import Settings
from orgnet_core.tasks import TASKS
from ui.jobs import jobs
from ui.state import registry


@asynccontextmanager
async def lifespan(_app):
    """Warm up before the first visitor; end every job and pause every run when the server ends."""
    torch.set_num_threads(1)  # a trainer's second thread would starve the pages
    sys.setswitchinterval(0.0005)  # hand the interpreter from trainer to pages more often
    PagesManager.uses_pages_directory = False  # a first visit to /particle, say, is app.py's too
    config.set_option("server.maxUploadSize", Settings().max_upload)
    TASKS["mnist15"].test(torch.float32)
    runs = registry()
    Thread(target=fused.warm_up, args=(torch.float32,), name="warm-up", daemon=True).start()
    gc.collect()
    gc.freeze()  # what is loaded now stays: no need to look through it ever again
    yield
    jobs().shut_down()
    runs.shut_down()
