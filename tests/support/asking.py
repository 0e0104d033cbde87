"""An organism that is asked something in a page, and what Python says to the same."""

import re
from time import monotonic

import numpy as np
import torch
from browsing import PATIENCE, let_frames_pass, scroll_to
from playwright.sync_api import Locator, Page, expect

from orgnet_core.config import RunConfig
from orgnet_core.tasks import TASKS

PROBE = """async (run) => {
  const { storeOf } = await load("core/store.js");
  const { input, sample, followed } = storeOf(run).probe ?? { input: [] };
  return { input: [...input], sample: sample?.number ?? null, followed };
}"""


def said(page: Page) -> Locator:
    """The sentence with the answer."""
    return page.locator(".sketch .said")


def bring_near(page: Page) -> None:
    """Scroll to the view until it is drawn: what stands above it may yet grow, and push it away."""
    until = monotonic() + PATIENCE / 1000
    scroll_to(page.locator(".panel.sketch"))
    while not page.locator(".panel.sketch[data-shown]:not(.behind)").count():
        assert monotonic() < until, "the view is never drawn"
        scroll_to(page.locator(".panel.sketch"))
        let_frames_pass(page, 6)


def ready(page: Page) -> None:
    """Until the first test sample is answered."""
    page.wait_for_selector(".panel.sketch .cells")
    bring_near(page)
    expect(said(page)).to_contain_text("Test sample 1 of")


def press(page: Page, name: str) -> None:
    page.locator(".sketch .bar").get_by_role("button", name=name).click()


def rows(page: Page, layer: int) -> Locator:
    """The cells of a layer, the last one's with -1, as buttons."""
    return page.locator(".sketch .cells").nth(layer).get_by_role("button")


def draw(page: Page, *strokes: list[tuple[float, float]]) -> None:
    """By mouse; points from 0 to 1 across the paper."""
    paper = page.locator(".paper canvas")
    scroll_to(paper)
    box = paper.bounding_box()
    for points in strokes:
        for at, (x, y) in enumerate(points):
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            if at == 0:
                page.mouse.down()
        page.mouse.up()


def outputs(config: RunConfig, weight: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Of an organism with these task weights, by torch, [B, outputs]."""
    x = torch.as_tensor(inputs).to(config.torch_dtype)
    return config.organism.forward(x, torch.tensor(weight)).numpy()


def sentence(config: RunConfig, *answers: np.ndarray) -> str:
    """How a page words outputs: of the whole organism, and after a cut where there is one."""
    words = []
    for answer in answers:
        shares = torch.softmax(torch.tensor(answer, dtype=torch.float64), 0)
        share = 100 * shares.max().item()
        digits = 0 if 10 < share < 99.5 else 1
        words.append(f"{TASKS[config.task].classes[shares.argmax()]} ({share:.{digits}f} %)")
    return (
        "Whole it answers {}, after the cut {}.".format(*words)
        if answers[1:]
        else f"It answers {words[0]}."
    )


def number(text: str) -> float:
    """Of what a page writes."""
    return float(re.sub(r"[^\d.-]", "", text.replace("−", "-").replace(",", "")))
