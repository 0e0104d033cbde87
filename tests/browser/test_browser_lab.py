"""The dashboard as a visitor meets it: the real server in a real browser."""

import re

import pytest
from browsing import (
    DRAWN,
    MARKS,
    axis_range,
    click_particle,
    open_lab,
    picture,
    point_at,
    points,
    press,
    show_epoch,
    step,
    stop,
    wait_for_another,
    wait_for_frames,
    wait_for_step,
    wait_for_ticks,
    zoom_into,
)
from playwright.sync_api import expect

pytestmark = MARKS


def test_play_grows_the_organism_and_the_zoom_survives_ticks(page, server):
    open_lab(page, server)
    dots = picture(page, ".plane canvas")
    expect(page.locator(".st-key-status")).to_contain_text("Ready to grow, epoch 0 of 200")
    press(page, "play")
    wait_for_ticks(page, 3)
    expect(page.locator(".st-key-status")).to_contain_text("Training, epoch")
    expect(page.locator(".st-key-status")).to_contain_text("left")
    assert step(page) > 3
    assert picture(page, ".plane canvas") != dots
    wait_for_frames(page, 36)  # past the first epochs, in which frames come quickest
    for chart in (".curves", ".plane"):
        whole = axis_range(page, chart)
        zoom_into(page, chart)
        page.wait_for_timeout(300)
        zoomed = axis_range(page, chart)
        assert zoomed[1] - zoomed[0] < 0.7 * (whole[1] - whole[0])
        drawn = points(page)
        wait_for_ticks(page, 3)
        assert axis_range(page, chart) == zoomed
        assert points(page) >= drawn + 3
    page.locator(".plane .nsewdrag").dblclick()
    page.wait_for_timeout(300)
    unzoomed = axis_range(page, ".plane")
    assert unzoomed[1] - unzoomed[0] > zoomed[1] - zoomed[0]
    press(page, "pause")
    expect(page.locator(".st-key-status")).to_contain_text("Paused")
    page.wait_for_timeout(1500)
    rested = step(page)
    page.wait_for_timeout(1500)
    assert step(page) == rested


def test_a_reload_and_a_second_visitor_find_the_running_organism(page, context, server):
    open_lab(page, server)
    press(page, "play")
    wait_for_ticks(page, 2)
    reached = step(page)
    page.reload()
    page.wait_for_selector(DRAWN)
    second = context.new_page()
    second.goto(page.url)
    second.wait_for_selector(DRAWN)
    for visitor in (page, second):
        expect(visitor.locator(".st-key-status")).to_contain_text("Training")
        assert step(visitor) >= reached
        wait_for_ticks(visitor, 1)
    press(second, "stop")
    for visitor in (page, second):
        expect(visitor.locator(".st-key-status")).to_contain_text("Stopped")


def test_a_selection_survives_ticks_and_a_change_of_page(page, server):
    open_lab(page, server)
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


def test_a_lasso_in_the_plane_selects_the_same_particles_everywhere(page, server):
    open_lab(page, server)
    press(page, "play")
    wait_for_ticks(page, 2)
    page.get_by_role("button", name="Lasso").click()
    box = page.locator(".plane .body").bounding_box()
    corners = [(0.3, 0.2), (0.7, 0.2), (0.7, 0.8), (0.3, 0.8)]
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in [*points[1:], points[0]]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()
    chosen = page.get_by_label("select particles")
    expect(chosen).to_contain_text("selected")
    count = chosen.locator("option").first.inner_text()
    wait_for_ticks(page, 3)
    stop(page)
    page.get_by_role("link", name="Prune").click()
    page.get_by_text("By hand", exact=True).click()
    number = count.split()[0]
    expect(page.locator(".st-key-prune_result")).to_contain_text(f"Cut {number} of 1,200")


def test_a_named_group_selects_all_its_members(page, server):
    open_lab(page, server)
    chosen = page.get_by_label("select particles")
    for group, size in (("dark pixels", "325"), ("layer 2", "25"), ("invert", "1,175")):
        chosen.select_option(group)
        expect(chosen.locator("option").first).to_have_text(f"{size} selected")
    chosen.select_option("undo")
    expect(chosen.locator("option").first).to_have_text("25 selected")


