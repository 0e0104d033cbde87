"""A replay as who got the file meets it: no server, no network, by itself or in a frame of another
site. Its numbers are the store's, and its cuts Python's."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from accessibility import faults
from browsing import MARKS, bring_into_view, new_page
from playwright.sync_api import Frame, FrameLocator, Page, expect
from replays import RUN, grown_into, scored

from orgnet_core.fixpoints import Kind
from orgnet_core.presets import PRESETS
from orgnet_core.pruning import Specimen, curves_of
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import Store
from orgnet_core.snapshot import Snapshot
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.replay.page import replay_page

pytestmark = MARKS
CONFIG = PRESETS["mnist15"].config.changed({"epochs": 6})
WHOLE_BYTES, LIGHT_BYTES = 7_000_000, 3_000_000  # of mnist15 with all of its 200 epochs


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Iterator[Run]:
    """The paper's organism after six epochs, with curves at its end."""
    store = Store(tmp_path_factory.mktemp("runs"))
    run = grown_into(store, CONFIG)
    specimen = Specimen.of(run.config, run.latest, run.snapshots)
    curves = [vars(curve) for curve in curves_of(specimen, ["self_replicator", "l1_global"])]
    store.computed.keep(RUN, f"curves/{run.latest.step}", curves)
    yield run
    store.close()


@pytest.fixture(scope="module")
def file(run, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("taken") / "replay.html"
    path.write_text(replay_page(run, run._store), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def offline(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    yield context
    context.close()


@pytest.fixture
def page(offline):
    with new_page(offline) as page:
        yield page


def open_file(page: Page, file: Path, fragment: str = "") -> None:
    page.goto(f"{file.as_uri()}{fragment}")
    page.wait_for_selector(".panel.map[data-shown]:not(.behind)")
    expect(page.locator("#opening")).to_have_count(0)


def seek(page: Page | Frame | FrameLocator, run: Run, at: int) -> Snapshot:
    """Take the timeline to a recorded step."""
    page.locator(".timeline input").fill(str(at))
    step = run.snapshots[at].step
    expect(page.locator(f".orgnet[data-shown='{step}']")).to_have_count(3)
    return run.snapshots[at]


def saved(page: Page, view: str) -> list[dict[str, str]]:
    """What a view saves as CSV."""
    bring_into_view(page, view)
    with page.expect_download() as download:
        page.locator(f".panel.{view} .save").select_option("csv")
    return [*csv.DictReader(io.StringIO(download.value.path().read_text()))]


def assert_scores(row: dict[str, str], run: Run, snapshot: Snapshot, cut: np.ndarray) -> None:
    """Accuracies exactly, losses but for what float32 rounds."""
    assert (int(row["step"]), int(row["particles_cut"])) == (snapshot.step, cut.sum())
    for suffix, mask in (("", np.zeros_like(cut)), ("_after", cut)):
        accuracy, loss = scored(run, snapshot, mask)
        assert float(row[f"metric{suffix}"]) == accuracy
        assert float(row[f"loss{suffix}"]) == pytest.approx(loss, rel=2e-6)


def test_it_asks_for_nothing_and_says_what_it_is(page, run, file):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_file(page, file)
    elsewhere = [url for url in asked if not url.startswith(("data:", "blob:"))]
    assert elsewhere == [file.as_uri()]
    expect(page.locator("h1")).to_contain_text("1,200 particles")
    expect(page.locator("footer")).to_contain_text(f"run {RUN}")
    expect(page.locator("footer")).to_contain_text("arXiv 2212.10078")
    expect(page.locator("footer pre")).to_contain_text('"particle_hidden": 4')


def test_what_needs_the_dashboard_is_not_offered(page, file):
    open_file(page, file)
    page.locator("canvas.map").click(position={"x": 50, "y": 60})
    expect(page.get_by_label("select particles")).to_contain_text("1 selected")
    expect(page.locator(".card:visible")).to_have_count(0)
    expect(page.get_by_role("button", name="Lecture")).to_have_count(0)
    forms = page.locator(".panel.map .save option").all_inner_texts()
    assert forms == ["Save…", "PNG", "SVG", "CSV", "Numbers", "Fill the screen"]


def test_every_number_is_the_stores(page, run, file):
    open_file(page, file)
    for at in (3, len(run.snapshots) - 1):
        snapshot = seek(page, run, at)
        columns = snapshot.columns()
        rows = saved(page, "table")
        assert [row["kind"] for row in rows] == [KIND_STYLES[kind].name for kind in columns["kind"]]
        for name in columns.keys() - {"kind"}:
            found = np.array([float(row[name]) for row in rows])
            assert np.allclose(found, columns[name], rtol=0.004, atol=0), name
    rows = saved(page, "kinds")
    assert [int(row["step"]) for row in rows] == [snapshot.step for snapshot in run.snapshots]
    for row, snapshot in zip(rows, run.snapshots, strict=True):
        assert int(row["self_replicator"]) == snapshot.kinds["self_replicator"]
        for name in ("task_loss", "metric", "metric_without_replicators"):
            assert float(row[name]) == getattr(snapshot, name)


def test_a_cut_by_hand_scores_what_python_scores(page, run, file):
    open_file(page, file)
    bring_into_view(page, "cutting")
    (row,) = saved(page, "cutting")
    nothing, last = np.zeros(1200, bool), run.latest
    assert_scores(row, run, last, nothing)
    page.get_by_role("button", name="Cut the self-replicators").click()
    replicators = last.kind == Kind.SELF_REPLICATOR
    expect(page.locator(".cutting .said")).to_contain_text(f"{replicators.sum():,} of 1,200")
    (row,) = saved(page, "cutting")
    assert_scores(row, run, last, replicators)
    cut = {row["particle"] for row in saved(page, "map") if row["cut"] == "1"}
    assert cut == {str(particle) for particle in np.flatnonzero(replicators)}
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".cutting .said")).to_contain_text("Nothing is cut")
    page.get_by_label("select particles").select_option("layer 2")
    page.get_by_role("button", name="Cut the selection").click()
    layers, _, _ = run.config.organism.positions()
    (row,) = saved(page, "cutting")
    assert_scores(row, run, last, layers == 1)


def test_between_the_kept_steps_the_way_to_the_nearest_is_offered(page, run, file):
    open_file(page, file)
    rows = []
    for at in range(1, len(run.snapshots) - 1):
        snapshot = seek(page, run, at)
        bring_into_view(page, "cutting")
        if page.get_by_role("button", name="Go to the nearest").is_visible():
            page.get_by_role("button", name="Go to the nearest").click()
            expect(page.get_by_role("button", name="Go to the nearest")).to_be_hidden()
            (row,) = saved(page, "cutting")
            nearest = next(one for one in run.snapshots if one.step == int(row["step"]))
            assert nearest.step != snapshot.step
            assert_scores(row, run, nearest, np.zeros(1200, bool))
            return
        rows += saved(page, "cutting")
    assert len(run.snapshots) <= 25 == len(rows), "every step is kept"


def test_the_address_holds_step_and_selection(page, run, file):
    at = len(run.snapshots) // 2
    step = run.snapshots[at].step
    open_file(page, file, f"#step={step}&selected=0-44_90")
    expect(page.locator(f".orgnet[data-shown='{step}']")).to_have_count(3)
    expect(page.get_by_label("select particles")).to_contain_text("46 selected")
    seek(page, run, at + 1)
    page.wait_for_url(f"{file.as_uri()}#step={run.snapshots[at + 1].step}&selected=0-44_90")


def test_a_box_on_the_map_selects_everywhere(page, file):
    open_file(page, file)
    page.get_by_role("button", name="Box").click()
    box = page.locator("canvas.map").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 90, steps=4)
    page.mouse.up()
    expect(page.get_by_label("select particles")).to_contain_text("selected")
    selected = {row["particle"] for row in saved(page, "plane") if row["selected"] == "1"}
    assert len(selected) > 10
    assert selected == {row["particle"] for row in saved(page, "table") if row["selected"] == "1"}


