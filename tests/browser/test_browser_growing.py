"""A run that grows, as its visitors see it: played, paused, left, found again, taken back."""

import re
from contextlib import closing

import pytest
from browsing import (
    DRAWN,
    LASTING,
    MARKS,
    axis_range,
    open_lab,
    picture,
    points,
    press,
    show_epoch,
    step,
    stop,
    wait_for_answers,
    wait_for_frames,
    wait_for_step,
    wait_for_ticks,
    wait_for_width,
    wait_until_built,
    zoom_into,
)
from helpers import addition, left_growing
from playwright.sync_api import Page, expect

from orgnet_core.presets import PRESETS
from orgnet_core.runs.archive.write import archived
from orgnet_core.runs.store import Store

pytestmark = MARKS

FRAMES = "**/frames?*"
LONG = PRESETS["mnist15"].config.changed({"epochs": 1000})  # longer than any test looks


def status(page):
    return page.locator(".st-key-status")


# What the status line and the timeline say in one moment; what they said is kept if it differs.
COMPARE = """() => {
  window.looks = 0;
  window.differ = [];
  const step = (place) => document.querySelector(place)?.textContent.match(/step ([\\d,]+)/)?.[1];
  const look = () => {
    const said = [".st-key-status", ".st-key-timeline output"].map(step);
    looks += 1;
    if (said[0] !== said[1]) differ.push(said);
    setTimeout(look, 10);
  };
  look();
}"""


def test_the_status_line_and_the_timeline_never_name_two_steps(page, server):
    open_lab(page, server + LASTING)
    place = status(page).bounding_box()
    page.evaluate(COMPARE)
    press(page, "play")
    wait_for_ticks(page, 8)
    press(page, "pause")
    expect(status(page)).to_contain_text("Paused")
    assert status(page).bounding_box() == place, "nor does it move when the page is built anew"
    assert page.evaluate("looks") > 20 and page.evaluate("differ") == []


def test_play_grows_the_organism_and_pause_lets_it_rest(page, server):
    open_lab(page, server + LASTING)
    dots = picture(page, ".plane canvas")
    expect(status(page)).to_contain_text("Ready to train, epoch 0 of 1,000")
    press(page, "play")
    wait_for_ticks(page, 3)
    expect(status(page)).to_contain_text("Training, epoch")
    expect(status(page)).to_contain_text("left")
    assert step(page) >= 3
    assert picture(page, ".plane canvas") != dots
    press(page, "pause")
    expect(status(page)).to_contain_text("Paused")
    page.wait_for_selector(f"{DRAWN}[data-state=paused]")
    rested = step(page)
    expect(status(page)).to_contain_text(f"step {rested:,}:")
    wait_for_answers(page, FRAMES, 3)
    assert step(page) == rested


def test_a_zoom_survives_ticks(page, server):
    open_lab(page, server + LASTING)
    press(page, "play")
    wait_for_frames(page, 36)  # past the first batches, in which particles move far
    for chart in (".curves", ".plane"):
        zoomed, drawn = zoom_into(page, chart), points(page)
        wait_for_ticks(page, 3)
        assert axis_range(page, chart) == zoomed
        assert points(page) >= drawn + 3
        page.locator(f"{chart} .nsewdrag").first.dblclick()
        wait_for_width(page, chart, 1.4 * (zoomed[1] - zoomed[0]))
    stop(page)


def test_a_reload_and_a_second_visitor_find_the_running_organism(page, context, server):
    open_lab(page, server + LASTING)
    press(page, "play")
    wait_for_ticks(page, 2)
    reached = step(page)
    page.reload()
    page.wait_for_selector(DRAWN)
    second = context.new_page()
    second.goto(page.url)
    second.wait_for_selector(DRAWN)
    for visitor in (page, second):
        expect(status(visitor)).to_contain_text("Training")
        assert step(visitor) >= reached
        wait_for_ticks(visitor, 1)
    press(second, "stop")
    for visitor in (page, second):
        expect(status(visitor)).to_contain_text("Stopped")


