"""Who opens the address sees a finished organism replaying, before any click."""

import pytest
from accessibility import BAD, faults
from browsing import (
    DRAWN,
    MARKS,
    WAITING,
    let_frames_pass,
    open_lab,
    picture,
    press,
    run_id,
    show,
    step,
    too_wide,
    wait_for_another,
    wait_for_step,
    wait_until_built,
    wait_until_still,
)
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from orgnet_core.examples import EXAMPLES

pytestmark = MARKS
PASSING = ".panel.map canvas.over"
LAST = EXAMPLES["mnist15"].config.steps
ADDITION = EXAMPLES["addition"].config.steps
# Steps that the map shows, one after another, from before the page's own scripts on.
WATCH = """() => {
  window.steps = [];
  const look = () => {
    const drawn = document.querySelector(".panel.map[data-shown]")?.dataset.shown;
    if (drawn !== undefined && Number(drawn) !== steps.at(-1)) steps.push(Number(drawn));
    requestAnimationFrame(look);
  };
  look();
}"""
INK = """place => {
  const canvas = document.querySelector(place);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, i) => i % 4 === 3 && value > 0).length;
}"""


UNDER_WAY = """([drawn, last]) => {
  const step = Number(document.querySelector(drawn)?.dataset.shown);
  return 0 < step && step < last;
}"""


def shown_steps(page: Page) -> list[int]:
    return page.evaluate("steps")


def wait_for_ink(page: Page) -> None:
    """Until something is painted over the map."""
    page.wait_for_function(f"place => ({INK})(place) > 0", arg=PASSING)


def test_without_a_click_the_papers_organism_replays_once_to_its_end(page: Page, server: str):
    page.add_init_script(f"({WATCH})()")
    page.goto(server)
    page.wait_for_function("last => steps.length > 5 && steps.at(-1) === last", arg=LAST)
    steps = shown_steps(page)
    begin = steps.index(0)
    assert steps[:begin] == [LAST], "what came of it is seen first"
    assert steps[begin:] == sorted(steps[begin:]), "forwards, from the first step to the last"
    expect(page.locator(".st-key-timeline output")).to_contain_text("latest: epoch 200")
    expect(page.locator(".st-key-status")).to_contain_text("Recorded: 200 epochs")
    assert run_id(page) == "e1"
    page.get_by_role("link", name="Particle").click()
    page.wait_for_selector(".panel.inner[data-shown]")
    page.get_by_role("link", name="Lab").click()
    page.wait_for_selector(".panel.plane[data-shown]:not(.behind)")
    assert set(shown_steps(page)[len(steps) :]) <= {LAST}, "it does not run again"


def test_a_click_anywhere_stops_the_replay(page: Page, server: str):
    page.goto(f"{server}/?run=e2")
    page.wait_for_function(UNDER_WAY, arg=[DRAWN, ADDITION])
    play = page.locator(".timeline-bar button").first
    page.locator("canvas.map").click(position={"x": 5, "y": 5})
    expect(play).to_have_text("▶ Replay")
    stopped = step(page)
    assert 0 < stopped < ADDITION
    let_frames_pass(page, 60)
    assert step(page) == stopped


def test_a_step_in_the_address_is_what_is_shown(page: Page, server: str):
    page.goto(f"{server}/?run=e2#step=100")
    page.wait_for_selector(f"{DRAWN}[data-shown='100']")
    let_frames_pass(page, 60)
    assert step(page) == 100


def test_who_wants_no_motion_sees_the_end_at_once(browser, server: str):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    page.goto(server)
    page.wait_for_selector(".panel.plane[data-shown]:not(.behind)", timeout=60_000)
    let_frames_pass(page, 60)
    assert shown_steps(page) == [LAST]
    expect(page.get_by_role("button", name="▶ Replay")).to_be_enabled()
    pictures = page.get_by_role("button", name="Pictures")
    expect(pictures).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(INK, PASSING) == 0
    pictures.click()
    wait_for_ink(page)
    context.close()


def test_pictures_pass_through_the_map_until_they_are_turned_off(page: Page, server: str):
    open_lab(page, f"{server}/?run=e3#step=4800")
    wait_for_ink(page)
    wait_for_another(page, PASSING, picture(page, PASSING))
    beside = picture(page, "canvas.map")
    page.get_by_role("button", name="Pictures").click()
    wait_for_another(page, "canvas.map", beside)
    page.wait_for_function(f"place => ({INK})(place) === 0", arg=PASSING)


def test_a_run_that_waits_for_play_has_no_pictures_passing(page: Page, server: str):
    open_lab(page, server + WAITING)
    expect(page.get_by_role("button", name="Pictures")).to_have_attribute("aria-pressed", "false")
    assert step(page) == 0 and page.evaluate(INK, PASSING) == 0


