"""The views in notebooks: in JupyterLab and in marimo, beside a replay; all draw the same."""

from ast import literal_eval
from contextlib import closing
from pathlib import Path
from textwrap import dedent

import nbformat
import numpy as np
import pytest
from browsing import MARKS, new_page, scroll_to
from notebooks import executed, jupyter, marimo, notebook, trusted
from playwright.sync_api import Page, expect
from replays import RUN, grown_into

from orgnet_core.presets import PRESETS
from orgnet_core.runs.store import Store
from orgnet_views.replay.page import replay_page

pytestmark = MARKS
CONFIG = PRESETS["mnist15-quick"].config.changed({"epochs": 2})
VIEWS = ["map", "curves", "kinds", "plane"]
DRAWN = ".orgnet[data-shown]"
RECORDED = f"""
from orgnet_views.notebook import Board, recorded

board = Board(recorded({RUN!r}))
board
"""
# The pictures as numbers: what is said of the maps, and the points of all charts.
PICTURES = """() => {
  const deep = (root) => [...root.querySelectorAll("*")].flatMap(
    (each) => [each, ...(each.shadowRoot ? deep(each.shadowRoot) : [])]);
  const all = deep(document);
  const charts = all.filter((each) => each.classList.contains("js-plotly-plot"));
  return {
    legend: all.filter((each) => each.matches(".orgnet .legend")).map((each) => each.innerText),
    map: all.filter((each) => each.matches(".panel.map canvas")).map((each) => each.ariaLabel),
    charts: charts.map(({ data }) => data.map(({ x, y }) => [[...x], [...y]])),
  };
}"""


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder of notebooks, with a recorded run in its store."""
    folder = tmp_path_factory.mktemp("notebooks")
    store = Store(folder / "runs")
    run = grown_into(store, CONFIG)
    (folder / "replay.html").write_text(replay_page(run, store), encoding="utf-8")
    store.close()
    return folder


@pytest.fixture(scope="module")
def lab(place):
    with jupyter(place) as url:
        yield url


def opened(page: Page, lab: str, place: Path, name: str, made: nbformat.NotebookNode) -> Page:
    """A notebook in JupyterLab, its first cell chosen."""
    nbformat.write(made, place / name)
    page.goto(f"{lab}/doc/tree/{name}")
    page.locator(".jp-Notebook .jp-Cell").first.click()
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible()
    return page


BEGIN = """number => {
  jupyterapp.shell.currentWidget.content.activeCellIndex = number;
  void jupyterapp.commands.execute("notebook:run-cell");
}"""


def run_cell(page: Page, number: int) -> None:
    """And wait until it is done."""
    page.evaluate(BEGIN, number)
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
    expect(cell.locator(".jp-InputPrompt").first).to_contain_text(str(number + 1))


def output(page: Page, number: int) -> object:
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
    return literal_eval(cell.locator(".jp-OutputArea-output").first.inner_text())


def all_drawn(page: Page) -> dict:
    """Once every view is."""
    for view in VIEWS:
        scroll_to(page.locator(f".panel.{view}"))
        expect(page.locator(f".panel.{view}[data-shown]:not(.behind)")).to_be_visible()
    return page.evaluate(PICTURES)


@pytest.fixture
def replayed(context, place) -> dict:
    with new_page(context) as page:
        page.goto((place / "replay.html").as_uri())
        page.wait_for_selector(DRAWN)
        drawn = all_drawn(page)
    return drawn | {"charts": drawn["charts"][:3]}  # below them it has more


def test_jupyterlab_draws_what_a_replay_draws_and_selects_both_ways_in_each_board_apart(
    page, lab, place, replayed
):
    look, both = "(board.selection, board.step)", "(board.selection, other.selection)"
    again = "other = Board(recorded(board.run.id), views=['map'])\nother"
    cells = ("board.selection = [3, 5]", look, "board.step = 240", look, again)
    made = notebook(RECORDED, *cells, "other.selection = [1]", both)
    opened(page, lab, place, "recorded.ipynb", made)
    run_cell(page, 0)
    assert all_drawn(page) == replayed
    run_cell(page, 1)
    choice = page.get_by_label("select particles")
    expect(choice).to_contain_text("2 selected")
    choice.select_option("layer 2")
    run_cell(page, 2)
    selected, step = output(page, 2)
    assert len(selected) == 100 and step is None
    run_cell(page, 3)
    expect(page.locator(f"{DRAWN}[data-shown='240']")).to_have_count(2)
    page.locator(".timeline input").fill("0")
    expect(page.locator(f"{DRAWN}[data-shown='0']")).to_have_count(2)
    page.wait_for_timeout(500)  # until the kernel is told
    run_cell(page, 4)
    assert output(page, 4)[1] == 0
    for number in range(5, 8):
        run_cell(page, number)
    assert output(page, 7) == (selected, [1])
    expect(page.locator(".orgnet-notebook")).to_have_count(2)


def test_a_run_is_followed_while_the_kernel_is_busy_and_when_it_goes_on_after_a_rest(
    page, lab, place
):
    grown = """
        from time import sleep
        from orgnet_core.presets import PRESETS
        from orgnet_views.notebook import Board, grow
        run = grow(PRESETS["mnist15-quick"].config.changed({"epochs": 1000}))
        Board(run, views=["map"])"""
    rested = """
        run.pause()
        run.join()
        board = Board(run, views=["map"])
        board.selection = [3, 5]
        board"""
    look = "(board.recording != b'', run.latest.step)"
    cells = [dedent(grown), "sleep(1000)", dedent(rested), look, "run.play()", "run.stop()"]
    opened(page, lab, place, "growing.ipynb", notebook(*cells))
    run_cell(page, 0)
    page.wait_for_selector(DRAWN)
    page.evaluate(BEGIN, 1)
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=busy]")).to_be_visible()
    for _ in range(3):
        step = page.locator(DRAWN).first.get_attribute("data-shown")
        page.wait_for_selector(f"{DRAWN}:not([data-shown='{step}'])")
    page.get_by_role("button", name="Interrupt the kernel").click()
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible()
    for number in (2, 3):
        run_cell(page, number)
    was_kept, rested_at = output(page, 3)
    assert was_kept
    later = page.locator(".jp-Notebook .jp-CodeCell").nth(2)
    expect(later.locator(f"{DRAWN}[data-shown='{rested_at}']")).to_have_count(2)
    run_cell(page, 4)
    expect(later.locator(f"{DRAWN}[data-shown='{rested_at}']")).to_have_count(0)
    expect(later.get_by_label("select particles")).to_contain_text("2 selected")
    expect(later.locator(DRAWN)).to_have_count(2)
    run_cell(page, 5)


def test_a_saved_notebook_shows_its_run_without_a_kernel(page, lab, place):
    made = trusted(executed(notebook(RECORDED), place / "runs"), place)
    nbformat.write(made, place / "saved.ipynb")
    page.goto(f"{lab}/doc/tree/saved.ipynb")
    page.wait_for_selector(DRAWN)
    expect(page.locator(".jp-InputPrompt").first).to_contain_text("1")
    page.locator(".timeline input").fill("0")
    expect(page.locator(f"{DRAWN}[data-shown='0']")).to_have_count(2)


def test_the_dashboard_draws_the_same_within_the_rounding_of_recordings(page, dashboard, replayed):
    with closing(Store(dashboard.home)) as store:
        run = grown_into(store, CONFIG, "abcd0002")
    page.goto(f"{dashboard.url}/?run={run.id}")
    page.wait_for_selector(".panel.map[data-shown]")
    drawn = all_drawn(page)
    assert (drawn["legend"], drawn["map"]) == (replayed["legend"], replayed["map"])
    for ours, theirs in zip(drawn["charts"][:3], replayed["charts"], strict=True):
        for one, other in zip(points(ours), points(theirs), strict=True):
            np.testing.assert_allclose(one, other, rtol=1 / 256)


def points(chart: list) -> list[np.ndarray]:
    """The axes of all its traces; what is no number is NaN."""
    return [np.array(axis, np.float64) for trace in chart for axis in trace]


def test_marimo_draws_the_same(browser, place, replayed):
    file = place / "board.py"
    shown = RECORDED.strip().replace("\n", "\n    ").removesuffix("board")
    file.write_text(
        "import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _():\n    import marimo as mo\n"
        f"    {shown}mo.ui.anywidget(board)\n    return\n"
    )
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(60_000)
    with marimo(file) as url, new_page(context) as page:
        page.goto(url)
        page.wait_for_selector(DRAWN)
        assert all_drawn(page) == replayed
    context.close()
