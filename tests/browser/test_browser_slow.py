"""One batch in slow motion, and training at a limit, as a visitor meets them."""

import re

import pytest
from browsing import (
    MARKS,
    open_lab,
    press,
    scroll_to,
    step,
    too_wide,
    wait_for_ticks,
    wait_until_still,
)
from playwright.sync_api import expect

pytestmark = MARKS
SENTENCE = ".slow_motion .sentence"
DRAWN_KINDS = "() => document.querySelector('.st-key-slow canvas.map').getAttribute('aria-label')"


@pytest.fixture(scope="module")
def opened(lasting_page, grown_lab):
    """A batch in slow motion, on a page for all tests that begin at its beginning."""
    open_lab(lasting_page, grown_lab)
    open_slow_motion(lasting_page)
    return lasting_page


@pytest.fixture
def slow(opened):
    opened.locator(".slow_motion .parts button").first.click()
    expect(opened.locator(SENTENCE)).to_contain_text("Before the batch")
    return opened


def open_slow_motion(page):
    page.locator(".st-key-slow_motion summary").first.click()
    page.wait_for_selector(SENTENCE, state="attached")
    scroll_to(page.locator(SENTENCE))
    expect(page.locator(SENTENCE)).to_contain_text("Before the batch")


def replicators(page) -> int:
    """That the map of the batch shows."""
    return int(re.search(r"(\d+) self-replicators", page.evaluate(DRAWN_KINDS))[1])


def test_the_parts_of_a_batch_are_gone_through_by_keys_and_buttons(slow):
    page = slow
    shown = page.locator(".st-key-lab .orgnet").first.get_attribute("data-shown")
    sentence, parts = page.locator(SENTENCE), page.locator(".slow_motion .parts button")
    expect(parts).to_have_text(["Before", "SR 1", "SR 2", "SR 3", "SR 4", "SR 5", "Task"])
    expect(page.locator(".slow_motion .beginning")).to_contain_text("Momenta are the run's own.")
    begins = replicators(page)
    for number in range(1, 6):
        page.keyboard.press(".")
        expect(sentence).to_contain_text(f"SR step {number} of 5")
    said = re.findall(r"(\d+) particles? came under ε, (\d+) went over it", sentence.inner_text())
    assert said
    page.wait_for_function(f"() => !({DRAWN_KINDS})().includes('{begins} self-replicators')")
    page.get_by_role("button", name="Next ▶").click()
    expect(sentence).to_contain_text("Task step:")
    expect(sentence).to_contain_text("over ε")
    page.keyboard.press(",")
    expect(sentence).to_contain_text("SR step 5 of 5")
    parts.first.click()
    expect(sentence).to_contain_text("Before the batch")
    assert replicators(page) == begins
    assert page.locator(".st-key-lab .orgnet").first.get_attribute("data-shown") == shown


def test_keys_lead_to_the_batches_of_the_steps_beside(slow):
    page = slow
    place = page.locator(".slow_motion .beginning")
    first = place.inner_text()
    page.keyboard.press("b")
    expect(place).to_contain_text("Momenta start at 0")
    page.keyboard.press("n")
    expect(place).to_have_text(first)


def test_it_plays_at_a_pace_to_the_end_and_rests_there(slow):
    page = slow
    page.get_by_label("pace", exact=True).select_option("briskly")
    page.locator(".slow_motion").get_by_role("button", name="▶ Play", exact=True).click()
    expect(page.locator(SENTENCE)).to_contain_text("Task step:")
    expect(page.locator(".slow_motion").get_by_role("button", name="▶ Play")).to_be_visible()


def test_a_comma_that_is_typed_is_no_key(slow):
    page = slow
    page.locator(".slow_motion .parts button").nth(2).click()
    page.get_by_label("pace", exact=True).focus()
    page.keyboard.press(",")
    expect(page.locator(SENTENCE)).to_contain_text("SR step 2 of 5")


def test_it_fits_every_screen(visit, grown_lab):
    page = visit(390)
    open_lab(page, grown_lab)
    open_slow_motion(page)
    assert not too_wide(page)
    page.set_viewport_size({"width": 1920, "height": 844})
    wait_until_still(page, SENTENCE)
    assert not too_wide(page)


def test_a_slow_run_is_seen_to_move_and_rests_at_once(page, server):
    open_lab(page, f"{server}/?preset=mnist15&epochs=1000&seed=5")
    press(page, "speed")
    page.get_by_text("5 batches per second").click()
    page.keyboard.press("Escape")
    press(page, "play")
    wait_for_ticks(page, 4)
    press(page, "pause")
    expect(page.locator(".st-key-status")).to_contain_text("Paused")
    assert step(page) < 400
