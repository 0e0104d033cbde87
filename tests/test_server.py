"""The process that serves the dashboard is set up not to make its visitors wait."""

import asyncio
import gc
import itertools
import sys
import tomllib
from pathlib import Path

import pytest
import torch

from ui import server, state
from ui.jobs import JobState, jobs

CONFIG = Path(__file__).parent.parent / ".streamlit" / "config.toml"


@pytest.fixture
def process_as_before():
    interval, threads = sys.getswitchinterval(), torch.get_num_threads()
    yield
    sys.setswitchinterval(interval)
    torch.set_num_threads(threads)
    gc.unfreeze()


def test_streamlit_neither_collects_garbage_after_scripts_nor_watches_files():
    config = tomllib.loads(CONFIG.read_text())
    assert config["runner"]["postScriptGC"] is False
    assert config["server"]["fileWatcherType"] == "none"


def test_a_warm_server_has_frozen_what_it_loaded_and_ends_jobs_and_pauses_runs_at_its_end(
    fresh_home, process_as_before
):
    async def serve():
        async with server.lifespan(None):
            assert gc.get_freeze_count() > 10_000
            assert torch.get_num_threads() == 1
            run = state.registry().create(state.PRESETS["mnist15"].config, "mnist15")
            run.play()
            assert run._thread.is_alive()
            job = jobs().start("some run", "x", "Something", 1, itertools.count)
        return run, job

    run, job = asyncio.run(serve())
    assert job.state is JobState.CANCELLED
    assert run._thread is None
    assert run.state == "paused"
    state.registry.cache_clear()
    assert state.registry().store.run(run.id).state == "paused"
