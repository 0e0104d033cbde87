"""A tour of all that needs an address of its own, wherever the dashboard is.

Views draw while a run grows, another visitor follows a lecture and takes control, a run is exported
and imported: behind whatever prefix, proxy or frame, as at home.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, Response, expect

PATIENCE = 60_000  # milliseconds; only a failure takes that long
DRAWN = ".orgnet[data-shown]"
EVERY_VIEW_DRAWN = """() => {
  const behind = document.querySelector(".panel.behind:not([data-shown])");
  behind?.scrollIntoView({ block: "center" });
  const panels = [...document.querySelectorAll(".panel")];
  return panels.length > 0 && panels.every((panel) => panel.dataset.shown);
}"""
FETCHED = """async (url) => {
  const answer = await fetch(url);
  return [answer.url, await answer.text()];
}"""
NOTHING = "organism/nothing"  # an address that is none
BUILT = "[data-testid=stApp][data-test-script-state=notRunning]"


class Tour:
    """Leads two visitors of the dashboard at `url`. Raises AssertionError where something fails.

    `frame` is another page's address that shows the dashboard in a frame; without it the dashboard
    is the page.
    """

    def __init__(self, browser: Browser, url: str, frame: str = ""):
        self.browser, self.url, self.frame = browser, url, frame
        self.failed: list[str] = []  # what a page threw, or was refused

    @contextmanager
    def visitor(self) -> Iterator[tuple[Page, Frame]]:
        """Somebody with a browser of their own: the page, and what of it is the dashboard."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: self.failed.append(f"{error.stack}"))
        page.on("response", self.answered)
        if self.frame:
            page.goto(self.frame)
        yield page, page.frames[-1]
        context.close()

    def answered(self, answer: Response) -> None:
        if answer.status >= 400 and not answer.url.endswith(NOTHING):
            self.failed.append(f"{answer.status} {answer.url}")

    def go(self, experiment: str) -> None:
        """Through all of it, with a short experiment, such as preset=addition&epochs=10."""
        with self.visitor() as (page, lab), self.visitor() as (_, other):
            lab.goto(f"{self.url}/?{experiment}")
            self.ask(lab)
            self.grow(lab)
            self.lecture(lab, other)
            self.take_control(lab, other)
            self.export_and_import(page, lab)
        assert not self.failed, self.failed

    def ask(self, lab: Frame) -> None:
        """For what answers without a page; and the folder's name alone leads into it."""
        url, answer = lab.evaluate(FETCHED, f"{self.url}/organism/health")
        assert json.loads(answer)["status"] == "ok", answer
        url, answer = lab.evaluate(FETCHED, f"{self.url}/{NOTHING}")
        assert "error" in json.loads(answer), answer
        url, answer = lab.evaluate(FETCHED, f"{self.url}?type=large")
        assert url == f"{self.url}/?type=large", url

    def grow(self, lab: Frame) -> None:
        lab.wait_for_selector(DRAWN)
        lab.wait_for_selector(BUILT)
        lab.locator(".st-key-play button:visible").click()
        expect(lab.locator(".st-key-status")).to_contain_text("Finished")
        lab.wait_for_function(EVERY_VIEW_DRAWN)

    def lecture(self, lab: Frame, other: Frame) -> None:
        """The other one follows to a step, on the light page, and in the Lab to another page."""
        lab.get_by_role("button", name="Lecture", exact=True).click()
        link = lab.get_by_role("button", name="Copy followers’ link").get_attribute("title")
        assert link.startswith(f"{self.url}/follow?lecture="), link
        other.goto(link)
        lab.locator(".st-key-timeline input").fill("1")
        lab.wait_for_selector(f"{DRAWN}:not([data-shown='0'])")
        step = lab.locator(DRAWN).first.get_attribute("data-shown")
        other.wait_for_selector(f"{DRAWN}[data-shown='{step}']")
        other.get_by_role("link", name="Open the full Lab").click()
        other.wait_for_selector(f".st-key-timeline {DRAWN}[data-shown='{step}']")
        self.turn_to(lab, "Prune")
        other.wait_for_url(f"{self.url}/prune?*")
        expect(lab.locator(".st-key-prune_result")).to_contain_text("Cut")
        expect(other.locator(".st-key-prune_result")).to_contain_text("Cut")
        self.turn_to(lab, "Lab")

    def take_control(self, lab: Frame, other: Frame) -> None:
        """The other one opens the link, and may steer after a reload, too."""
        self.link(lab, "Reproduce", f"{self.url}/?preset=")
        other.goto(self.link(lab, "Settings", f"{self.url}/?run="))
        expect(other.get_by_text("You control this run now.")).to_be_visible()
        other.wait_for_url(lambda url: "steer" not in url)
        other.goto(other.url)
        other.wait_for_selector(DRAWN)
        other.wait_for_selector(BUILT)
        expect(other.get_by_text("View only")).to_have_count(0)

    def export_and_import(self, page: Page, lab: Frame) -> None:
        self.turn_to(lab, "Runs")
        lab.wait_for_selector(BUILT)
        lab.locator(".st-key-runs_table .dvn-scroller").click(position={"x": 17, "y": 52})
        with page.expect_download() as download:
            lab.locator(".st-key-runs_export button:visible").click()
        archive: Path = download.value.path()
        file = {"name": "taken.zip", "mimeType": "application/zip", "buffer": archive.read_bytes()}
        lab.locator(".st-key-runs_upload input[type=file]").set_input_files(file)
        expect(lab.locator(".st-key-runs_upload")).to_contain_text("taken.zip")
        lab.locator(".st-key-runs_import button:visible").click()
        expect(lab.get_by_text("Imported, and chosen above")).to_be_visible()

    def link(self, lab: Frame, button: str, start: str) -> str:
        """What behind a button begins like that."""
        lab.wait_for_selector(BUILT)
        lab.locator("[data-testid=stPopoverButton]:visible", has_text=button).click()
        link = lab.locator("code", has_text=start).text_content()
        lab.locator("body").press("Escape")
        return link

    def turn_to(self, lab: Frame, page: str) -> None:
        lab.get_by_role("link", name=page, exact=True).click()
        lab.wait_for_url(f"{self.url}/{page.lower().removeprefix('lab')}*")
