"""The replay and the dashboard in Firefox: the same as in Chromium, and nothing on its console."""

import csv
import io
from collections.abc import Iterator

import numpy as np
import pytest
from browsing import MARKS
from firefox import Firefox, firefox
from replays import grown_into, scored

from orgnet_core.fixpoints import Kind
from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import Store
from orgnet_views.replay.page import replay_page

pytestmark = MARKS
DRAWN = "() => document.querySelector('.panel.map[data-shown]:not(.behind)')?.dataset.shown"
STEPS = "step => document.querySelectorAll(`.orgnet[data-shown='${step}']`).length >= 3"
# How many different colours a canvas has.
COLOURS = """place => {
  const canvas = document.querySelector(place);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""
# Streamlit's reader of messages tries whether it may compile, and does without; the policy stays.
TRIED = "blocked WebAssembly"


@pytest.fixture
def browser(tmp_path) -> Iterator[Firefox]:
    with firefox(tmp_path) as browser:
        yield browser


@pytest.fixture
def run(tmp_path) -> Iterator[Run]:
    store = Store(tmp_path / "runs")
    yield grown_into(store, PRESETS["mnist15-quick"].config.changed({"epochs": 2}))
    store.close()


def test_a_replay_is_looked_through_and_cut(browser, run, tmp_path):
    file = tmp_path / "replay.html"
    file.write_text(replay_page(run, run._store), encoding="utf-8")
    browser.open(file.as_uri())
    browser.wait_for(DRAWN)
    assert browser.wait_for(COLOURS, "canvas.map") > 3
    assert browser.wait_for(COLOURS, ".plane canvas") > 3
    for snapshot in (run.snapshots[1], run.latest):
        browser.set(".timeline input", str(run.snapshots.index(snapshot)))
        assert browser.wait_for(STEPS, str(snapshot.step))
        assert f" {snapshot.kinds['other']:,} " in browser.text(".legend")
    browser.set("[aria-label='select particles']", "layer 2")
    browser.click(".cutting button:nth-of-type(1)")
    assert_scores(browser, run, run.config.organism.positions()[0] == 1)
    browser.click(".cutting button:nth-of-type(3)")
    browser.click(".cutting button:nth-of-type(2)")
    assert_scores(browser, run, run.latest.kind == Kind.SELF_REPLICATOR)
    browser.resize(390, 844)
    browser.wait_for("() => document.documentElement.scrollWidth <= 390")
    assert browser.errors == []


def assert_scores(browser: Firefox, run: Run, cut: np.ndarray) -> None:
    """What the page saves of a cut of the last step is what Python says of it."""
    browser.text(".cutting .said", f"{cut.sum():,} of {cut.size:,}")
    browser.set(".panel.cutting .save", "csv")
    (row,) = csv.DictReader(io.StringIO(browser.saved("csv")))
    assert (int(row["step"]), int(row["particles_cut"])) == (run.latest.step, cut.sum())
    accuracy, loss = scored(run, run.latest, cut)
    assert float(row["metric_after"]) == accuracy
    assert float(row["loss_after"]) == pytest.approx(loss, rel=2e-6)


def test_an_organism_is_grown_and_pruned(browser, server):
    particles = PRESETS["mnist15-quick"].config.organism.particles
    browser.open(f"{server}/?preset=mnist15-quick&epochs=1000")
    assert browser.wait_for(DRAWN) == "0"
    browser.click(".st-key-play button")
    browser.text(".st-key-status", "Training")
    browser.wait_for("() => document.querySelector('.panel.map').dataset.shown >= 100")
    assert browser.wait_for(COLOURS, "canvas.map") > 3
    browser.click(".st-key-stop button")
    browser.text(".st-key-status", "Stopped")
    browser.click("a[href*=prune]")
    assert browser.text(".st-key-prune_result", f" of {particles:,} particles")
    assert browser.wait_for(DRAWN)
    assert [error for error in browser.errors if TRIED not in error] == []
