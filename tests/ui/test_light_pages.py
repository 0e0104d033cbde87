"""Pages without Streamlit: what they are made of, and what they are told."""

import asyncio
import json
import re
from base64 import b64decode
from urllib.request import urlopen

import pytest
from helpers import addition, decode, left_growing
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit import config

from orgnet_core.presets import PRESETS
from orgnet_core.runs.store import Store, annotations
from orgnet_views.assets import module
from orgnet_views.frames import encode_frames
from scripts.phone import Connection, Hall, Phone, modules
from scripts.serving import serving
from ui.endpoints.events import RunNews
from ui.server import light_pages
from ui.server.headers import HeadersMiddleware
from ui.shared.addresses import ASSETS
from ui.shared.board_data import VIEWS
from ui.shared.run_status import status_of

DEADLINE = 60


@pytest.fixture
def run(registry):
    return registry.create(PRESETS["addition"].config, "addition")


def pages_under(prefix: str) -> TestClient:
    config.set_option("server.baseUrlPath", prefix)
    try:
        return TestClient(HeadersMiddleware(Starlette(routes=light_pages.routes())))
    finally:
        config.set_option("server.baseUrlPath", "")


@pytest.mark.parametrize(("prefix", "root"), [("", ""), ("lab", "/lab")])
@pytest.mark.parametrize("name", light_pages.PAGES)
def test_a_light_page_loads_its_module_alone_and_nothing_of_streamlits(prefix, root, name):
    answer = pages_under(prefix).get(f"{root}/{name}")
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert scripts == [f'<script type="module" src="./{ASSETS}/{name}.js">']
    named = re.findall("<([^>]*)>", answer.headers["link"])
    assert all(module(each.removeprefix(f"{ASSETS}/")) for each in named)
    assert "Bidi" not in answer.headers["link"]
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-cache", "a newer version has other modules"


def test_its_colours_are_the_dashboards_in_both_themes():
    light, dark = light_pages.theme().split("@media (prefers-color-scheme: dark)")
    assert "--orgnet-text:#0F151D;" in light and "--orgnet-text:#E4E9F0;" in dark


def test_a_page_learns_what_its_board_needs_and_the_runs_title(client, run, registry):
    asked = client.get(f"/organism/runs/{run.id}/board", params={"views": "map,plane,map"})
    data = asked.json()
    assert data["run"] == run.id and data["views"] == ["map", "plane"] and data["state"] == "ready"
    assert data["organism"]["layers"] == [list(shape) for shape in run.config.organism.shapes]
    assert data["title"] == f"Adding two numbers, seed {run.config.seed}"
    assert data["texts"]["map"]["title"] and "views" in data["kept"]


