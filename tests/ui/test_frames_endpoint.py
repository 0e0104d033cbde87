"""What the page fetches: bytes of frames, and the views' code."""

import numpy as np
import pytest
from helpers import advance, decode, forget_all
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.testclient import TestClient

from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.runs.state import State
from orgnet_views import frames
from orgnet_views.assets import JS
from orgnet_views.frames import encode_frames
from ui.endpoints import frames as endpoint
from ui.server.routes import routes
from ui.shared.addresses import ASSETS


@pytest.fixture
def run(registry):
    run = registry.create(PRESETS["addition"].config, "addition")
    for _ in range(3):
        advance(run)
    return run


def frames_of(client, run, first=0) -> dict:
    answer = client.get(f"/organism/runs/{run.id}/frames", params={"from": first})
    assert answer.status_code == 200
    return decode(answer.content)


def test_a_page_gets_every_recorded_array_bit_for_bit(client, run):
    answer = frames_of(client, run)
    assert answer["state"] == "paused" and answer["total"] == 4
    assert [frame["step"] for frame in answer["frames"]] == [0, 1, 2, 3]
    for frame, snapshot in zip(answer["frames"], run.snapshots, strict=True):
        leaks = dict(zip(("leak_layer", "leak_cell", "leak_edge"), snapshot.leaks, strict=True))
        recorded = snapshot.arrays() | leaks
        assert answer["arrays"].keys() == recorded.keys() - {"leaks"}
        for name in answer["arrays"]:
            assert np.array_equal(frame[name], recorded[name])
        assert frame["kinds"] == list(snapshot.kinds.values())
        assert frame["metric"] == snapshot.metric
        assert frame["bands"][2] == pytest.approx(np.median(snapshot.replication_loss))


def test_a_page_learns_along_with_the_frames_where_the_run_stands(client, run):
    answer = frames_of(client, run)
    status, newest = answer["status"], answer["frames"][-1]
    assert status["state"] == "Paused" and f", step {newest['step']}: " in status["words"]
    assert status["share"] == run.step / run.config.steps and status["notice"] == ""
    run.stop()
    assert frames_of(client, run)["status"]["state"] == "Stopped"


def test_a_page_learns_of_the_schedule_and_of_phases_that_are_appended(client, run):
    before = frames_of(client, run)["phases"]
    assert before == [{"epoch": 0, "words": "10 SR steps, SGD 0.004"}]
    run.append([Phase(epochs=1, task=False)])
    assert run.join(60)
    added = {"epoch": 1, "words": "replicate on"}
    assert frames_of(client, run, 99)["phases"] == [*before, added]


def test_a_page_that_has_some_frames_gets_only_the_others(client, run):
    assert [frame["step"] for frame in frames_of(client, run, 2)["frames"]] == [2, 3]
    assert frames_of(client, run, 4)["frames"] == []
    assert frames_of(client, run, 99)["total"] == 4, "the page sees that it knows too much"


def test_a_long_run_comes_in_several_answers(client, run, monkeypatch):
    monkeypatch.setattr(frames, "BATCH_BYTES", 2000)
    seen = []
    while len(seen) < 4:
        more = [frame["step"] for frame in frames_of(client, run, len(seen))["frames"]]
        assert 0 < len(more) < 4
        seen += more
    assert seen == [0, 1, 2, 3]


def test_frames_travel_uncompressed(run):
    server = Starlette(routes=routes(), middleware=[Middleware(GZipMiddleware)])
    with TestClient(server) as client:
        answer = client.get(f"/organism/runs/{run.id}/frames")
        assert "gzip" in answer.request.headers["accept-encoding"]
        assert int(answer.headers["content-length"]) == len(answer.content)
        assert client.get(f"{ASSETS}/core/store.js").headers["content-encoding"] == "gzip"


def test_what_is_not_a_number_travels_as_null(client, run):
    assert frames_of(client, run)["frames"][0]["train_loss"] is None


def test_a_tick_of_1200_particles_stays_under_60_kB(client, registry):
    run = registry.create(PRESETS["mnist15"].config, "mnist15")
    answer = client.get(f"/organism/runs/{run.id}/frames")
    assert len(answer.content) < 60_000


def test_of_a_large_organism_every_kth_particle_travels(client, registry, monkeypatch):
    monkeypatch.setattr(frames, "MOST_SHOWN", 7)
    run = registry.create(PRESETS["addition"].config, "addition")
    (frame,) = frames_of(client, run)["frames"]
    assert np.array_equal(frame["weight"], run.latest.weight[::3])
    assert sum(frame["kinds"]) == 18, "counts are of all particles"


def test_looking_at_a_run_counts_as_watching_it(clock, client, run):
    clock["now"] = 1000.0
    assert run.unwatched_seconds == 1000
    frames_of(client, run)
    assert run.unwatched_seconds < 500


@pytest.mark.parametrize("first", ["-1", "1e9", "x", "9" * 30, "٣"])
def test_a_bad_position_is_refused_with_a_sentence(client, run, first):
    answer = client.get(f"/organism/runs/{run.id}/frames", params={"from": first})
    assert answer.status_code == 400
    assert answer.json() == {"error": "from must be a whole number."}


def test_an_unknown_run_is_not_found(client):
    assert client.get("/organism/runs/nobody/frames").status_code == 404


def test_a_recorded_run_is_served_after_its_server_is_gone(client, run, registry):
    forget_all(registry)
    answer = frames_of(client, run)
    assert answer["state"] == State.PAUSED
    assert len(answer["frames"]) == 4


def test_every_view_is_served_as_a_module_and_nothing_else_is(client):
    for path in JS.rglob("*.js"):
        answer = client.get(f"{ASSETS}/{path.relative_to(JS).as_posix()}")
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.text == path.read_text()
    for name in ("..%2Ffeed.py", "%2e%2e/feed.py", "board.css", "nothing.js"):
        assert client.get(f"{ASSETS}/{name}").status_code == 404


def test_what_many_ask_at_once_is_encoded_once_but_another_state_is_never_kept_from_them(
    client, run, monkeypatch
):
    encoded = []

    def encode(*asked, **more) -> bytes:
        encoded.append(asked)
        return encode_frames(*asked, **more)

    monkeypatch.setattr(endpoint, "encode_frames", encode)
    monkeypatch.setattr(endpoint, "SHARED", 600)
    answers = [client.get(f"/organism/runs/{run.id}/frames?from=1").content for _ in range(5)]
    assert len({*answers}) == 1 and len(encoded) == 1
    advance(run)
    assert frames_of(client, run, 1)["total"] == 4, "about as it was"
    run.stop()
    assert frames_of(client, run, 1)["state"] == "stopped"
    assert frames_of(client, run, 1)["total"] == 5
    monkeypatch.setattr(endpoint, "SHARED", 0)
    frames_of(client, run, 1)
    assert len(encoded) == 2, "it stands as it is"


def test_a_run_that_was_deleted_is_not_answered_from_memory(client, run, registry):
    assert frames_of(client, run)["total"] == 4
    registry.delete(run.id)
    assert client.get(f"/organism/runs/{run.id}/frames").status_code == 404
