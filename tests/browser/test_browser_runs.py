"""The Runs page in a browser: open a run from the table, compare two, delete and undo, take one
away and bring it back."""

import io
import json
import re
from zipfile import ZipFile

import pytest
from browsing import MARKS, PATIENCE, open_lab, press, run_id, scroll_to, wait_until_still
from playwright.sync_api import Page, expect

from scripts.serving import serving

pytestmark = MARKS

ROW = 35  # pixels
HOSTILE = (
    "<img src=x onerror=alert(1)> ![](x.png) [x](javascript:alert(1)) :material/face: $x$ :red[a]"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Where there are no other runs than those of these tests."""
    with serving(tmp_path_factory.mktemp("home")) as server:
        yield server.url


@pytest.fixture(scope="module")
def grown(server, browser) -> tuple[list[str], list[dict]]:
    """Two finished runs on the server, newest first; and the cookies of whoever grew them."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    page, made = context.new_page(), []
    for again in (False, True):
        if again:
            press(page, "new_seed")
            page.wait_for_url(lambda url: made[0] not in url)
        else:
            open_lab(page, f"{server}/?preset=addition&epochs=20")
        press(page, "play")
        expect(page.locator(".st-key-status")).to_contain_text("Finished")
        made.insert(0, run_id(page))
    cookies = context.cookies()
    context.close()
    return made, cookies


@pytest.fixture
def runs(grown, context) -> list[str]:
    """The two runs, for a page of whoever grew them."""
    made, cookies = grown
    context.add_cookies(cookies)
    return made


def open_runs(page: Page, url: str, rows: int) -> None:
    page.goto(f"{url}/runs")
    expect(cells(page, "run")).to_have_count(rows)


def cells(page: Page, column: str):
    """What stands in a column, from what the table says to screen readers."""
    place = ["★", "run", "organism"].index(column) + 1
    return page.locator(f".st-key-runs_table td[role=gridcell][aria-colindex='{place}']")


def tick(page: Page, row: int) -> None:
    box = wait_until_still(page, ".st-key-runs_table canvas")
    page.mouse.click(box["x"] + 17, box["y"] + ROW * (row + 1.5))


def chosen(page: Page):
    return page.locator("[data-testid=stCaptionContainer]", has_text="Chosen:")


def test_a_run_is_opened_from_the_table(page, server, runs):
    open_runs(page, server, 2)
    expect(page.locator(".st-key-runs_open button:visible")).to_be_disabled()
    tick(page, 1)
    expect(chosen(page)).to_contain_text(runs[1])
    press(page, "runs_open")
    page.wait_for_url(f"**run={runs[1]}*")
    expect(page.locator(".st-key-status")).to_contain_text("Finished")
    expect(page.locator(".st-key-status")).to_contain_text("Seed 1")


def test_two_runs_are_compared_and_stay_chosen_when_the_table_is_searched(page, server, runs):
    open_runs(page, server, 2)
    tick(page, 0)
    expect(chosen(page)).to_contain_text(runs[0])
    tick(page, 1)
    drawn = page.locator(".st-key-runs_compare .js-plotly-plot")
    expect(drawn.locator(".legendtext")).to_have_count(2)
    names = set(drawn.locator(".legendtext").all_text_contents())
    assert names == set(runs)
    scroll_to(page.get_by_text("Settings that differ"))
    differing = page.locator(".st-key-runs_compare [data-testid=stDataFrame]").first
    expect(differing.locator("td[role=gridcell][aria-colindex='1']")).to_have_text(["Seed"])
    page.locator(".st-key-runs_search input").fill("seed 2")
    page.keyboard.press("Enter")
    expect(cells(page, "run")).to_have_count(1)
    expect(chosen(page)).to_contain_text(runs[0])
    expect(chosen(page)).to_contain_text(runs[1])


def test_a_deleted_run_comes_back_by_undo(page, server, runs):
    open_runs(page, server, 2)
    tick(page, 0)
    expect(chosen(page)).to_contain_text(runs[0])
    press(page, "runs_delete")
    expect(cells(page, "run")).to_have_count(1)
    expect(cells(page, "run")).to_have_text(runs[1])
    page.get_by_role("button", name="Undo").click()
    expect(cells(page, "run")).to_have_count(2)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_a_run_is_taken_away_and_brought_back_under_a_hostile_name(page, server, runs):
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("dialog", lambda dialog: requested.append("alert"))
    open_runs(page, server, 2)
    tick(page, 1)
    expect(chosen(page)).to_contain_text(runs[1])
    with page.expect_download() as download:
        press(page, "runs_export")
    assert download.value.suggested_filename == f"organism-{runs[1]}.zip"
    archive = download.value.path().read_bytes()
    file = {"name": "taken.zip", "mimeType": "application/zip", "buffer": renamed(archive)}
    page.locator(".st-key-runs_upload input[type=file]").set_input_files(file)
    expect(page.locator(".st-key-runs_upload")).to_contain_text("taken.zip")
    press(page, "runs_import")
    expect(page.get_by_text("Imported, and chosen above")).to_be_visible()
    expect(chosen(page)).to_contain_text("javascript:")
    assert shown(chosen(page)) == f"Chosen: {HOSTILE[:80].strip()}."
    expect(cells(page, "run")).to_have_count(3)
    press(page, "runs_open")
    page.wait_for_url(re.compile(r"run=(?!" + runs[1] + ")"))
    expect(page.locator(".st-key-status")).to_contain_text("Failed")
    message = page.locator("[data-testid=stAlertContentError]")
    assert shown(message) == HOSTILE
    assert message.locator("img, a, .katex, [data-testid=stIconMaterial] + img").count() == 0
    assert not [url for url in requested if "x.png" in url or url == "alert"]


def test_what_is_no_archive_gets_a_sentence(page, server, runs):
    page.goto(f"{server}/runs")
    file = {"name": "x.zip", "mimeType": "application/zip", "buffer": b"no archive"}
    page.locator(".st-key-runs_upload input[type=file]").set_input_files(file)
    expect(page.locator(".st-key-runs_upload")).to_contain_text("x.zip")
    press(page, "runs_import")
    expect(page.locator("[data-testid=stAlertContentError]")).to_contain_text(
        "This is no zip archive"
    )


def renamed(archive: bytes) -> bytes:
    """The same run with a name and a message that try to be more than words."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as given, ZipFile(buffer, "w") as out:
        for name in given.namelist():
            content = given.read(name)
            if name == "run.json":
                changes = {"name": HOSTILE[:80], "message": HOSTILE, "state": "failed"}
                content = json.dumps(json.loads(content) | changes)
            out.writestr(name, content)
    return buffer.getvalue()


def shown(element) -> str:
    """The words as they are read, without the signs that keep them apart."""
    return element.inner_text().replace("\N{WORD JOINER}", "").strip()