def test_a_run_that_has_a_name_is_called_by_it(client, registry, run):
    run.advance()
    assert run.join(DEADLINE)
    annotations.rename(registry.store, run.id, "Ours")
    data = client.get(f"/organism/runs/{run.id}/board?views=map").json()
    assert data["title"] == f"Ours, seed {run.config.seed}"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("views=mop", f"views must be some of {', '.join(VIEWS)}, parted by commas."),
        ("views=", "views must be some of "),
        ("", "views must be some of "),
        ("views=inner&particle=18", "particle must be a whole number from 0 to 17."),
        ("views=inner&particle=x", "particle must be a whole number from 0 to 17."),
    ],
)
def test_views_and_particles_that_there_are_not_are_refused(client, run, query, sentence):
    answer = client.get(f"/organism/runs/{run.id}/board?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(sentence)


def test_unknown_runs_and_lectures_are_refused_with_a_sentence(client):
    for path in ("runs/feed/board?views=map", "runs/feed/events", "lectures/bcdfgh/events"):
        answer = client.get(f"/organism/{path}")
        assert answer.status_code == 404
        assert re.fullmatch(r"[A-Z].*\.", answer.json()["error"])


def test_light_frames_have_the_arrays_that_were_asked_for_as_all_frames_have_them(client, run):
    url = f"/organism/runs/{run.id}/frames"
    light = decode(client.get(url, params={"arrays": "kind,weight"}).content)
    [some], [whole] = light["frames"], decode(client.get(url).content)["frames"]
    assert light["arrays"] == {"weight": "float32", "kind": "uint8"}
    assert some["kind"].tobytes() == whole["kind"].tobytes()
    assert some["weight"].tobytes() == whole["weight"].tobytes()
    assert "copy" in whole and "copy" not in some and some["metric"] == whole["metric"]
    assert client.get(url, params={"arrays": "kinds"}).json()["error"].startswith("arrays must be")


def test_new_frames_are_told_of_once_in_a_while_but_a_state_at_once(run, monkeypatch):
    clock = {"now": 100.0}
    monkeypatch.setattr("ui.endpoints.events.monotonic", lambda: clock["now"])
    news = RunNews()
    assert news.of(run.id) == {"id": run.id, "state": "ready", "total": 1}
    run.advance()
    assert run.join(DEADLINE)
    assert news.of(run.id) == {"id": run.id, "state": "paused", "total": 2}
    run.advance()
    assert run.join(DEADLINE)
    assert news.of(run.id)["total"] == 2
    clock["now"] += 1
    assert news.of(run.id)["total"] == 3
    assert news.of("feed") is None


def test_a_lecture_tells_new_frames_once_as_they_would_be_fetched(client, run, monkeypatch):
    clock = {"now": 100.0}
    monkeypatch.setattr("ui.endpoints.events.monotonic", lambda: clock["now"])
    news = RunNews(("kind",))
    assert "frames" not in news.of(run.id), "all that there was is for each to fetch"
    run.advance()
    assert run.join(DEADLINE)
    told = news.of(run.id)
    fetched = client.get(f"/organism/runs/{run.id}/frames?from=1&arrays=kind").content
    assert told["from"] == 1 and b64decode(told["frames"]) == encode_frames(run.view, 1, ("kind",))
    status = status_of(run, run.view)._asdict()
    assert fetched == encode_frames(run.view, 1, ("kind",), status=status)
    assert news.of(run.id) == {"id": run.id, "state": "paused", "total": 2}
    monkeypatch.setattr("ui.endpoints.events.LARGEST", 10)
    run.advance()
    clock["now"] += 1
    assert run.join(DEADLINE)
    assert news.of(run.id) == {"id": run.id, "state": "paused", "total": 3}


async def told(connection: Connection) -> dict | None:
    async with asyncio.timeout(DEADLINE):
        return json.loads((await connection.chunk()).removeprefix(b"data: "))


def test_phones_are_told_where_the_lecturer_looks_have_every_frame_and_hear_of_the_end(tmp_path):
    """And the server ends well though some still listen."""

    async def follow(url: str, run: str) -> list[Phone]:
        hall = await Hall.of(url, run)
        scout = asyncio.create_task(hall.look())
        phones = [Phone(hall) for _ in range(3)]
        for phone in phones:
            await phone.open()
        listener = Connection(url)
        await listener.begin(f"/organism/lectures/{hall.code}/events")
        assert (await told(listener))["lecture"]["step"] is None
        await hall.seek(30)
        state = await told(listener)
        assert (state["lecture"]["step"], state["lecture"]["selected"]) == (30, "0-2")
        assert state["lecture"]["version"] == 1 and state["lecture"]["seeds"] is False
        assert state["run"] == {"id": run, "state": "interrupted", "total": len(hall.recorded)}
        scout.cancel()
        await asyncio.gather(*(phone.close() for phone in phones))
        token = f"X-Lecture-Token: {hall.token}\r\n"
        await hall.lecturer.ask(f"/organism/lectures/{hall.code}", "DELETE", more=token)
        assert await told(listener) is None
        await listener.close()
        await hall.close()
        return phones

    with serving(tmp_path, slots=1) as server:
        run = left_growing(tmp_path, addition(epochs=10), 60)
        phones = asyncio.run(follow(server.url, run))
        listening = urlopen(f"{server.url}/organism/runs/{run}/events", timeout=DEADLINE)
        assert json.loads(listening.readline().removeprefix(b"data: "))["run"]["id"] == run
    with listening:
        assert listening.read().endswith(b"\n\n"), "the server ended it"
    store = Store(tmp_path)
    recorded = len(store.snapshots(run))
    store.close()
    assert [phone.has for phone in phones] == [recorded] * 3


def test_phones_load_what_a_browser_would():
    names = modules()
    assert {"follow.js", "board.js", "views/kinds_over_time.js"} <= {*names}
    assert all(map(module, names)) and "views/pixels.js" not in names
