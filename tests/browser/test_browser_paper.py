"""The Paper page in a browser: its switches are in the address, its charts on every screen."""

from browsing import MARKS, scroll_to, too_wide, wait_until_built
from helpers import wait_until
from playwright.sync_api import expect

pytestmark = MARKS


def test_the_address_says_which_figures_are_shown_and_a_phone_shows_them(visit, server):
    page = visit(width=390)
    page.goto(f"{server}/paper?variant=mnist-10-kept")
    figure = page.locator(".st-key-paper_figure_9")
    expect(figure).to_contain_text("Self-replicators at epoch 200")
    wait_until_built(page)
    scroll_to(figure)
    expect(figure.locator(".js-plotly-plot .scatterlayer .trace").first).to_be_attached()
    wait_until(lambda: too_wide(page) == [])
    scroll_to(page.locator(".st-key-paper_momentum"))
    page.get_by_text("restarted, as in the code").click()
    page.wait_for_url("**variant=mnist-10-restarted**")