def test_ones_own_organism_grows_from_the_next_seed(page: Page, server: str):
    open_lab(page, f"{server}/?run=e2")
    button = page.get_by_role("button", name="Grow your own")
    expect(button).to_be_visible()
    press(page, "play")
    page.wait_for_url(lambda address: "run=e2" not in address)
    expect(page.locator(".st-key-status")).to_contain_text("Finished, epoch 60 of 60")
    expect(page.locator(".st-key-status")).to_contain_text("Seed 2.")
    wait_for_step(page, ADDITION)
    expect(button).to_have_count(0)


def test_the_gallery_opens_a_recorded_organism_in_place(page: Page, server: str):
    open_lab(page, server)
    page.evaluate("window.stays = true")
    page.locator(".st-key-open_e4 button:visible").click()
    page.wait_for_url("**run=e4*")
    page.wait_for_selector(".st-key-example_e4_shown")
    expect(page.locator(".st-key-lab_head")).to_contain_text("held to copy itself")
    expect(page.locator(".legend .words")).to_contain_text("1,200 self-replicators")
    assert page.evaluate("window.stays"), "without another page"


def test_the_first_sight_is_whole_on_a_small_screen(page: Page, server: str):
    page.set_viewport_size({"width": 1280, "height": 800})
    show(page, server)
    end = page.locator(".st-key-timeline").bounding_box()["y"]
    for view in ("map", "curves", "plane"):
        box = page.locator(f".panel.{view}").bounding_box()
        assert box["y"] + box["height"] <= end, view


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_first_page_stands_in_the_way_of_a_screen_reader_or_a_phone(
    browser, server: str, scheme: str
):
    viewport = {"width": 390, "height": 844}
    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_lab(page, server)
    row = page.locator(".st-key-examples")
    assert row.evaluate("row => row.scrollWidth > row.clientWidth")
    assert too_wide(page) == []
    expect(page.get_by_role("button", name="Grow your own").get_by_text("Grow")).to_be_visible()
    for width in (390, 640, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        wait_until_still(page, ".st-key-examples")
        assert faults(page, BAD) == []
        for name in ("Grow your own", "Pause", "Step", "Stop", "Reset", "New seed", "Settings"):
            expect(page.get_by_role("button", name=name)).to_have_count(1)
    context.close()


def test_a_lecture_shows_an_example_step_by_step(page: Page, visit, server: str):
    open_lab(page, f"{server}/?run=e2#step=100")
    page.get_by_role("button", name="Lecture", exact=True).click()
    code = page.locator(".lecture b").inner_text().split()[-1]
    for address in (f"{server}/?follow={code}", f"{server}/follow?lecture={code}"):
        other = visit()
        other.goto(address)
        other.wait_for_selector(f"{DRAWN}[data-shown='100']")
        page.locator(".st-key-timeline input").fill("9")
        other.wait_for_selector(f"{DRAWN}[data-shown='{step(page)}']")
        page.locator(".st-key-timeline input").fill("24")
        other.wait_for_selector(f"{DRAWN}[data-shown='100']")
    page.get_by_role("button", name="End lecture").click()


def test_an_example_is_embedded(page: Page, server: str):
    page.goto(f"{server}/embed?run=e1&views=map,timeline")
    page.wait_for_selector(f".panel.map[data-shown='{LAST}']")
    page.get_by_role("button", name="Pictures").click()
    wait_for_ink(page)


# What the server says comes a second late, once `slow` is set.
SLOW = """const { addEventListener } = WebSocket.prototype;
WebSocket.prototype.addEventListener = function (type, listen, options) {
  const late = (event) => (window.slow ? setTimeout(() => listen(event), 1000) : listen(event));
  addEventListener.call(this, type, type === "message" ? late : listen, options);
};"""


def test_what_a_board_reports_is_not_said_of_a_page_that_is_being_left(page: Page, server: str):
    asked = []  # for which page, each time

    def note(sent: bytes) -> None:
        message = BackMsg()
        message.ParseFromString(sent)
        asked.append(message.rerun_script.page_script_hash)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    page.add_init_script(SLOW)
    page.goto(f"{server}/?run=e2#step=100")
    page.wait_for_selector(f"{DRAWN}[data-shown='100']")
    wait_until_built(page)
    before = len(asked)
    page.evaluate("window.slow = true")
    page.get_by_role("link", name="Particle").click()
    page.evaluate("load('core/store.js').then(({ storeOf }) => storeOf('e2').seek(0))")
    page.wait_for_selector(".panel.inner[data-shown]")
    wait_until_built(page)
    assert len(set(asked[before:])) == 1 and asked[before] not in asked[:before]
