"""The process that serves the dashboard is set up not to make its visitors wait."""

import asyncio
import gc
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import tomllib
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
import torch
from helpers import DEADLINE, LONG, advance, is_growing, wait_until
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit import config

from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.training import Trainer
from ui.server import process
from ui.server.lull import lull
from ui.server.routes import routes
from ui.shared import registry as shared
from ui.shared.addresses import ASSETS
from ui.shared.jobs import JobState, jobs

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / ".streamlit" / "config.toml"
SOME_WAY = 30  # steps
# The server as `streamlit run` makes it, and beside it a hand that presses Play.
GROWING_SERVER = """
import itertools, sys, threading
from streamlit.web import cli
from orgnet_core.config import parse_config
from orgnet_core.runs.access import Access
from scripts.serving import wait_until_healthy

port, config, runs = sys.argv[1:]

def play():
    wait_until_healthy(f"http://127.0.0.1:{port}")
    from ui.shared.jobs import jobs
    from ui.shared.registry import registry
    jobs().start("some run", "x", "Something without an end", 1, itertools.count)
    for run in range(int(runs)):
        access = Access("key", (f"visitor {run % 20}",))
        registry().create(parse_config(config), "addition", access).play()

threading.Thread(target=play, daemon=True).start()
sys.argv = ["streamlit", "run", "app.py", "--server.port", port]
cli.main()
"""


@pytest.fixture
def process_as_before():
    interval, threads = sys.getswitchinterval(), torch.get_num_threads()
    garbage = gc.get_threshold()
    lull.cache_clear()
    upload = config.get_option("server.maxUploadSize")
    yield
    sys.setswitchinterval(interval)
    torch.set_num_threads(threads)
    config.set_option("server.maxUploadSize", upload)
    gc.set_threshold(*garbage)
    gc.unfreeze()
    lull.cache_clear()


def test_streamlit_neither_collects_garbage_after_scripts_nor_watches_files():
    found = tomllib.loads(CONFIG.read_text())
    assert found["runner"]["postScriptGC"] is False
    assert found["server"]["fileWatcherType"] == "none"


def test_a_warm_server_has_frozen_what_it_loaded_and_ends_jobs_and_pauses_runs_at_its_end(
    fresh_home, process_as_before, monkeypatch
):
    monkeypatch.setenv("ORGNET_MAX_UPLOAD", "777")

    async def serve():
        async with process.lifespan(None):
            assert gc.get_freeze_count() > 10_000
            assert torch.get_num_threads() == 1
            assert config.get_option("server.maxUploadSize") == 777
            run = shared.registry().create(PRESETS["mnist15"].config, "mnist15")
            run.play()
            assert is_growing(run)
            job = jobs().start("some run", "x", "Something", 1, itertools.count)
        return run, job

    run, job = asyncio.run(serve())
    assert job.state is JobState.CANCELLED
    assert not is_growing(run)
    assert run.state == "paused"
    shared.registry.cache_clear()
    assert shared.registry().store.run(run.id).state == "paused"


def test_a_server_that_ends_while_it_compiles_waits_for_the_compiler(
    fresh_home, process_as_before, monkeypatch
):
    begun, compiling = Event(), Event()

    def compile_steps(_trainer):
        begun.set()
        compiling.wait(DEADLINE)

    monkeypatch.setattr(process.Trainer, "warm_up", compile_steps)

    async def serve():
        async with process.lifespan(None):
            assert begun.wait(DEADLINE)
            return next(each for each in threading.enumerate() if each.name == "warm-up")

    thread = asyncio.run(serve())
    assert thread.is_alive() and not thread.daemon, "the interpreter waits for such threads"
    compiling.set()
    thread.join()


def test_a_server_that_ends_before_it_compiles_does_not_begin(
    fresh_home, process_as_before, monkeypatch
):
    begun = Event()
    monkeypatch.setattr(process.Trainer, "warm_up", lambda _: begun.set())

    async def serve():
        async with process.lifespan(None):
            lull().note_request()  # somebody loads a page
            return next(each for each in threading.enumerate() if each.name == "warm-up")

    asyncio.run(serve()).join()
    assert not begun.is_set()


