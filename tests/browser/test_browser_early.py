"""A page asks for what it will show before Streamlit has started, and shows it bit by bit."""

import re
from urllib.parse import urlsplit

from browsing import DRAWN, GROWN, MARKS
from playwright.sync_api import Page, expect

pytestmark = MARKS


def test_what_an_address_shows_is_asked_for_before_streamlit_starts_and_only_once(
    page: Page, grown_lab: str, server: str
):
    held, sockets, asked = [], [], []
    page.route(
        re.compile(r"/static/js/index\.\w+\.js$"), lambda route: held.append(route)
    )  # Streamlit itself
    page.on("websocket", lambda socket: sockets.append(socket))
    page.on("request", lambda request: asked.append(urlsplit(request.url)))
    wanted = [f"runs/{GROWN}/frames", f"runs/{GROWN}/particles/3"]
    with (
        page.expect_response(f"**/{wanted[0]}?from=0"),
        page.expect_response(f"**/{wanted[1]}"),
    ):
        page.goto(f"{server}/particle?run={GROWN}&particle=3", wait_until="commit")
    assert not sockets, "Streamlit has not started"
    assert len(held) == 1
    held[0].continue_()
    page.wait_for_selector(DRAWN)
    page.wait_for_selector(".panel.inner[data-shown]:not(.behind)")
    paths = [each.path.partition("/organism/")[2] for each in asked if each.query in ("", "from=0")]
    assert [path for path in paths if path in wanted] == wanted
    assert len(sockets) == 1
    assert not [each.path for each in asked if each.path.startswith("/particle/")], "no detours"


def test_views_without_charts_are_drawn_before_plotly_comes_and_without_it(context, server: str):
    page, errors, held = context.new_page(), [], []
    page.on("pageerror", lambda error: errors.append(error.message))
    page.route("**/plotly-basic.min.js", lambda route: held.append(route))
    page.goto(f"{server}/?run={GROWN}")
    page.wait_for_selector(".panel.map[data-shown]:not(.behind)")
    assert page.locator(".panel.plane.behind").count() == 1
    for each in held:
        each.abort()
    charts = page.locator(".panel", has_text="The charts did not load: reload the page.")
    expect(charts).to_have_count(3)
    expect(page.locator(".panel.map")).not_to_have_class(re.compile("behind"))
    assert errors == ["The charts did not load: reload the page."] * 3


def test_what_stands_behind_the_address_stays_as_long_as_the_run_does(page: Page, server: str):
    page.goto(f"{server}/status?run={GROWN}#step=120")
    page.wait_for_selector("h3")

    def after_streamlit_wrote(address: str) -> str:
        page.evaluate("address => history.pushState({}, '', address)", address)
        return urlsplit(page.url).fragment

    assert after_streamlit_wrote(f"/status?run={GROWN}&by=sr_loss") == "step=120"
    assert after_streamlit_wrote(f"/status?run={GROWN}#step=60") == "step=60"
    assert after_streamlit_wrote("/status?run=e1") == ""
    page.evaluate("location.hash = 'step=7'")
    assert after_streamlit_wrote("/runs?run=e1") == ""
