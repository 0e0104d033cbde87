"""Pages stand in nobody's way: axe-core finds nothing serious, controls have names, views go by
keyboard and say what is under the cursor."""

from collections.abc import Iterator

import pytest
from accessibility import found_everywhere
from browsing import (
    DRAWN,
    LASTING,
    MARKS,
    PAGES,
    WAITING,
    bring_into_view,
    new_page,
    open_lab,
    press,
    run_id,
    scroll_to,
    show,
    stop,
    wait_for_ticks,
    wait_until_built,
)
from playwright.sync_api import BrowserContext, Locator, Page, expect

from orgnet_core.examples import EXAMPLES

pytestmark = MARKS

FINISHED = EXAMPLES["mnist15"].run
WITH_A_RUN = ("", "particle", "prune", "compare")
SAYS_WHAT_THE_NOTE_SAYS = """() => {
  const note = [...document.querySelectorAll(".orgnet .tip")].find((tip) => tip.checkVisibility());
  const said = document.activeElement.ariaValueText;
  return said.startsWith(note?.querySelector("div").textContent ?? "no note") && said;
}"""


@pytest.mark.parametrize("name", PAGES, ids=lambda name: name or "lab")
def test_nothing_serious_is_wrong_with_a_page_of_a_finished_run(page, server, name):
    show(page, f"{server}/{name}?run={FINISHED}")
    assert not found_everywhere(page)


@pytest.mark.parametrize("name", WITH_A_RUN, ids=lambda name: name or "lab")
def test_nothing_serious_is_wrong_with_a_page_of_a_fresh_run(page, server, name):
    show(page, f"{server}/{name}?preset=mnist15")
    assert not found_everywhere(page)


@pytest.fixture(scope="module")
def growing(context: BrowserContext, server: str) -> Iterator[str]:
    """A run that goes on for as long as these tests look; it is stopped in the end."""
    with new_page(context) as page:
        open_lab(page, server + LASTING)
        press(page, "play")
        wait_for_ticks(page, 1)
        yield run_id(page)
        stop(page)


@pytest.mark.parametrize("name", WITH_A_RUN, ids=lambda name: name or "lab")
def test_nothing_serious_is_wrong_with_a_page_of_a_run_that_grows(page, server, growing, name):
    show(page, f"{server}/{name}?run={growing}")
    assert not found_everywhere(page)


def test_nothing_serious_is_wrong_where_a_run_that_grows_stands_beside_another(
    page, server, growing
):
    show(page, f"{server}/compare?run={growing}&beside={FINISHED}")
    for number in (1, 2):
        page.wait_for_selector(f".st-key-compare_{number} {DRAWN}")
    assert not found_everywhere(page)


def test_nothing_serious_is_wrong_with_a_batch_in_slow_motion(page, grown_lab):
    open_lab(page, grown_lab)
    page.locator(".st-key-slow_motion summary").first.click()
    bring_into_view(page, "slow_motion")
    assert not found_everywhere(page)


def test_nothing_serious_is_wrong_with_an_answer(page, server):
    show(page, f"{server}/questions?question=every_step")
    page.locator("[class*=st-key-guess_] [role=radiogroup] label").first.click()
    press(page, "show")
    scroll_to(page.locator(".js-plotly-plot"))
    page.wait_for_selector(".js-plotly-plot .xtick text")
    wait_until_built(page)
    assert not found_everywhere(page)


@pytest.fixture(scope="module")
def finished_lab(lasting_page: Page, server: str) -> Page:
    show(lasting_page, f"{server}/?run={FINISHED}#step=24000")  # or it would replay
    return lasting_page


def test_every_control_has_its_name_on_a_phone(visit, server):
    page = visit(390)
    open_lab(page, server + WAITING)
    for name in ("Play", "Pause", "Step", "Stop", "Reset", "New seed", "Settings"):
        expect(page.get_by_role("button", name=name)).to_have_count(1)