@contextmanager
def server_with(tmp_path, runs: int):
    """A server process of its own with so many runs, of which two train and have come some way;
    its store, and where its log is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "log").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", GROWING_SERVER, str(port), LONG.model_dump_json(), str(runs)],
            cwd=ROOT,
            env=os.environ | {"ORGNET_HOME": str(tmp_path / "home"), "ORGNET_SLOTS": "2"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    store = Store(tmp_path / "home")
    try:
        wait_until(
            lambda: (
                sorted(r.scalars["step"] > SOME_WAY for r in store.runs())
                == [False] * (runs - 2) + [True] * 2
            )
        )
        yield process, store, tmp_path / "log"
    finally:
        process.kill()
        process.wait()
        store.close()


def test_told_to_end_a_server_checkpoints_its_runs_begins_none_in_line_and_exits_with_0(tmp_path):
    with server_with(tmp_path, runs=62) as (process, store, log):
        assert [record.state for record in store.runs()].count("running") == 2
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE) == 0
        for record in store.runs():
            assert (record.state, record.checkpoint) == (State.PAUSED, record.scalars["step"])
        grown = [record for record in store.runs() if record.scalars["step"] > 0]
        assert len(grown) == 2
        said = log.read_text()
        assert said.count(": running at step") == 2 and "Traceback" not in said
        for record in grown:
            assert said_of(record.id, said) == ["recorded", "running", "paused"]
        assert_they_go_on(store, grown)


def said_of(run: str, log: str) -> list[str]:
    lines = [line for line in log.splitlines() if f" run={run} " in line]
    return [re.fullmatch(r"\S+Z INFO run=\w+ \S+: (\w+)\b.*", line)[1] for line in lines]


def assert_they_go_on(store: Store, records: list[RunRecord]) -> None:
    """From where they were, bit for bit as one that nobody stopped."""
    later = Registry(store, unwatched_pause=1000)
    for record in records:
        run, alone = later.get(record.id), Trainer(LONG)
        advance(run)
        while alone.step <= record.checkpoint:
            alone.advance()
        *_, (step, weights) = run.particle_weights()
        assert step == alone.step
        assert weights.tobytes() == alone.particles.weights.numpy().tobytes()
    later.shut_down()


# A batch that goes on for ever; torch at work when its process ends would abort it.
STUCK_SERVER = """
import time
from orgnet_core.training import Trainer
Trainer.advance = lambda trainer, most: (print("stuck", flush=True), time.sleep(1000))
"""


def test_a_server_ends_well_in_the_midst_of_a_batch_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.GROWING_SERVER", STUCK_SERVER + GROWING_SERVER)
    monkeypatch.setattr(f"{__name__}.SOME_WAY", -1)
    with server_with(tmp_path, runs=2) as (process, store, log):
        wait_until(lambda: log.read_text().count("stuck") == 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE) == 0
        assert {record.state for record in store.runs()} == {State.INTERRUPTED}
        assert "Traceback" not in log.read_text()


def test_a_server_that_dies_leaves_its_runs_interrupted(tmp_path):
    with server_with(tmp_path, runs=2) as (process, store, _):
        process.kill()
        process.wait()
        assert {record.state for record in store.runs()} == {State.INTERRUPTED}
        later = Registry(store, unwatched_pause=1000)
        run = later.get(store.runs()[0].id)
        before = run.step
        run.play()
        wait_until(lambda: run.step > before + 30)
        assert is_growing(run)
        later.shut_down()


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("SLOTS", "0", "a whole number from 1"),
        ("MAX_EPOCHS", "many", "a whole number from 200"),
        ("MAX_PARTICLES", "1199", "a whole number from 1,200"),
        ("MAX_PARTICLE_WEIGHTS", "47999", "a whole number from 48,000"),
        (
            "MAX_UPLOAD",
            "467",
            "at least 468, so that what is exported can be imported again",
        ),
        ("EVERYBODY_STEERS", "perhaps", "true or false"),
    ],
)
def test_what_an_installation_cannot_be_set_to_ends_a_server_with_a_sentence(
    fresh_home, monkeypatch, variable, value, allowed
):
    """The organism that greets every visitor can be grown wherever the server runs."""
    monkeypatch.setenv(f"ORGNET_{variable}", value)
    monkeypatch.setattr(process, "log_alike", lambda: None)
    with pytest.raises(SystemExit) as left:
        process.open_runs()
    quoted = value if variable == "MAX_UPLOAD" else json.dumps(value)
    assert left.value.code == f"ORGNET_{variable} must be {allowed}, not {quoted}."
    monkeypatch.delenv(f"ORGNET_{variable}")


def test_where_no_runs_can_be_kept_a_server_ends_with_a_sentence(fresh_home, monkeypatch):
    (fresh_home / "taken").write_text("a file, not a folder")
    monkeypatch.setenv("ORGNET_HOME", str(fresh_home / "taken"))
    monkeypatch.setattr(process, "log_alike", lambda: None)
    with pytest.raises(SystemExit, match=r"Runs cannot be kept here.*taken"):
        process.open_runs()
    monkeypatch.setenv("ORGNET_HOME", str(fresh_home))


@pytest.mark.parametrize(("prefix", "root"), [("", ""), ("lab", "/lab"), ("/a/lab/", "/a/lab")])
def test_endpoints_stand_under_the_prefix_and_what_is_none_gets_a_sentence(registry, prefix, root):
    config.set_option("server.baseUrlPath", prefix)
    try:
        served = Starlette(routes=routes())
    finally:
        config.set_option("server.baseUrlPath", "")
    with TestClient(served) as client:
        assert client.get(f"{root}/organism/health").json()["status"] == "ok"
        assert client.get(f"{root}/{ASSETS}/board.js").status_code == 200
        for path in ("nothing", "health/", "assets/old/board.js", "runs/x/frames/"):
            answer = client.get(f"{root}/organism/{path}")
            assert (answer.status_code, [*answer.json()]) == (404, ["error"])
        assert client.post(f"{root}/organism/x").json() == {"error": "There is no such address."}
        assert client.get(f"{root}/organism/parquet").status_code == 405