def test_pictures_are_saved_and_curves_come_along(page, run, file):
    open_file(page, file)
    bring_into_view(page, "cut_curves")
    expect(page.locator(".cut_curves .under")).to_contain_text(f"step {run.latest.step:,}")
    rows = saved(page, "cut_curves")
    assert {row["criterion"] for row in rows} == {"self_replicator", "l1_global"}
    with page.expect_download() as download:
        page.locator(".panel.plane .save").select_option("png")
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


SANDBOX = '<iframe sandbox="allow-scripts" style="width:1200px;height:700px;border:0"></iframe>'


def test_in_a_sandboxed_frame_it_keeps_nothing_and_works(page, run, file):
    """Given as text, as course pages do: no storage, no address, no site of its own."""
    page.set_content(SANDBOX)
    page.locator("iframe").evaluate(
        "(frame, text) => { frame.srcdoc = text; }", file.read_text(encoding="utf-8")
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator(".panel.map[data-shown]:not(.behind)")).to_be_visible()
    snapshot = seek(frame, run, len(run.snapshots) - 2)
    expect(frame.locator(".summary").first).to_contain_text(f"{snapshot.kinds['self_replicator']}")
    frame.get_by_label("select particles").select_option("self-replicators")
    expect(frame.get_by_label("select particles")).to_contain_text("selected")
    frame.get_by_role("button", name="Copy link").click()
    frame.locator(".timeline input").fill(str(len(run.snapshots) - 1))
    frame.get_by_role("button", name="Cut the self-replicators").click()
    expect(frame.locator(".cutting .scores tr:not(:first-child) td")).to_have_count(6)


def test_sizes_are_those_of_files_to_send(run, file):
    """By the recorded step: what is beside them, Plotly, modules and samples, is in any file."""
    light = len(replay_page(run, run._store, light=True).encode())
    whole, steps = file.stat().st_size, len(run.snapshots)
    assert whole < 1_100_000 + steps * (WHOLE_BYTES - 1_100_000) / 233
    assert light <= whole and light < 1_100_000 + min(100, steps) * (LIGHT_BYTES - 1_100_000) / 100


@pytest.mark.parametrize(
    ("scheme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(14, 18, 25)")]
)
def test_on_any_screen_nothing_stands_out_or_in_the_way_of_a_screen_reader(
    browser, file, scheme, ground
):
    viewport = {"width": 390, "height": 844}
    context = browser.new_context(viewport=viewport, color_scheme=scheme, offline=True)
    with new_page(context) as page:
        open_file(page, file)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            for view in ("table", "cutting", "cut_curves"):
                bring_into_view(page, view)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert faults(page) == []
    context.close()