@pytest.mark.parametrize(
    ("view", "key"),
    [
        ("map", "ArrowDown"),
        ("plane", "ArrowLeft"),
        ("lifelines", "ArrowDown"),
        ("connectivity", "ArrowDown"),
        ("trajectories", "ArrowRight"),
        ("response", "ArrowDown"),
    ],
)
def test_a_cursor_goes_from_particle_to_particle_and_says_which(finished_lab, view, key):
    page = finished_lab
    bring_into_view(page, view)
    surface = page.locator(f".panel.{view} [role=slider]")
    expect(page.locator(f".panel.{view}")).not_to_contain_text("Fetching")
    go_from_particle_to_particle(page, surface, key)
    chosen = page.get_by_label("select particles").locator("option").first
    page.keyboard.press("Enter")
    expect(chosen).to_contain_text("1 ")
    assert surface.get_attribute("aria-valuetext").endswith("selected")
    card = page.locator(f".panel.{view} .head .card:visible")
    expect(card).to_contain_text("Look inside particle")
    page.keyboard.press("Enter")
    expect(chosen).to_contain_text("Select")
    page.keyboard.press("Tab")
    expect(page.locator(".orgnet .tip:visible")).to_have_count(0)


def test_a_cursor_goes_through_the_neighbours_of_a_particle_and_enter_goes_there(page, server):
    show(page, f"{server}/particle?run={FINISHED}&particle=1130#step=24000")
    bring_into_view(page, "place")
    surface = page.locator(".panel.place [role=slider]")
    said = go_from_particle_to_particle(page, surface, "ArrowRight")
    page.keyboard.press("Enter")
    number = said.split(" ")[1]
    expect(page.get_by_role("slider", name=f"neighbours of particle {number}")).to_be_visible()


def go_from_particle_to_particle(page: Page, surface: Locator, key: str) -> str:
    """What is said of the last of three."""
    page.mouse.move(1, 1)
    surface.focus()
    said = []
    for _ in range(3):
        before = surface.get_attribute("aria-valuetext")
        page.keyboard.press(key)
        expect(surface).not_to_have_attribute("aria-valuetext", before)
        said.append(page.wait_for_function(SAYS_WHAT_THE_NOTE_SAYS).json_value())
    assert len(set(said)) == 3
    return said[-1]


@pytest.mark.parametrize("view", ["curves", "kinds"])
def test_a_chart_goes_through_the_steps_by_keyboard_and_says_what_was_measured(finished_lab, view):
    page = finished_lab
    bring_into_view(page, view)
    chart = page.locator(f".panel.{view} [role=slider]")
    chart.focus()
    before = chart.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowLeft")
    expect(chart).not_to_have_attribute("aria-valuetext", before)
    said = chart.get_attribute("aria-valuetext").split(", ")
    when = page.locator(".st-key-timeline output").inner_text()
    assert when.startswith(f"{said[0]},")
    expect(page.locator(f".panel.{view} .tip")).to_contain_text(said[0])
    page.keyboard.press("End")
    expect(chart).to_have_attribute("aria-valuetext", before)


def test_one_live_region_speaks_for_all_views(page, server):
    open_lab(page, f"{server}/?preset=addition&seed=12")
    press(page, "play")
    wait_for_ticks(page, 1)
    expect(page.locator("p.orgnet-announcer[role=status]")).to_have_count(1)
    expect(page.locator("p.orgnet-announcer")).to_contain_text("Epoch")
    assert not live_regions_in_boards(page)


def test_it_speaks_for_slow_motion_as_well(page, grown_lab):
    open_lab(page, grown_lab)
    page.locator(".st-key-slow_motion summary").first.click()
    expect(page.locator(".slow_motion .sentence")).to_contain_text("Before the batch")
    page.keyboard.press(".")
    expect(page.locator("p.orgnet-announcer")).to_contain_text("SR step 1 of 5")
    assert not live_regions_in_boards(page)


def test_it_speaks_for_the_boards_of_the_story_as_well(page, server):
    show(page, f"{server}/story")
    for view, act in (("working", "ArrowRight"), ("formula", "ArrowUp")):
        bring_into_view(page, view)
        said = page.locator(f".panel.{view} .said")
        expect(said).not_to_be_empty()
        before = said.inner_text()
        page.locator(f".panel.{view} input").focus()
        page.keyboard.press(act)
        expect(said).not_to_have_text(before)
        expect(page.locator("p.orgnet-announcer")).to_contain_text(said.inner_text())
    bring_into_view(page, "copying")
    said = page.locator(".panel.copying .said")
    page.get_by_role("button", name="One SR step").click()
    expect(said).to_contain_text("after 1 SR step")
    expect(page.locator("p.orgnet-announcer")).to_contain_text("after 1 SR step")
    assert not live_regions_in_boards(page)


def live_regions_in_boards(page: Page) -> int:
    """Of their own, beside the one of the page."""
    kinds = ("output:not([aria-live=off])", "[role=status]", "[aria-live=polite]")
    return sum(page.locator(f".orgnet {live}").count() for live in kinds)
