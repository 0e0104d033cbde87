"""Sweeps from the pages, to their end: ten seeds from the Lab; a class of two, one on a phone."""

import pytest
from browsing import MARKS, open_lab, press, run_id, too_wide
from playwright.sync_api import expect

from scripts.serving import serving

pytestmark = MARKS

SHORT = "?preset=addition&epochs=5&seed="


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("home"), slots=1) as server:
        yield server.url


def test_ten_seeds_grow_from_the_labs_button_to_their_end(visit, server):
    page = visit()
    open_lab(page, f"{server}/{SHORT}3")
    press(page, "ten_seeds")
    expect(page.get_by_text("seeds 3 to 12")).to_contain_text("10 runs: about")
    press(page, "ten_seeds_grow")
    page.get_by_role("link", name="Compare them").click()
    page.wait_for_url("**/sweeps?sweep=*")
    expect(page.get_by_text("10 of 10 runs finished.")).to_be_visible()
    expect(page.locator(".st-key-sweep_stop")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("10 of 10 runs finished.")).to_be_visible()


def test_a_class_of_two_grows_a_seed_each_and_the_lecturers_plot_fills(visit, server):
    lecturer, first, second = visit(), visit(390), visit()
    open_lab(lecturer, f"{server}/{SHORT}40")
    lecturer.get_by_role("button", name="Lecture", exact=True).click()
    code = lecturer.locator(".lecture b").inner_text().split()[-1]
    lecturer.get_by_role("button", name="Everyone grows a seed").click()
    with lecturer.expect_popup() as opened:
        lecturer.get_by_role("link", name="All seeds").click()
    plot = opened.value
    expect(plot.get_by_text("0 of 1 run finished.")).to_be_visible()
    for number, page in enumerate((first, second), 1):
        page.goto(f"{server}/?follow={code}")
        grow = page.get_by_role("button", name=f"Grow mine (seed {40 + number})")
        expect(grow).to_be_visible()
        if page is first:
            assert too_wide(page) == []
            page.reload()
            expect(grow).to_be_visible()
        grow.click()
        expect(page.locator(".lecture")).to_contain_text(f"Your seed {40 + number} is finished")
        expect(plot.get_by_text(f"{number} of {1 + number} runs finished.")).to_be_visible()
    shown = run_id(lecturer)
    second.get_by_role("button", name="See it").click()
    expect(second.locator(".st-key-status")).to_contain_text("Finished")
    expect(second.locator(".lecture")).to_contain_text("Exploring on your own")
    second.get_by_role("button", name="Follow again").click()
    second.wait_for_url(f"**run={shown}*")
