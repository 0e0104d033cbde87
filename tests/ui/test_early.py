"""What the views of a page will show is on its way while Streamlit still starts."""

import asyncio
from threading import Event

import httpx2
import pytest
from helpers import DEADLINE, advance, forget_all, wait_until
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit import config

from orgnet_core.presets import PRESETS
from orgnet_core.runs.store import StoreError
from orgnet_views.assets import module
from ui.server import early
from ui.server.headers import STATIC
from ui.server.routes import EXCEPTION_HANDLERS, routes
from ui.shared.addresses import ASSETS


@pytest.fixture
def run(registry):
    run = registry.create(PRESETS["addition"].config, "addition")
    advance(run)
    run.pause()
    forget_all(registry)
    return run


def page_under(prefix: str) -> TestClient:
    config.set_option("server.baseUrlPath", prefix)
    try:
        return TestClient(Starlette(routes=early.routes()))
    finally:
        config.set_option("server.baseUrlPath", "")


@pytest.mark.parametrize(("prefix", "root"), [("", ""), ("lab", "/lab"), ("/a/lab/", "/a/lab")])
def test_the_particle_page_is_streamlits_with_a_module_that_runs_first(registry, prefix, root):
    answer = page_under(prefix).get(f"{root}/particle")
    added = f'<script type="module" async src="./{ASSETS}/early.js"></script>'
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache", "a newer version has other modules"
    assert answer.text.replace(added, "", 1) == (STATIC / "index.html").read_text()
    assert answer.text.index(added) == answer.text.index("<script type"), "before Streamlit's own"
    assert module("early.js")


def test_the_run_of_an_address_is_read_while_its_page_loads(registry, run):
    page_under("").get("/particle", params={"run": run.id, "particle": "3"})
    assert run.id in registry.ids


def test_a_page_comes_whatever_its_address_names(registry, monkeypatch):
    assert page_under("").get("/particle?run=nobody").status_code == 200

    def fails(_run):
        raise StoreError("The disk is gone.", registry.store.path)

    monkeypatch.setattr(registry.store, "run", fails)
    assert page_under("").get("/particle?run=abcd1234").status_code == 200


@pytest.mark.parametrize("what", ["frames", "particles/3", "trajectories"])
def test_while_a_run_is_read_from_the_store_others_are_answered(registry, run, what, monkeypatch):
    asked, answered, read = Event(), Event(), registry.store.snapshots

    def slowly(run_id):
        asked.set()
        assert answered.wait(DEADLINE), "what others ask waits for a run to be read"
        return read(run_id)

    monkeypatch.setattr(registry.store, "snapshots", slowly)
    app = Starlette(routes=routes(), exception_handlers=EXCEPTION_HANDLERS)

    async def ask_both():
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            slow = asyncio.create_task(client.get(f"/organism/runs/{run.id}/{what}"))
            await asyncio.to_thread(wait_until, asked.is_set)
            other = await client.get(f"/organism/{ASSETS.rpartition('organism/')[2]}/board.js")
            answered.set()
            return [other.status_code, (await slow).status_code]

    assert asyncio.run(ask_both()) == [200, 200]
