"""The dashboard as a visitor meets it: the real server in a real browser, and what visitors do.

ORGNET_BROWSER names the browser's program; `make test` finds or installs one. Without it browser
tests fail, they do not skip. conftest.py makes the fixtures known to all tests.

What a visitor does has its effect a moment later: every helper waits for that, up to PATIENCE.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from time import monotonic

import pytest
from helpers import left_growing
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from orgnet_core.presets import PRESETS
from scripts.chromium import launched
from scripts.serving import Server, serving
from ui.server import early

MARKS = [pytest.mark.browser]
PAGES = [*early.PAGES]  # of the dashboard, all; "" is the Lab
PATIENCE = 60_000  # milliseconds; only a failure takes that long
# For each page Chromium would make two more, of its address bar: a tenth of all that a test takes.
# It heeds the last such list alone, so what Playwright turns off has to be off here too.
TURNED_OFF = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable"),
    *("LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying"),
    *("AimEnabled", "PreconnectToSearch"),
)
DRAWN = ".orgnet[data-shown]"
# load("core/store.js") in a page: the very module that its views draw from.
LOAD = """window.load = (name) => {
  const scripts = [...document.scripts].map(({ src }) => src);
  const script = scripts.find((src) => src.includes("/organism/assets/"));
  const [assets] = script.split(/vendor\\/|early[.]js/);
  return import(assets + name);
};"""
GROWN, GROWN_STEPS = "abcd1234", 600  # a run of the paper's organism, and how far it came
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory) -> Server:
    """One for all tests of a process; what a test leaves growing has its own place to train, and
    soon rests."""
    with serving(tmp_path_factory.mktemp("home"), slots=4, unwatched_pause=30) as server:
        yield server


@pytest.fixture(scope="session")
def server(dashboard) -> str:
    """Its address."""
    return dashboard.url


@pytest.fixture(scope="session")
def grown_lab(dashboard) -> str:
    """The Lab with a run to look at, not to play: the paper's organism after five epochs."""
    left_growing(dashboard.home, PRESETS["mnist15"].config, GROWN_STEPS, GROWN)
    return f"{dashboard.url}/?run={GROWN}"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        told = "set ORGNET_BROWSER to a Chromium or Chrome, or run `make test`"
        assert os.environ.get("ORGNET_BROWSER"), told
        browser = launched(playwright, f"--disable-features={','.join(TURNED_OFF)}")
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(browser):
    """One visitor for all tests of a module, whose browser need not fetch every file again."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@contextmanager
def new_page(context: BrowserContext) -> Iterator[Page]:
    """A page in which, in the end, no script has failed."""
    page, errors = context.new_page(), []
    page.add_init_script(LOAD)
    page.on("pageerror", lambda error: errors.append(error.stack))
    page.on("console", lambda said: errors.extend(refused_by_policy(said)))
    yield page
    page.close()
    assert not errors


@pytest.fixture
def page(context):
    with new_page(context) as page:
        yield page


@pytest.fixture(scope="module")
def lasting_page(context):
    """For tests that leave it as they would like to find it."""
    with new_page(context) as page:
        yield page


@pytest.fixture
def visit(browser: Browser):
    """Opens a page in a browser of somebody else each time, wide or on a phone."""
    contexts, errors = [], []

    def visit(width: int = 1280) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 844}))
        contexts[-1].set_default_timeout(PATIENCE)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(error.stack))
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not errors


def refused_by_policy(said: ConsoleMessage) -> list[str]:
    """What the browser refused to load or run on a page, since the policy (ui/server/headers.py)
    forbids it."""
    return [said.text] if "Content Security Policy" in said.text else []


# A run of the default organism that goes on for longer than any test looks, on a busy machine too.
LASTING = "/?preset=mnist15&epochs=1000"
WAITING = "/?preset=mnist15"  # the default organism, which waits for Play; "/" has a recorded one


def open_lab(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector(DRAWN)
    wait_until_built(page)


def wait_until_built(page: Page) -> None:
    """Until no script of the page runs: Streamlit may be about to replace what it shows before."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def show(page: Page, address: str) -> None:
    """Go to a page, until it is built and seen, and its first board drawn if it has one."""
    page.goto(address)
    page.wait_for_selector("html:not([data-arriving])", state="attached")
    wait_until_built(page)
    if page.locator(".orgnet .panel").count():
        page.wait_for_selector(DRAWN)


