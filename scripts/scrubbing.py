"""How smoothly the timeline of a page with boards can be dragged, in Chromium without a GPU:
`python -m scripts.scrubbing PAGE…`, each a replay's file or an address of the dashboard.

Takes the timeline through its steps, one in each animation frame, and again from the first. Prints
frames a second, which the rest of the machine decides too, and CPU time of the browser's processes
a frame, which less so.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, sync_playwright

from scripts.chromium import launched

TURNS, FRAMES = 3, 200
LEAST = 20  # steps that a run must have
READY = "least => Number(document.querySelector('.timeline-bar input')?.max) >= least"
SCRUB = """count => new Promise((done) => {
  const slider = document.querySelector(".timeline-bar input");
  const began = performance.now();
  let at = 0;
  const tick = () => {
    if (at === count) return done(performance.now() - began);
    slider.value = String(++at % (Number(slider.max) + 1));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})"""


def main(pages: list[str]) -> None:
    with sync_playwright() as playwright:
        for page in pages:
            browser = launched(playwright)
            _measure(browser, Path(page).resolve().as_uri() if Path(page).is_file() else page)
            browser.close()


def _measure(browser: Browser, url: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(url)
    page.wait_for_function(READY, arg=LEAST, timeout=120_000)
    page.wait_for_timeout(3_000)  # until what the page does beside has calmed
    session = browser.new_browser_cdp_session()
    for _ in range(TURNS):
        before = _cpu_seconds(session)
        seconds = page.evaluate(SCRUB, FRAMES) / 1_000
        each = 1_000 * (_cpu_seconds(session) - before) / FRAMES
        rate = FRAMES / seconds
        print(f"{url}: {rate:.1f} frames a second, {each:.1f} ms of CPU each", flush=True)


def _cpu_seconds(session: CDPSession) -> float:
    """That all processes of the browser have taken."""
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return sum(process["cpuTime"] for process in processes)


if __name__ == "__main__":
    main(sys.argv[1:])
