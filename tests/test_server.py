"""The process that serves the dashboard is set up not to make its visitors wait."""

import asyncio
import gc
import sys
import tomllib
from pathlib import Path

import pytest
import torch
from streamlit import config

from ui import server, state

CONFIG = Path(__file__).parent.parent / ".streamlit" / "config.toml"


@pytest.fixture
def process_as_before():
    interval, threads = sys.getswitchinterval(), torch.get_num_threads()
    upload = config.get_option("server.maxUploadSize")
    yield
    sys.setswitchinterval(interval)
    torch.set_num_threads(threads)
    config.set_option("server.maxUploadSize", upload)
    gc.unfreeze()


def test_streamlit_neither_collects_garbage_after_scripts_nor_watches_files():
    found = tomllib.loads(CONFIG.read_text())
    assert found["runner"]["postScriptGC"] is False
    assert found["server"]["fileWatcherType"] == "none"


def test_a_warm_server_has_frozen_what_it_loaded_and_pauses_runs_at_its_end(
    fresh_home, process_as_before, monkeypatch
):
    monkeypatch.setenv("ORGNET_MAX_UPLOAD", "7")

    async def serve():
        async with server.lifespan(None):
            assert gc.get_freeze_count() > 10_000
            assert torch.get_num_threads() == 1
            assert config.get_option("server.maxUploadSize") == 7
            run = state.registry().create(state.PRESETS["mnist15"].config, "mnist15")
            run.play()
            assert run._thread.is_alive()
        return run

    run = asyncio.run(serve())
    assert run._thread is None
    assert run.state == "paused"
    state.registry.cache_clear()
    assert state.registry().store.run(run.id).state == "paused"
