"""One server, several visitors: they wait in line, watch the runs of others, hand theirs on."""

import re

import pytest
from browsing import DRAWN, MARKS, open_lab, press, run_id, stop
from playwright.sync_api import Page, expect

from scripts.serving import serving

pytestmark = MARKS

LONG = "?preset=addition&epochs=10000&seed="
BUTTONS = ("play", "pause", "step", "stop")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """With one place to train; a run loses it only when somebody says so."""
    with serving(tmp_path_factory.mktemp("home"), slots=1, unwatched_pause=600) as server:
        yield server.url


def status(page: Page):
    return page.locator(".st-key-status")


def can_press(page: Page) -> list[str]:
    return [key for key in BUTTONS if page.locator(f".st-key-{key} button:visible").is_enabled()]


def begin(page: Page, server: str, seed: int) -> None:
    open_lab(page, f"{server}/{LONG}{seed}")
    expect(status(page)).to_contain_text(f"Seed {seed}")
    press(page, "play")


def test_runs_wait_in_line_and_move_up(visit, server):
    first, second, third = visit(), visit(390), visit()
    begin(first, server, 1)
    expect(status(first)).to_contain_text("Training")
    begin(second, server, 2)
    expect(status(second)).to_contain_text("Queued")
    expect(status(second)).to_contain_text("next in the queue")
    begin(third, server, 3)
    expect(status(third)).to_contain_text("1 ahead in the queue")
    expect(status(third)).to_contain_text("to wait")
    stop(first)
    expect(status(second)).to_contain_text("Training")
    expect(status(third)).to_contain_text("next in the queue")
    press(second, "pause")
    expect(status(third)).to_contain_text("Training")
    stop(third)
    press(second, "stop")
    expect(status(second)).to_contain_text("Stopped")


def test_others_watch_until_they_get_the_link_and_a_reload_keeps_what_one_may(visit, server):
    owner, other, asked = visit(), visit(390), []
    other.on("request", lambda request: asked.append(request.url + str(request.headers)))
    begin(owner, server, 4)
    expect(status(owner)).to_contain_text("Training")
    other.goto(f"{server}/?run={run_id(owner)}")
    expect(other.get_by_text("View only")).to_be_visible()
    expect(status(other)).to_contain_text("Training")
    assert can_press(other) == []
    owner.reload()
    owner.wait_for_selector(DRAWN)
    expect(status(owner)).to_contain_text("Training")
    assert can_press(owner) == ["pause", "stop"]
    owner.locator("[data-testid=stPopoverButton]:visible", has_text="Settings").click()
    link = owner.locator("code", has_text="steer=").text_content()
    key = link.partition("#steer=")[2]
    other.goto(link)
    expect(other.get_by_text("You control this run now.")).to_be_visible()
    assert "steer" not in other.url
    assert asked and not [each for each in asked if key in each]
    other.reload()
    other.wait_for_selector(DRAWN)
    expect(status(other)).to_contain_text("Training")
    assert can_press(other) == ["pause", "stop"]
    stop(other)
    owner.keyboard.press("Escape")
    expect(status(owner)).to_contain_text("Stopped")


def test_every_page_takes_the_key_and_out_of_the_address(visit, server):
    owner = visit()
    open_lab(owner, f"{server}/{LONG}5")
    owner.locator("[data-testid=stPopoverButton]:visible", has_text="Settings").click()
    link = owner.locator("code", has_text="steer=").text_content()
    other = visit()
    for page in ("particle", "prune", "compare", "runs", "status"):
        other.context.clear_cookies()  # somebody else again, to the server
        other.goto(link.replace("/?", f"/{page}?").replace("#", "#step=0&"))
        expect(other.get_by_text("You control this run now.")).to_be_visible()
        expect(other).to_have_url(re.compile("#step=0$"))
    other.goto(f"{other.url}&steer=wrong")
    expect(other.get_by_text("key is not this run's")).to_be_visible()
    expect(other).to_have_url(re.compile("#step=0$"))
