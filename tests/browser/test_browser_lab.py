"""What a visitor does in the Lab and on the Prune page with a run that is there."""

import pytest
from browsing import (
    DRAWN,
    GROWN_STEPS,
    LASTING,
    MARKS,
    WAITING,
    bring_into_view,
    click_particle,
    open_lab,
    picture,
    point_at,
    press,
    stop,
    too_wide,
    wait_for_another,
    wait_for_ticks,
    wait_until_built,
)
from playwright.sync_api import expect

from orgnet_core.presets import PRESETS

pytestmark = MARKS


def test_a_selection_survives_ticks_and_a_change_of_page(page, server):
    open_lab(page, server + LASTING)
    press(page, "play")
    wait_for_ticks(page, 1)
    click_particle(page)
    chosen = page.get_by_label("select particles")
    expect(chosen).to_contain_text("1 selected")
    expect(page.locator(".orgnet .tip:visible")).to_contain_text("particle")
    named = page.locator(".orgnet .tip:visible div").first.inner_text()
    wait_for_ticks(page, 3)
    expect(chosen).to_contain_text("1 selected")
    assert page.locator(".orgnet .tip:visible div").first.inner_text() == named
    stop(page)
    page.get_by_role("link", name="Prune").click()
    expect(page.get_by_label("select particles")).to_contain_text("1 selected")
    page.get_by_role("link", name="Lab").click()
    expect(page.get_by_label("select particles")).to_contain_text("1 selected")


@pytest.fixture(scope="module")
def fresh_lab(lasting_page, server):
    """The Lab with a run that waits, for tests that do not play; each goes on where the one before
    was."""
    open_lab(lasting_page, server + WAITING)
    return lasting_page


def test_a_named_group_selects_all_its_members(fresh_lab):
    page = fresh_lab
    chosen = page.get_by_label("select particles")
    for group, size in (("dark pixels", "325"), ("layer 2", "25"), ("invert", "1,175")):
        chosen.select_option(group)
        expect(chosen.locator("option").first).to_have_text(f"{size} selected")
    chosen.select_option("undo")
    expect(chosen.locator("option").first).to_have_text("25 selected")
    chosen.select_option("clear")


def test_life_lines_and_pixels_follow_the_run_and_share_the_selection(page, grown_lab):
    open_lab(page, grown_lab)
    correlations, chosen = page.locator(".pixels .under"), page.get_by_label("select particles")
    bring_into_view(page, "lifelines")
    by_kind = picture(page, ".lifelines canvas")
    page.get_by_label("colour by").select_option("replication_error")
    wait_for_another(page, ".lifelines canvas", by_kind)
    point_at(page, "lifelines", 200, 100)
    page.locator(".lifelines canvas").click(position={"x": 200, "y": 100})
    expect(page.locator(".orgnet .tip:visible")).to_contain_text("particle")
    expect(chosen.locator("option").first).to_have_text("1 selected")
    bring_into_view(page, "pixels")
    expect(correlations).to_contain_text("Correlation of self-replicators with the mean image: −0.")
    at_the_end = correlations.inner_text()
    page.locator(".st-key-timeline input").fill("1")
    expect(correlations).not_to_have_text(at_the_end)
    page.locator(".st-key-timeline input").fill("0")
    expect(correlations).to_contain_text("undefined, every pixel has the same number; of")


PAINTED = """() => {
  const canvas = document.querySelector(".lifelines canvas");
  const ratio = canvas.width / canvas.clientWidth;
  const row = canvas.getContext("2d").getImageData(0, 100 * ratio, canvas.width, 1).data;
  const there = [...Array(canvas.width).keys()].filter((x) => row[4 * x + 3] === 255);
  return [there[0] / ratio, (there.at(-1) + 1) / ratio, canvas.clientWidth];
}"""


def test_life_lines_leave_room_for_what_is_to_come(page, grown_lab):
    open_lab(page, grown_lab)
    bring_into_view(page, "lifelines")
    left, right, width = page.evaluate(PAINTED)
    share = GROWN_STEPS / PRESETS["mnist15"].config.steps
    assert right - left == pytest.approx(share * (width - left - 8), abs=2)


def test_edges_are_shown_by_kind_and_pointed_at(page, grown_lab):
    open_lab(page, grown_lab)
    bring_into_view(page, "connectivity")
    all_kinds = picture(page, ".connectivity canvas")
    page.get_by_label("kind of edges").select_option("self-replicators")
    wait_for_another(page, ".connectivity canvas", all_kinds)
    page.get_by_label("kind of edges").select_option("all kinds")
    point_at(page, "connectivity", 300, 200)
    expect(page.locator(".orgnet .tip:visible")).to_contain_text("layer 1, cell")
    page.locator(".connectivity canvas").click(position={"x": 300, "y": 200})
    expect(page.get_by_label("select particles").locator("option").first).to_have_text("1 selected")


def test_a_particle_is_reached_and_selected_by_keyboard(fresh_lab):
    page = fresh_lab
    page.locator("canvas.map").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(".orgnet .tip:visible")).to_contain_text("particle 16 · layer 1, cell 1")
    page.keyboard.press("Enter")
    expect(page.get_by_label("select particles")).to_contain_text("1 selected")


def test_the_map_takes_another_colour(fresh_lab):
    page = fresh_lab
    by_kind = picture(page, "canvas.map")
    page.get_by_label("colour of the organism map").select_option("weight")
    wait_for_another(page, "canvas.map", by_kind)


def test_cutting_by_rule_and_by_hand_answers_at_once(page, grown_lab):
    open_lab(page, grown_lab)
    page.get_by_role("link", name="Prune").click()
    result = page.locator(".st-key-prune_result")
    expect(result).to_contain_text("self-replicators, 0 others")
    wait_until_built(page)
    page.get_by_text("Random", exact=True).click()
    expect(result).not_to_contain_text("self-replicators, 0 others")
    page.get_by_text("By hand", exact=True).click()
    expect(result).to_contain_text("Cut 0 of 1,200")
    before, after = (result.locator("[data-testid=stMetricValue]").nth(i) for i in (0, 1))
    expect(after).to_have_text(before.inner_text())
    bring_into_view(page, "map")
    click_particle(page)
    expect(result).to_contain_text("Cut 1 of 1,200")
    click_particle(page, 70, 80)
    expect(result).to_contain_text("Cut 2 of 1,200")
    page.get_by_label("select particles").select_option("undo")
    expect(result).to_contain_text("Cut 1 of 1,200")
    page.get_by_label("select particles").select_option("clear")
    expect(result).to_contain_text("Cut 0 of 1,200")
    expect(after).to_have_text(before.inner_text())


def test_nothing_but_a_sheet_is_wider_than_a_phone(page, server):
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("", "prune", "particle", "compare"):
        page.goto(f"{server}/{path}")
        page.wait_for_selector(DRAWN)
        wait_until_built(page)
        assert too_wide(page) == [], path
