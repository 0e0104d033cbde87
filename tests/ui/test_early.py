"""What the views of a page will show is on its way while Streamlit still starts."""

import asyncio
import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from threading import Event

import httpx2
import pytest
from apps import components, healthy, opened
from helpers import DEADLINE, advance, forget_all, wait_until
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit import config
from streamlit.web.server.starlette.starlette_routes import create_host_config_routes

from orgnet_core.presets import PRESETS
from orgnet_core.runs.store import StoreError
from orgnet_views.assets import module
from ui.server import early
from ui.server.routes import EXCEPTION_HANDLERS, routes
from ui.server.streamlit_page import CONNECT, INDEX, inline_scripts
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


@pytest.mark.parametrize("name", ["", "particle"])
@pytest.mark.parametrize(("prefix", "root"), [("", ""), ("lab", "/lab"), ("/a/lab/", "/a/lab")])
def test_a_page_is_streamlits_with_a_module_that_runs_first(registry, prefix, root, name):
    answer = page_under(prefix).get(f"{root}/{name}")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache", "a newer version has other modules"
    added = early.head(early.PAGES[name], "e1")
    assert answer.text.replace(added, "", 1).replace(early.style(), "", 1) == INDEX
    assert answer.text.index("early.js") < answer.text.index("static/js"), "before Streamlit's own"
    assert module("early.js")


def test_whatever_script_stands_in_the_page_may_run():
    text = page_under("").get("/particle").text
    standing = re.findall("<script>(.*?)</script>", text, re.DOTALL)
    assert len(standing) == 3, "Streamlit's own, where it is to connect, and how it arrives"
    hashes = [b64encode(sha256(each.encode()).digest()).decode() for each in standing]
    assert {f"'sha256-{each}'" for each in hashes} <= set(inline_scripts())


def test_every_page_of_the_dashboard_has_its_style_from_the_start(registry):
    names = re.findall(r"st\.Page\(\"pages/(\w+)\.py\"", Path("app.py").read_text())
    assert {name.replace("lab", "") for name in names} == set(early.PAGES)
    for name in early.PAGES:
        assert early.style() in page_under("").get(f"/{name}").text


@pytest.mark.parametrize("page", [page for page, views in early.PAGES.items() if views])
def test_a_page_names_the_views_that_it_will_show(registry, page):
    boards = components(healthy(opened(page or None).run()), "organism_board")
    shown = dict.fromkeys(name for each in boards for name in each["views"])
    views = re.search(r"early\.js\?views=([\w+]+)", page_under("").get(f"/{page}").text)[1]
    assert views.split("+") == list(shown)


@pytest.mark.parametrize(
    ("address", "run"),
    [
        ("", "e1"),
        ("?type=large", "e1"),
        ("?run=abcd1234", "abcd1234"),
        ("?run=x%22onload=", ""),
        ("?preset=addition", ""),
        ("?phases.0.epochs=3", ""),
        ("?follow=bcdfgh", ""),
    ],
)
def test_a_page_asks_for_the_run_that_its_address_shows(registry, address, run):
    text = page_under("").get(f"/{address}").text
    assert re.search(r"early\.js\?views=[\w+]+(?:&amp;run=(\w+))?\"", text)[1] == (run or None)


def test_where_streamlit_connects_is_told_as_its_server_would(registry):
    (route,) = create_host_config_routes("")
    asked = TestClient(Starlette(routes=[route])).get("/_stcore/host-config").json()
    told = json.loads(re.search(r"HOST_CONFIG: (.*) \};", CONNECT)[1])
    assert told.items() <= asked.items() and told["allowedOrigins"]


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
