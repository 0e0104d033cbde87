"""Links and lectures: another browser opens, or follows, the same view."""

import pytest
from browsing import (
    DRAWN,
    MARKS,
    PATIENCE,
    open_lab,
    press,
    step,
    too_wide,
    wait_for_answers,
    wait_for_frames,
    wait_until_built,
)
from helpers import addition, left_growing
from playwright.sync_api import Page, expect

pytestmark = MARKS

FONT_SIZE = "() => parseFloat(getComputedStyle(document.querySelector('.orgnet .words')).fontSize)"
IS_LARGER = f"ordinary => ({FONT_SIZE})() > 1.2 * ordinary"
RESULT = ".st-key-prune_result"
IS_SHOWN = "([place, text]) => document.querySelector(place)?.innerText === text"


@pytest.fixture
def other(browser):
    """A page in a browser of somebody else, on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(error.stack))
    yield page
    context.close()
    assert not errors


@pytest.fixture(scope="module")
def grown(dashboard) -> str:
    """The address of a run of 18 particles, recorded up to step 200."""
    run = left_growing(dashboard.home, addition(epochs=10, seed=5), 200, "abcd0005")
    return f"{dashboard.url}/?run={run}"


def open_grown(page: Page, grown: str) -> None:
    open_lab(page, grown)
    wait_for_frames(page, 30)


def show(page: Page, frame: int, group: str) -> None:
    """Go to another step by the timeline, and select."""
    before = step(page)
    page.locator(".st-key-timeline input").fill(str(frame))
    page.wait_for_selector(f"{DRAWN}:not([data-shown='{before}'])")
    page.get_by_label("select particles").select_option(group)


def shows(page: Page, shown: int, selected: str) -> None:
    page.wait_for_selector(f"{DRAWN}[data-shown='{shown}']")
    label = page.get_by_label("select particles").locator("option").first
    expect(label).to_have_text(selected)


def test_a_copied_address_opens_the_same_step_and_selection(page, other, grown):
    open_grown(page, grown)
    show(page, 7, "layer 2")
    page.wait_for_url("**/?run=*#step=*&selected=6-14")
    shown = step(page)
    assert shown < 200
    press(page, "reproduce")  # a script run: the address stays
    expect(page.get_by_text("while trainer.step <")).to_contain_text(
        f"while trainer.step < {shown}"
    )
    assert page.url.endswith(f"#step={shown}&selected=6-14")
    other.goto(page.url)
    shows(other, shown, "9 selected")
    other.goto(page.url.replace(f"step={shown}&selected=6-14", "step=x&selected=2,17,99"))
    shows(other, shown, "2 selected")
    expect(other.locator(".st-key-timeline .said")).to_have_text(
        "The link's step or selection cannot be read."
    )
    other.get_by_role("button", name="Back to live").click()
    shows(other, 200, "2 selected")
    other.wait_for_url("**#selected=2_17")


def test_copy_link_puts_the_address_into_the_clipboard_and_says_so(page, context, server, grown):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_grown(page, grown)
    show(page, 4, "layer 3")
    shown = step(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").get_by_text("Link copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    run = page.url.partition("run=")[2].partition("#")[0]
    assert copied == f"{server}/?run={run}#step={shown}&selected=15-17"


def test_a_follower_moves_with_the_lecturer_looks_around_and_comes_back(page, other, server, grown):
    open_grown(page, grown)
    show(page, 3, "layer 1")
    page.get_by_role("button", name="Lecture", exact=True).click()
    code = page.locator(".lecture b").inner_text().split()[-1]
    other.goto(f"{server}/?follow={code}")
    shows(other, step(page), "6 selected")
    show(page, 9, "layer 3")
    shows(other, step(page), "3 selected")
    other.locator(".st-key-timeline input").fill("1")
    expect(other.locator(".lecture")).to_contain_text("Exploring on your own")
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        show(page, 12, "clear")
    wait_for_answers(other, "**/lectures/*", 3)  # the second tells it, the third comes after that
    assert step(other) < step(page)
    other.get_by_role("button", name="Follow again").click()
    shows(other, step(page), "Select …")
    page.get_by_role("link", name="Prune").click()
    other.wait_for_url("**/prune?*")
    other.wait_for_selector(f"{DRAWN}[data-shown='{step(page)}']")
    page.reload()  # the lecture goes on
    page.get_by_role("button", name="End lecture").click()
    expect(other.locator(".lecture")).to_contain_text("The lecture is over")


def cut_by_weight_and_hand(page: Page, grown: str) -> None:
    """On the Prune page, at a step of a finished run: the 4 smallest weights kept, and layer 3."""
    page.goto(grown.replace("/?", "/prune?") + "&by=l1_global&count=4#step=100&selected=15-17")
    expect(page.locator(RESULT)).to_contain_text("Cut 4 of 18")
    shows(page, 100, "3 selected")
    wait_until_built(page)
    press(page, "prune_keep")
    page.locator(".st-key-prune_combine").get_by_text("Add").click()
    page.get_by_text("By hand", exact=True).click()
    page.wait_for_url("**&by=by_hand&kept=*&combine=add#step=100&selected=15-17")


def test_a_copied_link_opens_the_same_cut_and_the_address_forgets_it_on_other_pages(
    page, other, context, grown
):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    cut_by_weight_and_hand(page, grown)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").get_by_text("Link copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    other.goto(copied)
    shows(other, step(page), "3 selected")
    other.wait_for_function(IS_SHOWN, arg=[RESULT, page.locator(RESULT).inner_text()])
    assert other.url == copied
    page.get_by_role("link", name="Lab").click()
    page.wait_for_url("**/?run=*#step=*&selected=15-17")
    assert "by=" not in page.url and "kept=" not in page.url


def test_a_follower_sees_the_lecturers_cut(page, other, server, grown):
    cut_by_weight_and_hand(page, grown)
    page.get_by_role("button", name="Lecture", exact=True).click()
    code = page.locator(".lecture b").inner_text().split()[-1]
    other.goto(f"{server}/?follow={code}")
    other.wait_for_function(IS_SHOWN, arg=[RESULT, page.locator(RESULT).inner_text()])
    page.get_by_text("By kind").click()
    page.wait_for_url("**&by=kind&*")
    other.wait_for_function(IS_SHOWN, arg=[RESULT, page.locator(RESULT).inner_text()])
    other.wait_for_url("**&by=kind&*")
    expect(other.locator(".lecture")).to_contain_text(f"Following lecture {code}")


def test_controls_off_and_large_type_dress_the_page_and_fit_a_phone(page, other, grown):
    open_grown(page, grown)
    expect(page.get_by_role("button", name="Lecture", exact=True)).to_be_visible()
    ordinary = page.evaluate(FONT_SIZE)
    for visitor in (page, other):
        visitor.goto(page.url.partition("#")[0] + "&controls=off&type=large#step=0")
        visitor.wait_for_selector(DRAWN)
        visitor.wait_for_function(IS_LARGER, arg=ordinary)
        wait_until_built(visitor)
        for hidden in (".st-key-play button", ".st-key-preset", ".copy", ".tools", ".stAppHeader"):
            expect(visitor.locator(hidden).first).to_be_hidden()
        expect(visitor.locator(".st-key-timeline input")).to_be_visible()
        page = visitor
    assert too_wide(other) == []
