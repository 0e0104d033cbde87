"""The Status page and the health of a server."""

import numpy as np
import pytest
import torch
from apps import healthy, lab, text
from helpers import LONG, advance, wait_until

from orgnet_core.presets import PRESETS
from ui.endpoints import frames
from ui.shared import latency
from ui.shared import registry as shared
from ui.shared.latency import Latency
from ui.status import facts


def test_a_server_that_is_well_says_so_and_what_it_does(client, registry):
    facts = {"status": "ok", "runs": 0, "growing": 0, "waiting": 0, "store": "ok"}
    assert client.get("/organism/health").json() == facts
    run = registry.create(LONG, "addition")
    run.play()
    wait_until(lambda: run.id in shared.registry().slots.training)
    assert client.get("/organism/health").json() == facts | {"runs": 1, "growing": 1}
    run.stop()
    assert client.get("/organism/health").json() == facts | {"runs": 1}


def test_a_store_that_cannot_be_read_is_a_problem(client, registry):
    registry.store._database.connection.execute("ALTER TABLE runs RENAME TO gone")
    answer = client.get("/organism/health")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "problem",
        "runs": None,
        "growing": 0,
        "waiting": 0,
        "store": "problem",
    }
    registry.store._database.connection.execute("ALTER TABLE gone RENAME TO runs")


def test_the_page_shows_what_grows_and_how_the_server_is_set_up(registry, monkeypatch):
    monkeypatch.setenv("ORGNET_MAX_PARTICLES", "500000")
    run = registry.create(LONG, "addition")
    app = lab(run=run.id)
    app.switch_page("pages/status.py")
    healthy(app.run())
    assert "No organism is training now." in text(app.markdown)
    assert "Training slots " in text(app.caption) and facts.trains_on() in text(app.caption)
    run.play()
    wait_until(lambda: registry.store.run(run.id) is not None)
    healthy(app.run())
    assert f"`{run.id}`: addition, seed 1, epoch" in text(app.markdown)
    run.stop()
    rows = {row["Setting"]: row for row in facts.settings()}
    assert rows["ORGNET_MAX_PARTICLES"]["Value"] == "500000"
    assert rows["ORGNET_MAX_PARTICLES"]["From"] == "environment"
    assert rows["ORGNET_UNWATCHED_PAUSE"]["From"] == "default"
    assert float(app.metric[2].value.split()[0].replace(",", "")) > 50, "MB of memory"


def test_looking_at_the_status_does_not_count_as_watching_a_run(clock, registry):
    run = registry.create(LONG, "addition")
    advance(run)
    app = lab(run=registry.create(LONG, "addition").id)
    clock["now"] = 1000.0
    app.switch_page("pages/status.py")
    healthy(app.run())
    assert run.unwatched_seconds > 900


def test_a_check_that_fails_is_said(fresh_home, monkeypatch):
    monkeypatch.setattr(facts.torch, "get_num_threads", lambda: 8)
    failed = facts.checks()
    assert not failed["threads"] and failed["store"]
    assert "Failed:" in facts.verdict(("threads", failed["threads"]))
    assert "Failed:" not in facts.verdict(("store", failed["store"]))


@pytest.mark.parametrize(("there", "words"), [(False, "the CPU"), (True, "a CUDA device")])
def test_the_server_says_where_it_trains(monkeypatch, there, words):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: there)
    assert facts.trains_on().endswith(words)


def test_latency_is_the_wait_of_each_fetched_snapshot(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(latency, "monotonic", lambda: now[0])
    measured = Latency()
    assert measured.quantiles()[0] == 0 and np.isnan(measured.quantiles()[1])
    for step, when in ((1, 0.0), (2, 0.1), (3, 0.3)):
        now[0] = when
        measured.recorded("a", step)
    measured.recorded("b", 2)
    now[0] = 0.4
    measured.fetched("a", [2, 3])
    measured.fetched("nobody", [2])
    count, median, high = measured.quantiles()
    assert (count, median) == (2, pytest.approx(0.2)) and 0.2 < high < 0.3
    now[0] = 100.0
    measured.fetched("a", [1])
    assert measured.quantiles()[0] == 2, "a page that was asleep tells nothing of the server"
    now[0] = latency.WINDOW + 1
    assert measured.quantiles()[0] == 0


def test_a_page_that_follows_is_measured_and_one_that_arrives_is_not(client, registry, monkeypatch):
    monkeypatch.setattr(frames, "LATENCY", measured := Latency())
    monkeypatch.setattr(latency, "LATENCY", measured)
    run = registry.create(PRESETS["addition"].config, "addition")
    for _ in range(3):
        advance(run)
    client.get(f"/organism/runs/{run.id}/frames")
    assert measured.quantiles()[0] == 0
    client.get(f"/organism/runs/{run.id}/frames", params={"from": 2})
    assert measured.quantiles()[0] == 2
