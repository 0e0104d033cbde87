"""The Story in a browser: its steps, boards that compute, terms that explain themselves."""

import numpy as np
import pytest
import torch
from accessibility import found_everywhere
from browsing import (
    DRAWN,
    MARKS,
    bring_into_view,
    scroll_to,
    too_wide,
    wait_until_built,
)
from helpers import wait_until
from playwright.sync_api import Page, expect

from orgnet_core.examples import EXAMPLES
from orgnet_core.fixpoints import EPSILON
from orgnet_core.particles import Particles
from orgnet_core.runs.archive.read import read_archive
from orgnet_core.selftraining import self_train
from ui.story.texts import WORDS

pytestmark = MARKS
STEPS = [*WORDS["steps"]]


@pytest.fixture(scope="module")
def recorded():
    """The weights [n, P] of the paper's organism as it began and as it ended, in doubles."""
    with EXAMPLES["mnist15"].archive.open("rb") as file:
        snapshots = read_archive(file, float("inf")).snapshots
    weights = [each.particle_weights for each in (snapshots[0], snapshots[-1])]
    return [torch.tensor(each).double() for each in weights]


def open_story(page: Page, server: str, anchor: str = "") -> None:
    page.goto(f"{server}/story{anchor}")
    page.wait_for_selector(DRAWN, state="attached")
    wait_until_built(page)


def told(page: Page, view: str) -> dict[str, str]:
    """What a board says it has computed."""
    return page.locator(f".{view} .said").evaluate("words => ({ ...words.dataset })")


def featured(page: Page) -> int:
    return int(page.locator(".copying .said").text_content().split()[1].rstrip(",:"))


def test_sr_steps_in_the_page_are_those_of_python_until_it_copies_itself(page, server, recorded):
    open_story(page, server)
    start = recorded[0][:, [featured(page)]]
    page.get_by_role("button", name="One SR step").click()
    expect(page.locator(".copying .said")).to_contain_text("after 1 SR step:")
    trained = self_train(start, 4, 1, 0.004, 0.9)
    assert float(told(page, "copying")["error"]) == pytest.approx(trained.error[1, 0], rel=1e-7)
    page.get_by_role("button", name="SR steps until it copies").click()
    expect(page.locator(".copying .said")).to_contain_text("below ε: it copies itself")
    steps = int(told(page, "copying")["steps"])
    error = self_train(start, 4, steps, 0.004, 0.9).error[:, 0]
    assert error[-1] < EPSILON <= error[-2]
    assert float(told(page, "copying")["error"]) == pytest.approx(error[-1], rel=1e-2)
    before = told(page, "copying")["weights"]
    page.get_by_role("button", name="Apply to itself").click()
    expect(page.locator(".copying .said")).to_contain_text("1 application to itself")
    after = told(page, "copying")["weights"]
    numbers = [np.array(each.split(), float) for each in (before, after)]
    assert abs(numbers[0] - numbers[1]).max() < EPSILON


def test_x_goes_in_and_its_task_weight_times_x_comes_out(page, server, recorded):
    open_story(page, server)
    bring_into_view(page, "working")
    page.locator(".working input[type=range]").fill("-2.5")
    wait_until(lambda: told(page, "working").get("x") == "-2.5")
    response = Particles(recorded[1], 4).response()[:, featured(page)]
    assert float(told(page, "working")["y"]) == pytest.approx(-2.5 * float(response[4]), rel=1e-9)
    assert page.locator(".working .scores tr").nth(1).text_content().startswith("1.00")


def test_a_particle_chosen_on_the_map_is_shown_by_every_board(page, server, recorded):
    open_story(page, server)
    bring_into_view(page, "formula")
    page.locator(".st-key-story_formula canvas.map").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".formula .who")).to_contain_text("Particle 16: layer 1, cell 1")
    page.locator(".formula input").fill("40")
    written = Particles(recorded[1], 4).replicate()[39, 16]
    wait_until(lambda: told(page, "formula")["weight"] == str(float(recorded[1][39, 16])))
    assert float(told(page, "formula")["written"]) == pytest.approx(float(written), abs=1e-7)
    bring_into_view(page, "copying")
    expect(page.locator(".copying .said")).to_contain_text("Particle 16:")
    bring_into_view(page, "formula")
    page.locator(".st-key-story_formula canvas.map").click(position={"x": 50, "y": 60})
    expect(page.locator(".formula .who")).not_to_contain_text("Particle 16:")


def test_steps_are_walked_by_keyboard_and_the_address_names_them(page, server):
    open_story(page, server)
    line = page.get_by_role("navigation", name="Steps of the story")
    line.get_by_role("link", name="One particle").click()
    for anchor in STEPS[1:3]:
        line.get_by_role("button", name="Next").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/story#{anchor}")
        expect(page.locator(f"#{anchor}")).to_be_focused()
        expect(line.locator("[aria-current=step]")).to_have_attribute("href", f"#{anchor}")
    line.get_by_role("link", name="A thousand").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**/story#{STEPS[1]}")
    open_story(page, server, "#place")
    expect(page.locator("#place")).to_be_in_viewport()
    bring_into_view(page, "pixels")


def test_a_term_explains_itself_by_keyboard_and_lets_go(page, server):
    open_story(page, server)
    word = page.locator("a[href='#glossary-sr_step']").first
    word.focus()
    page.keyboard.press("Enter")
    definition = page.get_by_role("dialog", name="SR step")
    expect(definition).to_be_focused()
    expect(definition).to_contain_text("gradient step")
    assert "#glossary" not in page.url
    page.keyboard.press("Escape")
    expect(definition).to_be_hidden()
    expect(word).to_be_focused()


def test_a_term_in_what_a_view_says_of_itself_is_the_same(page, server):
    open_story(page, server)
    bring_into_view(page, "pixels")
    page.locator(".pixels summary").click()
    word = page.locator(".pixels .note a[href='#glossary-self_replicator']")
    word.click()
    definition = page.get_by_role("dialog", name="Self-replicator")
    expect(definition).to_be_visible()
    page.keyboard.press("Escape")
    expect(word).to_be_focused()  # so the words are still open


def test_the_glossary_is_searched_and_an_address_leads_to_a_term(page, server):
    open_story(page, server, "#glossary-leak")
    expect(page.locator("#glossary-leak")).to_be_in_viewport()
    page.get_by_role("searchbox", name="Search").fill("leak coefficient")
    expect(page.locator("#glossary-leak")).to_be_visible()
    expect(page.locator("#glossary-particle")).to_be_hidden()


def test_on_a_phone_it_fits_and_terms_stay_on_the_screen(visit, server):
    page = visit(width=390)
    open_story(page, server)
    for name in ("working", "anatomy", "formula", "pixels"):
        bring_into_view(page, name)
    wait_until(lambda: too_wide(page) == [])
    for word in page.locator(".stMarkdown a[href^='#glossary-']").all()[:6]:
        scroll_to(word)
        word.click()
        box = page.locator(".orgnet-term").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["height"] < 400
        page.keyboard.press("Escape")


def test_nothing_keeps_anybody_out(page, server):
    open_story(page, server)
    for view in ("working", "anatomy", "formula", "curves", "pixels"):
        bring_into_view(page, view)
    assert not found_everywhere(page)
