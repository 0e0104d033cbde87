"""A sweep read together in a browser, with a mouse and without: points, curves, maps, files."""

import csv
import io
import re
from pathlib import Path

import pytest
from accessibility import found_everywhere
from browsing import MARKS, press, scroll_to, wait_until_built, wait_until_still
from playwright.sync_api import Page, expect
from sweeping import swept

from scripts.serving import serving

pytestmark = MARKS
GRID = ("addition", "--seeds", "0-2", "--set", "particle_hidden=2,3", "--set", "epochs=8")
STRIPS, MAPS, TABLE = ".st-key-sweeps_strips", ".orgnet-maps", ".st-key-sweeps_table"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Where a real sweep of six runs is kept."""
    home = tmp_path_factory.mktemp("home")
    swept(home, *GRID, "--jobs", "1")
    with serving(home) as server:
        yield server.url


def opened(page: Page, server: str) -> Page:
    page.goto(f"{server}/sweeps")
    expect(page.locator(f"{STRIPS} .point")).to_have_count(6)
    wait_until_built(page)
    return page


@pytest.fixture
def left(page: Page, server) -> Page:
    """For tests that leave it for a run."""
    return opened(page, server)


@pytest.fixture(scope="module")
def sweep(lasting_page: Page, server) -> Page:
    """For all others."""
    return opened(lasting_page, server)


def test_a_click_on_a_point_opens_its_run(left):
    wait_until_still(left, f"{STRIPS} .js-plotly-plot")
    point = left.locator(f"{STRIPS} .point").nth(4)
    ids = left.locator(f"{STRIPS} .js-plotly-plot").evaluate(
        "chart => chart.data.filter(({ mode }) => mode === 'markers').flatMap(({ ids }) => ids)"
    )
    box = point.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    left.mouse.move(x - 3, y)
    left.mouse.move(x, y, steps=3)
    expect(left.locator(f"{STRIPS} .orgnet-figure")).to_have_class("orgnet-figure pointed")
    left.mouse.click(x, y)
    left.wait_for_url(f"**run={ids[4]}*")
    expect(left.locator(".st-key-status")).to_contain_text("Finished")
    expect(left.locator(".st-key-status")).to_contain_text("Seed 1")


def test_curves_of_all_seeds_stand_beside_each_other_and_show_what_is_chosen(sweep):
    for place in range(2):
        chart = sweep.locator(f".st-key-sweeps_curves_{place}")
        scroll_to(chart)
        expect(chart.locator(".scatterlayer .trace")).to_have_count(3)
        expect(chart.locator(".ytitle")).to_have_text("test mean absolute error")
    scroll_to(sweep.locator(".st-key-sweeps_curve"))
    wait_until_still(sweep, ".st-key-sweeps_curve")
    sweep.locator(".st-key-sweeps_curve input").click()
    sweep.get_by_role("option", name="Share of self-replicators").click()
    ranges = []
    for place in range(2):
        chart = sweep.locator(f".st-key-sweeps_curves_{place}")
        scroll_to(chart)
        expect(chart.locator(".ytitle")).to_have_text("share of self-replicators")
        drawn = chart.locator(".js-plotly-plot")
        ranges.append(drawn.evaluate("chart => chart.layout.yaxis.range"))
    assert ranges[0] == ranges[1]


def test_all_maps_go_back_in_time_together_and_the_server_is_not_asked(sweep):
    scroll_to(sweep.locator(MAPS))
    slider = sweep.get_by_role("slider", name="epoch of all maps")
    expect(sweep.locator(f"{MAPS} figcaption span", has_text="self-replicators")).to_have_count(6)
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^epoch 8: .* % "))
    last = pictures(sweep)
    asked = []
    sweep.on("request", lambda request: asked.append(request.url))
    slider.press("Home")
    expect(sweep.locator(f"{MAPS} .maps")).to_have_attribute("data-epoch", "0")
    expect(sweep.locator(f"{MAPS} output")).to_contain_text("epoch 0: ")
    first = pictures(sweep)
    assert all(before != after for before, after in zip(last, first, strict=True))
    slider.press("ArrowRight")
    expect(sweep.locator(f"{MAPS} output")).not_to_contain_text("epoch 0: ")
    slider.press("End")
    expect(sweep.locator(f"{MAPS} .maps")).to_have_attribute("data-epoch", "8")
    assert pictures(sweep) == last and not asked


def pictures(page: Page) -> list[str]:
    return page.locator(f"{MAPS} canvas").evaluate_all("all => all.map((each) => each.toDataURL())")


def test_without_a_mouse_a_run_is_opened_by_its_name_below_the_map(left):
    scroll_to(left.locator(MAPS))
    link = left.get_by_role("link", name="seed 2, particle width h 3")
    run = link.get_attribute("href").partition("run=")[2]
    link.focus()
    left.keyboard.press("Enter")
    left.wait_for_url(f"**run={run}*")
    expect(left.locator(".st-key-status")).to_contain_text("Seed 2")


def test_all_that_is_shown_has_a_name_for_who_does_not_see_it(sweep):
    scroll_to(sweep.locator(MAPS))
    expect(sweep.locator(f"{MAPS} figcaption span", has_text="self-replicators")).to_have_count(6)
    names = sweep.locator("[role=figure], canvas[role=img], .orgnet-maps input").evaluate_all(
        "all => all.map((each) => each.ariaLabel)"
    )
    assert len(names) == 10 and all(names)
    for name in ("What to compare", "Statistic of each run", "Setting", "Sweep"):
        expect(sweep.get_by_role("combobox", name=name)).to_be_visible()


def test_nothing_serious_is_wrong_with_a_sweep(sweep):
    scroll_to(sweep.locator(MAPS))
    expect(sweep.locator(f"{MAPS} figcaption span", has_text="self-replicators")).to_have_count(6)
    assert not found_everywhere(sweep)


BEYOND = """() => [...document.querySelectorAll("[data-testid=stMain] *")]
  .filter((each) => each.matches("input, button, canvas, .js-plotly-plot"))
  .filter((each) => !each.closest("[data-testid=stDataFrame]"))
  .filter((each) => each.getBoundingClientRect().right > innerWidth)
  .map((each) => each.outerHTML.slice(0, 80))"""


def test_on_a_phone_nothing_stands_out_to_the_right(sweep):
    sweep.set_viewport_size({"width": 390, "height": 800})
    scroll_to(sweep.locator(MAPS))
    expect(sweep.locator(f"{MAPS} figcaption span", has_text="self-replicators")).to_have_count(6)
    wait_until_still(sweep, MAPS)
    assert sweep.evaluate(BEYOND) == []
    sweep.set_viewport_size({"width": 1280, "height": 800})


def test_table_and_files_hold_every_run(sweep, tmp_path):
    cells = sweep.locator(f"{TABLE} td[role=gridcell][aria-colindex='2']")
    expect(cells).to_have_text(["0", "0", "1", "1", "2", "2"])
    text = Path(saved(sweep, "csv")).read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["particle_hidden"] for row in rows] == ["2", "3"] * 3
    assert Path(saved(sweep, "parquet")).read_bytes()[:4] == b"PAR1"
    file = tmp_path / "figures.html"
    file.write_bytes(Path(saved(sweep, "html")).read_bytes())
    alone = sweep.context.new_page()
    alone.goto(file.as_uri())
    expect(alone.locator(".js-plotly-plot")).to_have_count(3)
    expect(alone.locator(".js-plotly-plot .scatterlayer .trace")).to_have_count(2 * 2 + 3 * 2)
    expect(alone.locator("figure use")).to_have_count(6 * 18)
    box = alone.locator("figure use").first.bounding_box()
    assert box is not None and box["width"] > 5
    alone.close()


def saved(page: Page, kind: str) -> str:
    with page.expect_download() as download:
        press(page, f"sweeps_{kind}")
    assert download.value.suggested_filename.endswith(f".{kind}")
    return download.value.path()
