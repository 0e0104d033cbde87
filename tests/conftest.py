"""For all tests: one thread a process, compiled steps, repeatable examples, places for runs, the
command line."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch
from hypothesis import settings

from orgnet_core.__main__ import main
from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.store import Store
from orgnet_core.training import Trainer
from ui.shared import registry as shared
from ui.shared.jobs import jobs
from ui.shared.sweeping import sweeping

pytest_plugins = ["browsing"]  # the fixtures of browser tests
torch.set_num_threads(1)
for preset in PRESETS.values():
    Trainer(preset.config).warm_up()  # so that no test meets a run that is still compiling
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def repeatable_draws():
    """What a test draws without a generator of its own is the same in every order of tests."""
    torch.manual_seed(0)


@pytest.fixture
def fresh_home(tmp_path):
    """A dashboard whose runs are kept in a folder of the test's own, with none in it yet."""
    with dashboard_in(tmp_path):
        yield tmp_path


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory):
    """The same for all tests of a module, none of which changes a run."""
    home = tmp_path_factory.mktemp("home")
    with dashboard_in(home):
        yield home


@contextmanager
def dashboard_in(home: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ORGNET_HOME", str(home))
        shared.registry.cache_clear()
        jobs.cache_clear()
        sweeping.cache_clear()
        yield
        sweeping().halt()
        sweeping.cache_clear()
        jobs().shut_down()
        jobs.cache_clear()
        shared.registry().shut_down()
        shared.registry.cache_clear()


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path)
    yield store
    store.close()


@pytest.fixture
def growers():
    """Names of the training threads that this test has started and that still live."""
    others = set(threading.enumerate())

    def growers() -> list[str]:
        threads = set(threading.enumerate()) - others
        return [thread.name for thread in threads if thread.name.startswith("grow-")]

    return growers


@pytest.fixture
def registry(store, growers):
    registry = Registry(store, unwatched_pause=1000)
    yield registry
    registry.shut_down()
    assert growers() == []


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass only when the test says so."""
    clock = {"now": 0.0}
    monkeypatch.setattr("orgnet_core.runs.live.attention.monotonic", lambda: clock["now"])
    return clock


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Where runs go; not there yet."""
    monkeypatch.setenv("ORGNET_HOME", str(tmp_path / "runs"))
    return tmp_path / "runs"


@pytest.fixture
def call(capsys, home):
    """Run a command; (exit status, stdout, stderr)."""

    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main([*arguments])
        except SystemExit as left:
            status = left.code
        return (status, *capsys.readouterr())

    return call


@pytest.fixture
def run(call) -> str:
    """The id of a recorded run of 18 particles, some of them self-replicators."""
    result = json.loads(call("train", "addition", "--epochs", "6", "--json")[1])
    assert 0 < result["kinds"]["self_replicator"] < 18
    return result["run"]