def test_life_lines_and_pixels_follow_the_run_and_share_the_selection(page, server):
    open_lab(page, server)
    correlations = page.locator(".pixels .under")
    page.locator(".pixels").scroll_into_view_if_needed()
    expect(correlations).to_contain_text("with the mean image: none, every pixel has as many; of")
    press(page, "play")
    wait_for_step(page, 240)  # by the end of the second epoch some replicate themselves
    stop(page)
    page.locator(".lifelines canvas").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    by_kind = picture(page, ".lifelines canvas")
    page.get_by_label("colour of the life lines").select_option("replication_error")
    wait_for_another(page, ".lifelines canvas", by_kind)
    point_at(page, ".lifelines canvas", 200, 100)
    page.locator(".lifelines canvas").click(position={"x": 200, "y": 100})
    expect(page.locator(".orgnet .tip:visible")).to_contain_text("particle")
    expect(page.get_by_label("select particles").locator("option").first).to_have_text("1 selected")
    expect(correlations).to_contain_text("Correlation of self-replicators with the mean image: −0.")
    at_the_end = correlations.inner_text()
    page.locator(".st-key-timeline input").fill("1")
    expect(correlations).not_to_have_text(at_the_end)
    page.get_by_label("select particles").select_option("clear")
    page.locator(".connectivity canvas").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    all_kinds = picture(page, ".connectivity canvas")
    page.get_by_label("kind of edges").select_option("self-replicators")
    wait_for_another(page, ".connectivity canvas", all_kinds)
    page.get_by_label("kind of edges").select_option("all kinds")
    point_at(page, ".connectivity canvas", 300, 200)
    expect(page.locator(".orgnet .tip:visible")).to_contain_text("layer 1, cell")
    page.locator(".connectivity canvas").click(position={"x": 300, "y": 200})
    expect(page.get_by_label("select particles").locator("option").first).to_have_text("1 selected")


def test_a_particle_is_reached_and_selected_by_keyboard(page, server):
    open_lab(page, server)
    page.locator("canvas.map").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(".orgnet .tip:visible")).to_contain_text("particle 16 · layer 1, cell 1")
    page.keyboard.press("Enter")
    expect(page.get_by_label("select particles")).to_contain_text("1 selected")


def test_the_timeline_takes_every_view_back_and_returns_to_live(page, server):
    open_lab(page, server)
    press(page, "play")
    wait_for_step(page, 600)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    press(page, "pause")
    expect(page.locator(".st-key-status")).to_contain_text("Paused")
    newest = picture(page, ".plane canvas"), picture(page, "canvas.map")
    for epoch in (1, 3, 2):
        show_epoch(page, epoch)
        for board in page.locator(".orgnet").all():
            expect(board).to_have_attribute("data-step", str(120 * epoch))
    expect(page.locator(".st-key-timeline output")).to_have_text("epoch 2, step 240")
    expect(page.locator(".orgnet .summary")).to_contain_text(
        re.compile(
            r"Epoch 2: \d+ replicate, \d+ % of them on dark pixels; accuracy .+ without them"
        )
    )
    assert picture(page, ".plane canvas") != newest[0] and picture(page, "canvas.map") != newest[1]
    expect(page.locator(".curves .cursor")).to_be_visible()
    press(page, "play")
    page.wait_for_function(
        "max => Number(document.querySelector('.st-key-timeline input').max) > max",
        arg=points(page),
    )
    assert step(page) == 240, "ticks do not move a visitor who looks at the past"
    page.get_by_role("button", name="Back to live").click()
    expect(page.locator(".curves .cursor")).to_be_hidden()
    wait_for_ticks(page, 1)
    assert step(page) > 360
    stop(page)
    page.get_by_role("button", name="Replay").click()
    page.wait_for_function("drawn => document.querySelector(drawn).dataset.step < 240", arg=DRAWN)
    wait_for_step(page, 241)
    # Chromium asks for the page's icon, under media, whenever the address changes.
    own = ("frames", "_stcore", "/media/")
    assert not [url for url in requests if not any(part in url for part in own)]


def test_the_map_takes_another_colour(page, server):
    open_lab(page, server)
    by_kind = picture(page, "canvas.map")
    page.get_by_label("colour of the organism map").select_option("weight")
    wait_for_another(page, "canvas.map", by_kind)


def test_cutting_by_rule_and_by_hand_answers_at_once(page, server):
    open_lab(page, server, "mnist15-quick")
    press(page, "play")
    wait_for_frames(page, 33)
    stop(page)
    page.get_by_role("link", name="Prune").click()
    result = page.locator(".st-key-prune_result")
    expect(result).to_contain_text("self-replicators, 0 others")
    page.get_by_text("Random", exact=True).click()
    expect(result).not_to_contain_text("self-replicators, 0 others")
    page.get_by_text("By hand", exact=True).click()
    expect(result).to_contain_text("Cut 0 of 2,350")
    before, after = (result.locator("[data-testid=stMetricValue]").nth(i) for i in (0, 1))
    expect(after).to_have_text(before.inner_text())
    click_particle(page)
    expect(result).to_contain_text("Cut 1 of 2,350")
    click_particle(page, 70, 80)
    expect(result).to_contain_text("Cut 2 of 2,350")
    page.get_by_label("select particles").select_option("undo")
    expect(result).to_contain_text("Cut 1 of 2,350")
    page.get_by_label("select particles").select_option("clear")
    expect(result).to_contain_text("Cut 0 of 2,350")
    expect(after).to_have_text(before.inner_text())


@pytest.mark.parametrize("path", ["", "prune", "particle"])
def test_nothing_but_a_sheet_is_wider_than_a_phone(page, server, path):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}/{path}")
    page.wait_for_selector(DRAWN)
    wide = page.evaluate(
        """() => [...document.querySelectorAll(".stMainBlockContainer *")]
            .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
            .filter(each => !each.closest("svg, .rows table"))
            .map(each => each.outerHTML.slice(0, 120))"""
    )
    assert wide == []
