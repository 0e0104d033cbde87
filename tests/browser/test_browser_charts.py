"""Charts of pages in a browser: drawn by the views' own Plotly once they come near the screen."""

import pytest
from browsing import DRAWN, GROWN, MARKS, axis_range, press, scroll_to, wait_until_built, zoom_into
from playwright.sync_api import Locator, Page, expect

pytestmark = MARKS
WEIGHTS, LIFE = ".st-key-kick_weights", ".st-key-kick_life"


@pytest.fixture
def particle(page: Page, grown_lab: str, server: str) -> Page:
    page.goto(f"{server}/particle?run={GROWN}&particle=3")
    page.wait_for_selector(DRAWN)
    wait_until_built(page)
    open_section(page, "kick")
    return page


def open_section(page: Page, name: str) -> None:
    """Where the page is scrolled to stays."""
    page.locator(f".st-key-open_{name} summary").evaluate("summary => summary.click()")
    page.locator(f".st-key-{name}_result").wait_for()
    wait_until_built(page)


def test_a_chart_keeps_its_room_is_drawn_when_it_comes_near_and_keeps_its_zoom(particle):
    chart = particle.locator(f"{WEIGHTS} [role=figure]")
    expect(chart).to_have_attribute(
        "aria-label", "its weights at this step beside those before the kick"
    )
    room = chart.bounding_box()["height"]
    assert room == 280
    expect(chart.locator(".main-svg")).to_have_count(0)
    scroll_to(chart)
    expect(chart.locator(".legendtext")).to_have_text(["before the kick", "now"])
    assert chart.bounding_box()["height"] == room
    loaded = particle.evaluate(
        "() => performance.getEntriesByType('resource').map(({ name }) => name)"
    )
    assert sum("plotly" in name.lower() for name in loaded) == 1, "one Plotly for views and charts"
    keeps_its_zoom(particle)


def keeps_its_zoom(particle: Page) -> None:
    """When it shows other numbers."""
    scroll_to(particle.locator(LIFE))
    expect(particle.locator(f"{WEIGHTS} .main-svg").first).to_be_visible()
    zoomed = zoom_into(particle, WEIGHTS)
    numbers = "chart => JSON.stringify(chart.data[1].y)"
    before = particle.locator(f"{WEIGHTS} .js-plotly-plot").evaluate(numbers)
    press(particle, "kick_again")
    particle.wait_for_function(
        f"([chart, before]) => ({numbers})(chart) !== before",
        arg=[particle.locator(f"{WEIGHTS} .js-plotly-plot").element_handle(), before],
    )
    assert axis_range(particle, WEIGHTS) == zoomed


def test_a_section_is_opened_by_keyboard_and_nothing_of_it_is_there_before(page, grown_lab, server):
    page.goto(f"{server}/particle?run={GROWN}&particle=3")
    page.wait_for_selector(DRAWN)
    wait_until_built(page)
    charts = page.locator(".orgnet-figure")
    expect(charts).to_have_count(0)
    page.get_by_label("Particle", exact=True).focus()
    summary = page.locator(".st-key-open_replicate summary")
    until_focused(page, summary)
    expect(summary).to_contain_text("become a self-replicator?")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-replicate_result")).to_contain_text("changed a copy's")
    expect(charts).to_have_count(1)
    page.keyboard.press("Enter")
    expect(charts).to_have_count(0)


def until_focused(page: Page, wanted: Locator, most: int = 100) -> None:
    """Tab by Tab."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("Tab does not come there")
