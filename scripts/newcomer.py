"""Acts somebody who has never heard of organisms and opens the address of a fresh server.

python -m scripts.newcomer [--visits N]: a minute for `make newcomer-test`, which wants a
machine that does nothing else. The browser runs already, but each visit is its first one: nothing
is cached. It clicks nowhere until particles are to be seen that have specialised. Then it asks five
questions, and goes from the first page to the answer of each. ORGNET_BROWSER names the browser's
program.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright

from scripts.chromium import launched
from scripts.load_test import verdict
from scripts.serving import serving

SCREEN = {"width": 1280, "height": 800}
PATIENCE = 120_000  # milliseconds; only a failure takes that long
IN_SIGHT = 20_000  # likewise, until what a click asks for is in sight
MOST_SECONDS = 3.0  # from the address to particles that have specialised
OPENS = 2.0  # seconds from a click in the gallery to that organism
MOST_SHIFT = 0.10  # layout shift of a page, as browsers count it
MOST_CLICKS = 3  # from the first page to an answer
EXAMPLES = ("e2", "e3", "e4", "e5", "e6")
WATCH_SHIFT = """
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shift += value;
  }).observe({ type: "layout-shift", buffered: true });
"""
# Since the address was entered: when the map was drawn with marks of self-replicators on it.
SPECIALISED = """() => {
  const map = document.querySelector(".panel.map[data-shown]:not(.behind)");
  const count = parseInt(document.querySelector(".legend .words span")?.textContent.slice(1));
  return map && count > 0 && performance.now() / 1000;
}"""
SHOWN = """run => document.querySelector(`.st-key-example_${run}_shown`)
  && document.querySelector(".panel.map[data-shown]:not(.behind)")"""


class Asked(NamedTuple):
    """A question, what there is to click, by role and name or by "text", and its answer."""

    question: str
    clicks: list[tuple[str, str]]
    answer: str  # with its numbers, as a pattern

    @property
    def words(self) -> str:
        return f"clicks to the answer of “{self.question}”: {len(self.clicks)}"


def at_step(title: str) -> list[tuple[str, str]]:
    """Of the Story."""
    return [("link", "Story"), ("link", title)]


ASKED = [
    Asked("What is a particle?", [("link", "Story")], r"\d+ weights in three layers"),
    Asked(
        "Are self-replicators useless for the task?",
        [("link", "Questions"), ("text", "costs all it knows"), ("button", "Show the result")],
        r"cutting all self-replicators costs 0\.\d+ of accuracy",
    ),
    Asked(
        "What makes one stop being a replicator?",
        at_step("They divide up"),
        r"rank correlation of 0\.\d+",
    ),
    Asked(
        "Where do they sit?",
        at_step("Where the copiers sit"),
        r"\d+ %, are on the \d+ pixels",
    ),
    Asked(
        "Is cutting them free at every step?",
        at_step("Was that fair?"),
        r"not free at every step: of [\d,]+ epoch ends .* 0\.\d+ at worst",
    ),
]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--visits", type=int, default=5)
    options = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores, the browser included")
    with TemporaryDirectory() as home, serving(Path(home)) as server, sync_playwright() as driver:
        browser = running(driver)
        held = [
            *first_look(browser, server.url, options.visits),
            gallery(browser, server.url),
            *(is_answered(browser, server.url, asked) for asked in ASKED),
        ]
        browser.close()
    return int(not all(held))


def running(driver: Playwright) -> Browser:
    """A browser that has shown some page, of another address."""
    browser = launched(driver)
    page = browser.new_page()
    page.goto("data:text/html,<p>Read before</p>")
    page.close()
    return browser


def first_look(browser: Browser, url: str, visits: int) -> Iterator[bool]:
    """The first visit of a fresh server, and then others."""
    seconds, shifts = zip(*(look(browser, url) for _ in range(visits)), strict=True)
    for whose, taken in (("the first visitor", seconds[0]), ("others, median", median(seconds))):
        words = f"specialised particles without a click, {whose}: {taken:.2f} s"
        yield verdict(f"{words}; at most {MOST_SECONDS:g}", taken <= MOST_SECONDS)
    worst = max(shifts)
    yield verdict(f"layout shift: {worst:.3f}; at most {MOST_SHIFT:g}", worst <= MOST_SHIFT)


def look(browser: Browser, url: str) -> tuple[float, float]:
    """(seconds until specialised particles are to be seen, the page's layout shift)"""
    with newcomer(browser) as page:
        page.goto(url, wait_until="commit")
        seconds = page.wait_for_function(SPECIALISED).json_value()
        page.wait_for_selector(".panel.plane[data-shown]:not(.behind)")
        return seconds, page.evaluate("shift")


def gallery(browser: Browser, url: str) -> bool:
    """Whether each recorded organism is shown soon after it is clicked."""
    with newcomer(browser) as page:
        page.goto(url)
        page.wait_for_function(SPECIALISED)
        longest = max(opened(page, run) for run in EXAMPLES)
    words = f"a recorded organism from the gallery, the slowest: {longest:.2f} s"
    return verdict(f"{words}; at most {OPENS:g}", longest <= OPENS)


def opened(page: Page, run: str) -> float:
    """Seconds from the click until its map is drawn."""
    began = page.evaluate("performance.now()")
    page.locator(f".st-key-open_{run} button:visible").click()
    page.wait_for_function(SHOWN, arg=run)
    return (page.evaluate("performance.now()") - began) / 1000


def is_answered(browser: Browser, url: str, asked: Asked) -> bool:
    """Whether few clicks, on nothing but what is in sight, bring the whole answer into sight."""
    with newcomer(browser) as page:
        page.goto(url)
        page.wait_for_function(SPECIALISED)
        try:
            for role, name in asked.clicks:
                is_text = role == "text"
                found = page.get_by_text(name) if is_text else page.get_by_role(role, name=name)
                in_sight(found).click()
            in_sight(page.locator("p").filter(has_text=re.compile(asked.answer)), whole=True)
        except AssertionError as error:
            return verdict(f"{asked.words}, and none in sight: {error}", False)
    return verdict(f"{asked.words}; at most {MOST_CLICKS}", len(asked.clicks) <= MOST_CLICKS)


def in_sight(element: Locator, whole: bool = False) -> Locator:
    """The first of them, once it is in sight without scrolling. Raises AssertionError if not."""
    expect(element.first).to_be_in_viewport(ratio=1 if whole else 0.5, timeout=IN_SIGHT)
    return element.first


@contextmanager
def newcomer(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SCREEN)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.add_init_script(WATCH_SHIFT)
    yield page
    context.close()


if __name__ == "__main__":
    sys.exit(main())