def test_the_timeline_takes_every_view_back_and_returns_to_live(page, server):
    open_lab(page, server + LASTING)
    press(page, "play")
    wait_for_step(page, 480)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    press(page, "pause")
    expect(status(page)).to_contain_text("Paused")
    page.wait_for_selector(f"{DRAWN}[data-state=paused]")
    newest = picture(page, ".plane canvas"), picture(page, "canvas.map")
    for epoch in (1, 3, 2):
        show_epoch(page, epoch)
        for board in page.locator(".orgnet").all():
            expect(board).to_have_attribute("data-shown", str(120 * epoch))
    expect(page.locator(".st-key-timeline output")).to_have_text("epoch 2, step 240")
    expect(page.locator(".orgnet .summary")).to_contain_text(
        re.compile(
            r"Epoch 2: \d+ self-replicators, \d+ % of them on dark pixels; accuracy .+ without them"
        )
    )
    assert picture(page, ".plane canvas") != newest[0] and picture(page, "canvas.map") != newest[1]
    expect(page.locator(".curves .cursor")).to_be_visible()
    recorded = points(page)
    press(page, "play")
    wait_for_frames(page, recorded + 1)
    assert step(page) == 240, "ticks do not move a visitor who looks at the past"
    page.get_by_role("button", name="Back to live").click()
    expect(page.locator(".curves .cursor")).to_be_hidden()
    wait_for_ticks(page, 1)
    assert step(page) > 360
    stop(page)
    page.get_by_role("button", name="Replay").click()
    page.wait_for_function("drawn => document.querySelector(drawn).dataset.shown < 240", arg=DRAWN)
    wait_for_step(page, 241)
    # Chromium asks for the page's icon, under media, whenever the address changes.
    own = ("frames", "_stcore", "/media/")
    assert not [url for url in requests if not any(part in url for part in own)]


@pytest.mark.parametrize(
    ("run", "config", "steps"),
    [("0000feed", LONG, 250), ("0000fade", addition(epochs=10_000), 250)],
)
def test_views_go_on_with_an_interrupted_run_without_a_reload(page, dashboard, run, config, steps):
    """Its process is gone, and until Play is pressed nothing comes: but the page asks on."""
    left_growing(dashboard.home, config, steps, run)
    page.goto(f"{dashboard.url}/?run={run}")
    expect(status(page)).to_contain_text("Interrupted")
    page.wait_for_selector(f"{DRAWN}[data-state=interrupted]")
    reached = step(page)
    assert 0 < reached <= steps
    wait_for_answers(page, FRAMES, 2)
    assert step(page) == reached
    go_on(page, steps)


def test_views_go_on_with_an_imported_run_without_a_reload(page, dashboard, tmp_path):
    """It grew elsewhere, was taken away unfinished, and is taken up here by whoever brought it."""
    run = left_growing(tmp_path, LONG, 250, "0000cafe")
    with closing(Store(tmp_path)) as elsewhere:
        archive = archived(elsewhere, run)
    page.goto(f"{dashboard.url}/runs")
    file = {"name": "unfinished.zip", "mimeType": "application/zip", "buffer": archive}
    page.locator(".st-key-runs_upload input[type=file]").set_input_files(file)
    expect(page.locator(".st-key-runs_upload")).to_contain_text("unfinished.zip")
    press(page, "runs_import")
    expect(page.get_by_text("Imported, and chosen above")).to_be_visible()
    press(page, "runs_open")
    page.wait_for_selector(f"{DRAWN}[data-state=interrupted]")
    go_on(page, 250)


def go_on(page: Page, steps: int) -> None:
    """Play a run that rests, and see its views come along beyond that many steps."""
    rested = step(page)
    wait_until_built(page)
    press(page, "play")
    expect(status(page)).to_contain_text("Training")
    wait_for_step(page, steps + 50)
    page.wait_for_selector(f".panel.map[data-shown]:not([data-shown='{rested}']):not(.behind)")
    stop(page)