def press(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button:visible").click()


def run_id(page: Page) -> str:
    page.wait_for_url("**run=*")
    return page.url.partition("run=")[2].partition("#")[0]


def step(page: Page) -> int:
    return int(page.locator(DRAWN).first.get_attribute("data-shown"))


def wait_for_ticks(page: Page, count: int) -> None:
    """Until that many more frames were drawn."""
    for _ in range(count):
        page.wait_for_selector(f"{DRAWN}:not([data-shown='{step(page)}'])")


def wait_for_frames(page: Page, count: int) -> None:
    """Until that many steps were recorded and have come to the page."""
    page.wait_for_function(
        "last => Number(document.querySelector('.st-key-timeline input')?.max) >= last",
        arg=count - 1,
    )


def wait_for_step(page: Page, least: int) -> None:
    """Until a step as late as that is drawn."""
    page.wait_for_function(
        "([drawn, least]) => Number(document.querySelector(drawn)?.dataset.shown) >= least",
        arg=[DRAWN, least],
    )


def wait_for_answers(page: Page, address: str, count: int) -> None:
    """Until the server has answered that many questions more."""
    for _ in range(count):
        with page.expect_response(address):
            pass


def show_epoch(page: Page, epoch: int) -> None:
    """Take all views back, by the timeline, to the step recorded at the end of an epoch."""
    chart = page.locator(".curves .js-plotly-plot")
    page.wait_for_function(
        "([chart, epoch]) => chart.data[0].x.includes(epoch)", arg=[chart.element_handle(), epoch]
    )
    epochs = chart.evaluate("chart => [...chart.data[0].x]")
    page.locator(".st-key-timeline input").fill(str(epochs.index(epoch)))
    shown = page.locator(".st-key-timeline output")
    expect(shown).to_contain_text(f"epoch {epoch},")


def scroll_to(element: Locator) -> None:
    """Bring it to the middle, clear of the bars that stay above all. It may move, or be replaced,
    right after; Playwright's own way fails if it is while it waits."""
    element.evaluate("element => element.scrollIntoView({ block: 'center' })")


def bring_into_view(page: Page, view: str) -> None:
    """Scroll to a view, and wait until it is drawn and nothing moves it any more."""
    scroll_to(page.locator(f".panel.{view} .body"))
    page.wait_for_selector(f".panel.{view}[data-shown]:not(.behind)")
    wait_until_still(page, f".panel.{view} .body")


STILL = """place => {
  const element = document.querySelector(place);
  if (!element) return false;
  const { x, y, width, height } = element.getBoundingClientRect();
  const box = `${place} ${x} ${y} ${width} ${height}`;
  const { at, times } = window.lastBox ?? {};
  window.lastBox = { at: box, times: at === box ? times + 1 : 0 };
  return window.lastBox.times >= 5 && { x, y, width, height };
}"""


def wait_until_still(page: Page, place: str) -> dict[str, float]:
    """Until an element has stayed where it is for some animation frames; its box in the window."""
    return page.wait_for_function(STILL, arg=place).json_value()


def let_frames_pass(page: Page, count: int) -> None:
    """In which whatever moves by itself would have moved."""
    page.evaluate(
        """async (count) => {
          for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
        }""",
        count,
    )


def zoom_into(page: Page, chart: str) -> list[float]:
    """Drag over the middle of a chart; the axis' range when it is that much narrower."""
    box, whole = wait_until_still(page, f"{chart} .nsewdrag"), axis_width(page, chart)
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.7 * box["height"], steps=5)
    page.mouse.up()
    wait_for_width(page, chart, 0, 0.7 * whole)
    return axis_range(page, chart)


def axis_range(page: Page, chart: str) -> list[float]:
    return page.locator(f"{chart} .js-plotly-plot").evaluate("chart => chart.layout.xaxis.range")


def axis_width(page: Page, chart: str) -> float:
    low, high = axis_range(page, chart)
    return high - low


WIDTH = """([place, least, most]) => {
  const [low, high] = document.querySelector(place).layout.xaxis.range;
  return least <= high - low && high - low <= most;
}"""


def wait_for_width(page: Page, chart: str, least: float, most: float = 1e9) -> None:
    """Until a chart's axis is as wide as that."""
    page.wait_for_function(WIDTH, arg=[f"{chart} .js-plotly-plot", least, most])


def points(page: Page) -> int:
    """How long the curves are, in recorded steps."""
    return page.locator(".curves .js-plotly-plot").evaluate("chart => chart.data[0].x.length")


def picture(page: Page, canvas: str) -> str:
    return page.locator(canvas).evaluate("canvas => canvas.toDataURL()")


def wait_for_another(page: Page, canvas: str, before: str) -> None:
    """Until the canvas shows something else than it did."""
    page.wait_for_function(
        "([canvas, before]) => document.querySelector(canvas).toDataURL() !== before",
        arg=[canvas, before],
    )


def stop(page: Page) -> None:
    """Stop the run, and wait until the page has settled in the new state."""
    press(page, "stop")
    expect(page.locator(".st-key-status")).to_contain_text("Stopped")
    expect(page.locator(".st-key-stop button:visible")).to_be_disabled()
    page.wait_for_selector(f"{DRAWN}[data-state=stopped]", state="attached")
    wait_until_built(page)


def point_at(page: Page, view: str, x: int, y: int) -> None:
    """Move there until the note of a particle shows: a page may scroll under the pointer."""
    bring_into_view(page, view)
    note, until = page.locator(".orgnet .tip:visible"), monotonic() + PATIENCE / 1000
    for nudge in cycle((0, 1)):
        page.locator(f".{view} canvas").first.hover(position={"x": x + nudge, "y": y})
        wait_until_still(page, f".{view} canvas")
        if note.count():
            return
        assert monotonic() < until, f"no particle at {x}, {y} of {view}"


def click_particle(page: Page, x: int = 50, y: int = 60) -> None:
    page.locator("canvas.map").click(position={"x": x, "y": y})


TOO_WIDE = """() => [...document.querySelectorAll(".stMainBlockContainer *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1
    || (each.matches("[data-testid=stTable] td") && each.scrollWidth > each.clientWidth + 1))
  .filter((each) => !each.closest("svg, .rows table"))
  .filter((each) => !each.closest(".st-key-examples"))
  .map((each) => each.outerHTML.slice(0, 120))"""


def too_wide(page: Page) -> list[str]:
    """What stands out of a page to the right, or out of its cell; sheets and examples scroll by
    themselves."""
    return page.evaluate(TOO_WIDE)
