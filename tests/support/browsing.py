"""The dashboard as a visitor meets it: the real server in a real browser, and what visitors do.

ORGNET_BROWSER names the browser's program; `make test` finds or installs one. Without it browser
tests fail, they do not skip. conftest.py makes the fixtures known to all tests.
"""

import os

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from scripts.serving import serving

# Two busy cores are now and then too slow for a drag or a pause of a test's own; a test that fails
# three times in a row has found something.
MARKS = [pytest.mark.browser, pytest.mark.flaky(reruns=2)]

PATIENCE = 60_000  # milliseconds; only a failure takes that long
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
DRAWN = ".orgnet[data-step]"
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Runs that a test leaves behind soon rest, or the next test's run would wait in line."""
    with serving(tmp_path_factory.mktemp("home"), unwatched_pause=10) as server:
        yield server.url


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        program = os.environ.get("ORGNET_BROWSER")
        assert program, "set ORGNET_BROWSER to a Chromium or Chrome, or run `make test`"
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context):
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(error.stack))
    yield page
    assert not errors


def open_lab(page: Page, url: str, preset: str | None = None) -> None:
    page.goto(url)
    page.wait_for_selector(DRAWN)
    if preset:
        before = run_id(page)
        page.locator(".st-key-preset input").click()
        page.get_by_role("option", name=f"({preset})").click()
        page.wait_for_url(lambda now: before not in now)
        page.wait_for_selector(f"{DRAWN}[data-step='0']")


def press(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button:visible").click()


def run_id(page: Page) -> str:
    page.wait_for_url("**run=*")
    return page.url.partition("run=")[2]


def step(page: Page) -> int:
    return int(page.locator(DRAWN).first.get_attribute("data-step"))


def wait_for_ticks(page: Page, count: int) -> None:
    """Until that many more frames were drawn."""
    for _ in range(count):
        page.wait_for_selector(f"{DRAWN}:not([data-step='{step(page)}'])")


def wait_for_frames(page: Page, count: int) -> None:
    """Until that many steps were recorded and have come to the page."""
    page.wait_for_function(
        "last => Number(document.querySelector('.st-key-timeline input').max) >= last",
        arg=count - 1,
    )


def wait_for_step(page: Page, least: int) -> None:
    """Until a step as late as that is drawn."""
    page.wait_for_function(
        "([drawn, least]) => document.querySelector(drawn).dataset.step >= least",
        arg=[DRAWN, least],
    )


def show_epoch(page: Page, epoch: int) -> None:
    """Take all views back, by the timeline, to the step recorded at the end of an epoch."""
    epochs = page.locator(".curves .js-plotly-plot").evaluate("chart => [...chart.data[0].x]")
    page.locator(".st-key-timeline input").fill(str(epochs.index(epoch)))


def zoom_into(page: Page, chart: str) -> None:
    box = page.locator(f"{chart} .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.7 * box["height"], steps=5)
    page.mouse.up()


def axis_range(page: Page, chart: str) -> list[float]:
    return page.locator(f"{chart} .js-plotly-plot").evaluate("chart => chart.layout.xaxis.range")


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


def point_at(page: Page, canvas: str, x: int, y: int) -> None:
    """Move there until the note of a particle shows: a page may scroll under the pointer."""
    for nudge in range(50):
        page.locator(canvas).hover(position={"x": x + nudge % 2, "y": y})
        if page.locator(".orgnet .tip:visible").count():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"no particle at {x}, {y} of {canvas}")


def click_particle(page: Page, x: int = 50, y: int = 60) -> None:
    page.locator("canvas.map").click(position={"x": x, "y": y})
