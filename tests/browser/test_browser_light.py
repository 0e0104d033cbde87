"""Light pages: a lecture followed on a phone, views of a run in a frame, without a websocket."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from accessibility import faults
from browsing import (
    DRAWN,
    GROWN,
    LASTING,
    MARKS,
    bring_into_view,
    open_lab,
    press,
    refused_by_policy,
    run_id,
    step,
    wait_for_frames,
    wait_for_step,
)
from helpers import addition, left_growing
from playwright.sync_api import Page, expect

pytestmark = MARKS
SELECTED = "() => document.querySelector('.legend select').options[0].text"


@pytest.fixture
def light(visit):
    """Opens light pages: none has a websocket, nor what its policy refuses."""
    sockets, refused = [], []

    def light(width: int = 390) -> Page:
        page = visit(width)
        page.on("websocket", lambda socket: sockets.append(socket.url))
        page.on("console", lambda said: refused.extend(refused_by_policy(said)))
        return page

    yield light
    assert sockets == [] and refused == []


def words(page: Page):
    return page.locator("#words")


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def begin_lecture(page: Page) -> str:
    """The link for those who follow."""
    page.get_by_role("button", name="Lecture", exact=True).click()
    link = page.get_by_role("button", name="Copy followers’ link").get_attribute("title")
    assert re.search(r"/follow\?lecture=[a-z]{6}$", link)
    return link


def select_group(page: Page, group: str) -> None:
    page.get_by_label("select particles").select_option(group)


def shows(page: Page, shown: int, selected: str) -> None:
    page.wait_for_selector(f"main{DRAWN}[data-shown='{shown}']")
    page.wait_for_function(f"selected => ({SELECTED})() === selected", arg=selected)


def test_a_phone_follows_the_lecturers_step_and_selection_looks_around_and_comes_back(
    page, light, grown_lab
):
    open_lab(page, grown_lab)
    wait_for_frames(page, 30)
    page.locator(".st-key-timeline input").fill("7")
    select_group(page, "layer 3")
    phone = light()
    phone.goto(begin_lecture(page))
    page.wait_for_selector(f"{DRAWN}:not([data-shown='600'])")
    shows(phone, step(page), "50 selected")
    expect(phone.locator("h1")).to_have_text("mnist15, seed 1")
    expect(words(phone)).to_contain_text("Following lecture")
    page.locator(".st-key-timeline input").fill("20")
    select_group(page, "layer 2")
    phone.wait_for_function(f"() => ({SELECTED})() === '25 selected'")
    shows(phone, step(page), "25 selected")
    assert fits(phone)
    phone.locator("main input[type=range]").fill("1")
    expect(words(phone)).to_have_text("Exploring on your own.")
    phone.get_by_role("button", name="Follow again").click()
    shows(phone, step(page), "25 selected")
    page.get_by_role("link", name="Prune").click()
    expect(words(phone)).to_contain_text("the lecturer is on the Prune page")
    page.get_by_role("button", name="End lecture").click()
    expect(words(phone)).to_have_text("The lecture is over; explore on your own.")
    link = phone.get_by_role("link", name="Open the full Lab").get_attribute("href")
    assert link == f"./?run={GROWN}"


def test_a_phone_sees_a_run_grow_and_goes_along_to_another(page, light, server, grown_lab):
    open_lab(page, server + LASTING)
    run = run_id(page)
    phone = light()
    phone.goto(begin_lecture(page))
    phone.wait_for_selector(f"main{DRAWN}[data-shown='0']")
    press(page, "play")
    wait_for_step(phone, 3)
    expect(words(phone)).to_contain_text(", live.")
    press(page, "stop")
    phone.wait_for_selector("main[data-state=stopped]")
    open_lab(page, grown_lab)
    phone.wait_for_selector(f"main{DRAWN}[data-shown='600']")
    assert run != GROWN
    page.get_by_role("button", name="End lecture").click()
    expect(words(phone)).to_have_text("The lecture is over; explore on your own.")


def test_an_embedded_page_shows_the_asked_views_at_the_addresss_step_and_selection(
    light, server, grown_lab
):
    page = light(760)
    page.goto(f"{server}/embed?run={GROWN}&views=map,plane#step=240&selected=0-9")
    shows(page, 240, "10 selected")
    assert page.locator(".panel").evaluate_all("all => all.map(({ className }) => className)") == [
        "panel map",
        "panel plane",
    ]
    page.wait_for_selector(".panel.plane[data-shown='240']")
    select_group(page, "layer 2")
    page.wait_for_url("**#step=240&selected=1125-1149")
    assert fits(page)
    expect(page.get_by_role("button", name="Lecture", exact=True)).to_have_count(0)
    page.goto(f"{server}/embed?run={GROWN}&views=timeline,inner&particle=7")
    page.wait_for_selector(".panel.inner[data-shown='600']")


@pytest.mark.parametrize(
    ("views", "arrays"),
    [
        ("timeline,kinds", "kind"),
        ("curves,lifelines", "kind,replication_loss,replication_error"),
        ("plane", "kind,replication_loss,task_contribution,contribution_error"),
        ("plane,table", ""),
    ],
)
def test_an_embedded_page_fetches_what_its_views_draw_from(light, server, grown_lab, views, arrays):
    page, asked = light(760), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/embed?run={GROWN}&views={views}#step=600")
    for view in views.split(","):
        bring_into_view(page, view)
    fetched = [parse_qs(urlsplit(url).query) for url in asked if "/frames?" in url]
    assert fetched and all(query.get("arrays", [""]) == [arrays] for query in fetched)


def test_an_embedded_plane_says_what_it_knows_of_a_particle(light, server, grown_lab):
    page = light(760)
    page.goto(f"{server}/embed?run={GROWN}&views=plane#step=600")
    bring_into_view(page, "plane")
    box = page.locator(".plane .nsewdrag").first.bounding_box()
    note = page.locator(".orgnet .tip:visible")
    for share in range(5, 95):
        page.mouse.move(box["x"] + box["width"] * share / 100, box["y"] + box["height"] / 2)
        if note.count():
            break
    expect(note).to_contain_text("replication loss")
    expect(note).to_contain_text("task contribution")
    assert "weight" not in note.inner_text()


def test_large_type_and_no_controls_hold_on_light_pages(light, server, grown_lab):
    page = light(760)
    page.goto(f"{server}/embed?run={GROWN}&views=map&type=large&controls=off")
    bring_into_view(page, "map")
    size = "element => getComputedStyle(element).fontSize"
    assert page.locator("h1").evaluate(size) == "22px"
    assert page.locator(".summary").evaluate(size) == "18px"
    for hidden in (page.get_by_role("link"), page.get_by_role("button", name="Lasso")):
        expect(hidden).to_have_count(0)
    expect(page.get_by_label("select particles")).to_be_hidden()
    page.goto(f"{server}/embed?run={GROWN}&views=map&type=huge")
    bring_into_view(page, "map")
    assert page.locator("h1").evaluate(size) == "17px"
    expect(page.get_by_label("select particles")).to_be_visible()


def test_an_embedded_run_grows_in_sight(page, light, dashboard):
    run = left_growing(dashboard.home, addition(epochs=10_000), 20, "abcd0077")
    embedded = light(760)
    embedded.goto(f"{dashboard.url}/embed?run={run}&views=timeline,map,curves")
    shows(embedded, 20, "Select …")
    open_lab(page, f"{dashboard.url}/?run={run}")
    press(page, "play")
    wait_for_step(embedded, 30)
    expect(words(embedded)).to_have_text("This organism is training.")
    press(page, "stop")
    expect(words(embedded)).to_have_text("This organism was stopped.")
    embedded.wait_for_selector("main[data-state=stopped]")


SENTENCES = {
    "follow": "The address names a lecture, such as /follow?lecture=bcdfgh",
    "follow?lecture=zzzzzz": "This server has no such lecture",
    "embed": "The address names a run and its views, such as /embed?run=",
    "embed?run=feed0000&views=map": "This server has no such run. A run is named as",
    "embed?run=../x&views=map": "The address names a run and its views",
    f"embed?run={GROWN}&views=map,mop": "views must be some of map, curves, kinds, plane",
    f"embed?run={GROWN}&views=inner&particle=1200": "a whole number from 0 to 1,199.",
}


def test_an_address_that_cannot_be_shown_gets_a_sentence(light, server, grown_lab):
    page = light()
    for address, sentence in SENTENCES.items():
        page.goto(f"{server}/{address}")
        expect(page.locator("#words.wrong")).to_contain_text(sentence)
        assert fits(page), address


def test_a_light_page_says_when_the_server_is_silent_and_when_it_is_back(light, server, grown_lab):
    page = light()
    page.route("**/events", lambda route: route.abort())
    page.goto(f"{server}/embed?run={GROWN}&views=map")
    expect(words(page)).to_have_text("The server does not answer. Trying again…")
    page.unroute("**/events")
    expect(words(page)).to_have_text("This organism was interrupted.")


@pytest.mark.parametrize(
    "address", [f"embed?run={GROWN}&views=timeline,map,plane", "follow?lecture=xxxx"]
)
def test_nothing_on_a_light_page_stands_in_the_way_of_a_screen_reader(
    light, server, grown_lab, address
):
    page = light()
    page.goto(f"{server}/{address}")
    if "embed" in address:
        page.wait_for_selector(".panel.plane[data-shown]")
    else:
        expect(words(page)).not_to_have_text("Loading…")
    assert faults(page) == []
