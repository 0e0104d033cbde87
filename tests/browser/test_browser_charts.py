"""Charts of pages in a browser: drawn by the views' own Plotly once they come near the screen."""

import pytest
from browsing import DRAWN, GROWN, MARKS, axis_range, press, wait_until_built, zoom_into
from playwright.sync_api import Page, expect

pytestmark = MARKS
WEIGHTS, LIFE = ".st-key-kick_weights", ".st-key-kick_life"


@pytest.fixture
def particle(page: Page, grown_lab: str, server: str) -> Page:
    page.goto(f"{server}/particle?run={GROWN}&particle=3")
    page.wait_for_selector(DRAWN)
    wait_until_built(page)
    return page


def test_a_chart_out_of_sight_keeps_its_room_and_is_drawn_when_it_comes_near(particle):
    chart = particle.locator(f"{WEIGHTS} [role=figure]")
    expect(chart).to_have_attribute(
        "aria-label", "its weights at this step beside those before the kick"
    )
    room = chart.bounding_box()["height"]
    assert room == 280
    expect(chart.locator(".main-svg")).to_have_count(0)
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".legendtext")).to_have_text(["before the kick", "now"])
    assert chart.bounding_box()["height"] == room
    loaded = particle.evaluate(
        "() => performance.getEntriesByType('resource').map(({ name }) => name)"
    )
    assert sum("plotly" in name.lower() for name in loaded) == 1, "one Plotly for views and charts"


def test_a_chart_keeps_the_visitors_zoom_when_it_shows_other_numbers(particle):
    particle.locator(LIFE).scroll_into_view_if_needed()
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
