"""Where things stand on a page: nothing jumps, letters are as large as asked for, a view fills the
screen, and its axes are as wide as the run."""

import pytest
from browsing import (
    MARKS,
    PAGES,
    axis_range,
    bring_into_view,
    open_lab,
    press,
    show,
    wait_for_ticks,
)
from playwright.sync_api import Browser, expect

from orgnet_core.examples import EXAMPLES

pytestmark = MARKS

FINISHED = EXAMPLES["mnist15"].run

# Every letter that is seen and smaller than it should be, with the element that it is in.
SMALL = """(least) => {
  const UNSEEN = "script, style, option, [aria-hidden=true]";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (texts.nextNode()) {
    const { parentElement: element, textContent } = texts.currentNode;
    if (!textContent.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const { fontSize, clipPath } = getComputedStyle(element);
    if (clipPath !== "none" || element.closest(UNSEEN)) continue;
    if (parseFloat(fontSize) < least) found.add(`${fontSize} ${textContent.slice(0, 40)}`);
  }
  return [...found];
}"""


@pytest.mark.parametrize("name", PAGES, ids=lambda name: name or "lab")
def test_in_a_full_hall_no_letter_is_smaller_than_18_pixels(page, server, name):
    page.set_viewport_size({"width": 1920, "height": 1080})
    show(page, f"{server}/{name}?run={FINISHED}&type=large")
    if page.locator(".js-plotly-plot").count():
        page.wait_for_selector(".js-plotly-plot .xtick text", state="attached")
    skip_link = "16px Skip to main content"  # Streamlit's own, seen only while it has the focus
    assert set(page.evaluate(SMALL, 18)) <= {skip_link}


# Every text on a canvas that is smaller than it should be, or cut off by the canvas' edge.
WATCH_CANVASES = """(() => {
  const SHARES = { left: 0, start: 0, center: 0.5, right: 1, end: 1 };
  const { fillText } = CanvasRenderingContext2D.prototype;
  window.onCanvases = { texts: new Set(), amiss: [] };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...most) {
    const { canvas, textAlign, font } = this;
    const width = Math.min(this.measureText(text).width, ...most);
    const left = x - SHARES[textAlign] * width;
    const isCut = left < -1 || left + width > canvas.clientWidth + 1 || y > canvas.clientHeight;
    const size = parseFloat(font.match(/([0-9.]+)px/)[1]);
    onCanvases.texts.add(text);
    if (canvas.isConnected && (isCut || size < 18)) onCanvases.amiss.push(`${font}: ${text}`);
    return fillText.call(this, text, x, y, ...most);
  };
})()"""


def test_in_a_full_hall_no_letter_on_a_canvas_is_small_or_cut_off(page, server):
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.add_init_script(WATCH_CANVASES)
    show(page, f"{server}/story?type=large")
    for view in ("working", "anatomy", "pixels"):
        bring_into_view(page, view)
    assert page.evaluate("onCanvases.texts.has('new weight') && onCanvases.amiss") == []
    show(page, f"{server}/?type=large")  # test pictures pass through the map
    page.wait_for_function("() => [...onCanvases.texts].some((text) => text.endsWith('✓'))")
    assert page.evaluate("onCanvases.amiss") == []


SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => {
  const unasked = list.getEntries().filter((each) => !each.hadRecentInput);
  shifts.push(...unasked.map((each) => each.value));
}).observe({ type: "layout-shift", buffered: true });"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES, ids=lambda name: name or "lab")
def test_nothing_jumps_while_a_page_loads(browser: Browser, server, name, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    show(page, f"{server}/{name}?run={FINISHED}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("shifts.reduce((sum, each) => sum + each, 0)") <= 0.1
    context.close()


SEEN = """() => [...document.querySelectorAll(".stMainBlockContainer *")]
  .filter((each) => getComputedStyle(each).visibility === "visible")
  .map((each) => each.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("name", ["story", "teach"])
def test_nothing_is_seen_before_it_has_its_room(page, server, name):
    show(page, f"{server}/{name}")
    assert page.evaluate(SEEN)
    page.evaluate("() => { document.documentElement.dataset.arriving = ''; }")
    assert not page.evaluate(SEEN)


def test_nothing_jumps_while_a_run_grows(browser: Browser, server):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    open_lab(page, f"{server}/?preset=addition&seed=11")
    press(page, "play")
    expect(page.locator(".st-key-status")).to_contain_text("Finished, epoch")
    assert page.evaluate("shifts.reduce((sum, each) => sum + each, 0)") <= 0.1
    context.close()


def test_prune_has_verdict_map_and_analyses_beside_its_controls_on_one_screen(page, server):
    page.set_viewport_size({"width": 1280, "height": 800})
    show(page, f"{server}/prune?run={FINISHED}")
    bring_into_view(page, "map")
    page.evaluate("scrollTo(0, 0)")
    for seen in (
        ".st-key-prune_result",
        ".panel.map .body",
        ".st-key-prune_section button >> nth=0",
    ):
        box = page.locator(seen).first.bounding_box()
        assert box["y"] + box["height"] <= 800, seen
    page.locator(".st-key-prune_classes").scroll_into_view_if_needed()
    expect(page.locator(".st-key-prune_by")).to_be_in_viewport()


def test_the_map_is_as_high_as_the_views_beside_it_and_grows_with_the_screen(page, server):
    heights = []
    for width, height in ((1280, 800), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        show(page, f"{server}/?run={FINISHED}")
        map_, plane = (page.locator(f".panel.{view}").bounding_box() for view in ("map", "plane"))
        curves = page.locator(".panel.curves").bounding_box()
        assert map_["y"] == curves["y"]
        assert abs(map_["y"] + map_["height"] - plane["y"] - plane["height"]) < 2
        heights.append(map_["height"])
    assert heights[1] - heights[0] == pytest.approx(280, abs=4)


def test_a_view_fills_the_screen_until_escape(page, server):
    page.set_viewport_size({"width": 1280, "height": 800})
    show(page, f"{server}/?run={FINISHED}")
    bring_into_view(page, "plane")
    small = page.locator(".panel.plane").bounding_box()
    page.locator(".panel.plane .save").select_option("fill")
    expect(page.locator(".panel.plane:popover-open")).to_have_count(1)
    box = page.locator(".panel.plane").bounding_box()
    assert (box["width"], box["height"]) == (1280, 800)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".panel.plane > .tip:visible")).to_contain_text("particle")
    page.keyboard.press("Escape")
    expect(page.locator(".panel:popover-open")).to_have_count(0)
    assert page.locator(".panel.plane").bounding_box()["height"] == small["height"]


def test_axes_are_as_wide_as_the_run_from_its_first_steps_on(page, server):
    open_lab(page, f"{server}/?preset=mnist15&seed=3")
    press(page, "play")
    wait_for_ticks(page, 2)
    assert axis_range(page, ".curves") == [0, 200]
    press(page, "stop")


def test_the_timelines_words_keep_their_width(page, server):
    show(page, f"{server}/?run={FINISHED}")
    output, slider = (page.locator(f".st-key-timeline {each}") for each in ("output", "input"))
    before = slider.bounding_box()
    slider.fill("0")
    expect(output).to_contain_text("epoch 0, step 0")
    assert slider.bounding_box() == before
