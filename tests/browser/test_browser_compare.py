"""Two organisms on one timeline: the moment and the selection of either are the other's."""

import pytest
from browsing import DRAWN, MARKS, wait_until_built
from helpers import addition, left_growing
from playwright.sync_api import Page, expect

pytestmark = MARKS

LEFT, RIGHT = (f".st-key-compare_{number} {DRAWN}" for number in (1, 2))


@pytest.fixture(scope="module")
def compared(dashboard) -> str:
    """Two runs of 18 particles, of 20 and of 40 batches an epoch."""
    one = left_growing(dashboard.home, addition(epochs=10, seed=5), 200, "abcd0015")
    fine = addition(epochs=10, seed=5, batch_size=25)
    other = left_growing(dashboard.home, fine, 400, "abcd0016")
    return f"{dashboard.url}/compare?run={one}&beside={other}"


def shows(page: Page, left: int, right: int) -> None:
    page.wait_for_selector(f"{LEFT}[data-shown='{left}']")
    page.wait_for_selector(f"{RIGHT}[data-shown='{right}']")


def test_both_show_the_same_epoch_and_the_same_particles(page, compared):
    page.goto(f"{compared}#step=100&selected=3-5")
    shows(page, 100, 200)
    for number in (1, 2):
        select = page.locator(f".st-key-compare_{number}").get_by_label("select particles")
        expect(select).to_contain_text("3 selected")
    wait_until_built(page)
    page.get_by_role("button", name="Back to live").click()
    shows(page, 200, 400)
    page.locator(".st-key-compare_2").get_by_label("select particles").select_option("layer 3")
    first = page.locator(".st-key-compare_1").get_by_label("select particles")
    expect(first).to_contain_text("3 selected")
    page.wait_for_url("**&beside=abcd0016#selected=15-17")


def test_the_link_opens_the_same_pair_and_other_pages_forget_it(page, compared):
    page.goto(f"{compared}#step=100")
    shows(page, 100, 200)
    wait_until_built(page)
    page.get_by_role("link", name="Lab").click()
    page.wait_for_url("**/?run=abcd0015*")
    assert "beside" not in page.url


def test_a_follower_of_a_lecture_sees_the_same_pair(page, visit, server, compared):
    page.goto(f"{compared}#step=100")
    shows(page, 100, 200)
    wait_until_built(page)
    page.get_by_role("button", name="Lecture", exact=True).click()
    code = page.locator(".lecture b").inner_text().split()[-1]
    other = visit(390)
    other.goto(f"{server}/?follow={code}")
    shows(other, 100, 200)
