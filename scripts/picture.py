"""Takes the README's picture: python -m scripts.picture

Grows the paper's organism in the real dashboard and photographs the Lab at the last step, once it
says what the store has recorded of that step. ORGNET_BROWSER names the browser's program.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright

from orgnet_core.pruning import Specimen, evaluate
from orgnet_core.runs.store import Store
from orgnet_views.numbers import format_number
from scripts.chromium import launched
from scripts.serving import serving

PICTURE = Path(__file__).parents[1] / "docs" / "lab.png"
EXPERIMENT = "/?preset=mnist15&seed=1"
SCREEN = {"width": 1280, "height": 800}
PATIENCE, GROWTH = 60_000, 1_200_000  # milliseconds; on an idle machine it grows in a minute


def main() -> None:
    with TemporaryDirectory() as home, serving(Path(home)) as server, sync_playwright() as driver:
        browser = launched(driver)
        page = browser.new_page(viewport=SCREEN, color_scheme="light")
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(server.url + EXPERIMENT)
        grow(page)
        check(page, said(Path(home), parse_qs(urlsplit(page.url).query)["run"][0]))
        photograph(page)
        browser.close()


def grow(page: Page) -> None:
    """Press Play, and wait for the end."""
    page.locator(".orgnet[data-shown='0']").first.wait_for()
    page.locator(".st-key-play button:visible").click()
    expect(page.locator(".st-key-status")).to_contain_text("Finished", timeout=GROWTH)
    expect(page.locator(".st-key-stop button:visible")).to_be_disabled()


def said(home: Path, run: str) -> dict[str, str]:
    """What the page has to say, by where, of the last step that the store has of a run.

    Raises AssertionError if the cut of all self-replicators costs now what was not recorded then.
    """
    store = Store(home)
    record, last = store.run(run), store.snapshots(run)[-1]
    store.close()
    specimen = Specimen.of(record.config, last)
    without = evaluate(specimen, specimen.replicators).metric
    assert last.step == record.config.steps
    assert without == last.metric_without_replicators
    count, all_of_them = int(specimen.replicators.sum()), len(last.kind)
    layer, _, pixel = record.config.organism.positions()
    on_dark = (layer == 0) & np.isin(pixel, specimen.task.picture.dark) & specimen.replicators
    step, score = f"{last.step:,}", format_number(last.metric)
    return {
        ".st-key-status": f"Finished, epoch {last.epoch:g} of {record.config.epochs}, step {step}: "
        f"test accuracy {score}, {count} of {all_of_them:,} particles are self-replicators. "
        f"Seed {record.config.seed}.",
        ".orgnet .words": f"● {count} self-replicators",
        ".orgnet .summary": f"Epoch {last.epoch:g}: {count} self-replicators, "
        f"{100 * on_dark.sum() / count:.0f} % of them on dark pixels; "
        f"accuracy {score}, without them {format_number(without)}.",
        ".timeline-bar output": f"latest: epoch {last.epoch:g}, step {step}",
    }


def check(page: Page, words: dict[str, str]) -> None:
    """Wait until the page says so, and every board near the screen draws the same step."""
    for place, sentence in words.items():
        expect(page.locator(place)).to_contain_text(sentence)
    last = words[".timeline-bar output"].rpartition(" ")[2].replace(",", "")
    for board in page.locator(".orgnet").all():
        expect(board).to_have_attribute("data-shown", last)


def photograph(page: Page) -> None:
    """The screen at rest, two animation frames after the last change, the pointer at its edge."""
    page.mouse.move(0, SCREEN["height"] - 1)
    page.evaluate("document.fonts.ready")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
