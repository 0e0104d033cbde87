"""A question in a hall: the lecturer's page and two phones, from the link to the result."""

import re

import pytest
from accessibility import faults
from browsing import DRAWN, MARKS, wait_for_frames, wait_until_built, wait_until_still
from playwright.sync_api import Page, expect

from ui.shared.questions import QUESTIONS, result_sentence

pytestmark = MARKS
USELESS, PLACE = QUESTIONS["useless"], QUESTIONS["place"]


@pytest.fixture
def phone(visit, page, server):
    """Opens the followers' link, without a websocket."""
    sockets = []

    def phone() -> Page:
        opened = visit(390)
        opened.on("websocket", lambda socket: sockets.append(socket.url))
        opened.goto(link(page))
        return opened

    yield phone
    assert sockets == []


@pytest.fixture
def asked(page, server) -> Page:
    """The lecturer's page, a lecture begun."""
    page.goto(f"{server}/questions?question=useless")
    page.get_by_role("button", name="Lecture", exact=True).click()
    expect(page.locator(".orgnet-poll .guesses li")).to_have_count(3)
    yield page
    page.get_by_role("button", name="End lecture").click()


def link(page: Page) -> str:
    return page.get_by_role("button", name="Copy followers’ link").get_attribute("title")


def votes(page: Page) -> list[str]:
    return page.locator(".orgnet-poll .count").all_text_contents()


def choose(phone: Page, option: str) -> None:
    phone.get_by_role("button", name=option, exact=True).click()
    expect(phone.locator(".vote .said")).to_contain_text(f"You guessed: {option}")


def choose_question(page: Page, short: str) -> None:
    page.get_by_role("radio", name=re.compile(re.escape(short))).click()


def test_two_phones_vote_the_lecturer_sees_it_closes_and_shows_the_result(asked, phone):
    one, other = phone(), phone()
    for each in (one, other):
        expect(each.locator(".vote h2")).to_have_text(USELESS.asks)
        expect(each.locator("main")).to_be_hidden()
        sizes = [box.bounding_box() for box in each.locator(".vote .options button").all()]
        assert len(sizes) == 3 and all(size["height"] >= 60 for size in sizes)
        assert each.evaluate("document.documentElement.scrollWidth <= innerWidth")
    choose(one, USELESS.options[0])
    choose(other, USELESS.options[2])
    expect(asked.locator(".orgnet-poll .voted")).to_contain_text("2 of 2 followers have voted")
    choose(one, USELESS.options[2])  # another thought
    expect(asked.locator(".orgnet-poll .count").nth(2)).to_have_text("2 (100 %)")
    assert votes(asked) == ["0 (0 %)", "0 (0 %)", "2 (100 %)"]
    choose(one, USELESS.options[1])
    one.reload()
    expect(one.locator(".vote [aria-pressed=true]")).to_have_text(USELESS.options[1])
    assert faults(one) == []
    asked.get_by_role("button", name="Close the vote").click()
    expect(one.locator(".vote .said")).to_contain_text("The vote is closed")
    expect(one.locator(".vote .options button").first).to_be_disabled()
    assert one.locator(".vote .guesses").count() == 0
    asked.get_by_role("button", name="Show the class the result").click()
    for each in (one, other):
        expect(each.get_by_text(result_sentence("useless"))).to_be_visible()
        expect(each.locator(".vote .guesses .right")).to_contain_text(USELESS.options[2])
        expect(each.locator(".vote .count").nth(1)).to_have_text("1 (50 %)")
    expect(other.locator(".vote .said")).to_contain_text("That is what was found")
    assert faults(other) == []
    expect(asked.get_by_text(result_sentence("useless"))).to_be_visible()
    asked.locator(".orgnet-figure").scroll_into_view_if_needed()
    expect(asked.locator(".js-plotly-plot")).to_be_visible()
    assert faults(asked) == []


def test_phones_go_along_to_the_next_question_and_to_the_lab(asked, phone, grown_lab):
    one = phone()
    choose(one, USELESS.options[1])
    choose_question(asked, PLACE.short)
    expect(one.locator(".vote h2")).to_have_text(PLACE.asks)
    assert one.locator(".vote [aria-pressed=true]").count() == 0
    choose(one, PLACE.options[1])
    expect(asked.locator(".orgnet-poll .count").nth(1)).to_have_text("1 (100 %)")
    choose_question(asked, USELESS.short)
    expect(one.locator(".vote [aria-pressed=true]")).to_have_text(USELESS.options[1])
    asked.goto(grown_lab)
    wait_for_frames(asked, 30)
    one.wait_for_selector(f"main{DRAWN}[data-shown='600']")
    expect(one.locator(".vote")).to_be_hidden()


def test_who_follows_in_the_whole_dashboard_is_led_to_the_vote(asked, visit, grown_lab):
    follower = visit()
    code = link(asked).rpartition("=")[2]
    follower.goto(f"{grown_lab}&follow={code}")
    vote = follower.get_by_role("link", name="The lecturer asks: vote")
    expect(vote).to_be_visible()
    asked.goto(grown_lab)
    wait_for_frames(asked, 30)
    expect(vote).to_be_hidden()
    asked.go_back()
    expect(vote).to_be_visible()
    vote.click()
    expect(follower.locator(".vote h2")).to_have_text(USELESS.asks)


def test_a_code_to_point_at_is_there_small_and_large(asked):
    small = asked.locator(".orgnet-poll .join img")
    address = link(asked)
    assert small.get_attribute("alt") == f"QR code of the link {address}"
    asked.wait_for_function("document.querySelector('.join img').naturalWidth > 0")
    asked.get_by_role("button", name="QR code", exact=True).click()
    large = asked.locator("dialog.qr img")
    expect(large).to_be_visible()
    assert large.bounding_box()["width"] > 400
    expect(asked.locator("dialog.qr p")).to_have_text(address.removeprefix("http://"))
    asked.keyboard.press("Escape")
    expect(asked.locator("dialog.qr")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page_name", ["questions", "teach"])
def test_both_pages_are_accessible_and_fit_a_phone(visit, server, page_name, scheme):
    page = visit(390)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{server}/{page_name}")
    expect(page.locator(".lesson, .st-key-show").first).to_be_visible()
    wait_until_built(page)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        wait_until_still(page, ".stMainBlockContainer")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_class_stands_beside_the_question_and_on_a_phone_below_the_result(visit, server, width):
    page = visit(width)
    page.goto(f"{server}/questions?question=useless")
    expect(page.get_by_role("heading", name="Ask a class")).to_be_visible()
    question, in_class = (
        wait_until_still(page, f".st-key-ask > :{each}-child h4") for each in ("first", "last")
    )
    assert (in_class["x"] > question["x"] + 300) == (width == 1280), "before the result shows"
    page.get_by_text(USELESS.options[0], exact=True).click()
    page.get_by_role("button", name="Show the result").click()
    result = page.locator("p", has_text=result_sentence("useless"))
    expect(result).to_be_visible()
    in_class = wait_until_still(page, ".st-key-ask > :last-child h4")
    assert (in_class["y"] > result.bounding_box()["y"]) == (width == 390)
