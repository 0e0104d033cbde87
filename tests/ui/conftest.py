"""For tests of the dashboard: the runs are those of its own registry, or grown once for many."""

from collections.abc import Iterator

import pytest
from helpers import play_to_the_end
from starlette.applications import Starlette
from starlette.testclient import TestClient

from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import Store
from ui.server.routes import EXCEPTION_HANDLERS, routes
from ui.shared import registry as shared


@pytest.fixture
def registry(fresh_home) -> Registry:
    return shared.registry()


@pytest.fixture
def client(registry: Registry) -> Iterator[TestClient]:
    """Asks at all addresses beside Streamlit's own."""
    app = Starlette(routes=routes(), exception_handlers=EXCEPTION_HANDLERS)
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def grown_registry(tmp_path_factory) -> Iterator[Registry]:
    registry = Registry(Store(tmp_path_factory.mktemp("grown")), unwatched_pause=1000)
    yield registry
    registry.shut_down()


@pytest.fixture(scope="session")
def digits(grown_registry: Registry) -> Run:
    """225-10-10 after three epochs: of some self-replicators and many others."""
    run = grown(grown_registry, "mnist15-quick", 3)
    assert 100 < run.latest.kinds["self_replicator"] < 1000
    return run


@pytest.fixture(scope="session")
def sums(grown_registry: Registry) -> Run:
    run = grown(grown_registry, "addition", 6)
    assert 0 < run.latest.kinds["self_replicator"] < 18
    return run


def grown(registry: Registry, preset: str, epochs: int) -> Run:
    run = registry.create(PRESETS[preset].config.changed({"epochs": epochs}), preset)
    play_to_the_end(run)
    return run
