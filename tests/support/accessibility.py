"""What axe-core finds wrong with a page: names, contrasts, landmarks, order."""

from browsing import let_frames_pass
from playwright.sync_api import Page

from scripts.serving import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
BAD = {"serious", "critical"}
ALL = BAD | {"minor", "moderate"}
# Wide, on a phone, and at 200 %, where a window has half as many pixels.
SIZES = ((1280, 800), (390, 844), (640, 400))
SCHEMES = ("light", "dark")
# Streamlit writes a button's label a moment after the button.
LABELLED = """[...document.querySelectorAll(".stButton button")].every(
  (button) => button.textContent.trim() || button.ariaLabel)"""


def faults(page: Page, impacts: set[str] = ALL) -> list[str]:
    """One line for each element that breaks a rule of such an impact: the rule, and which."""
    page.wait_for_function(LABELLED)
    page.evaluate(AXE.read_text(encoding="utf-8"))  # no script of the page's, whatever its policy
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [
        f"{rule['impact']}: {rule['help']}: {' '.join(map(str, node['target']))}"
        for rule in found
        if rule["impact"] in impacts
        for node in rule["nodes"]
    ]


def found_everywhere(page: Page) -> set[str]:
    """What is seriously wrong with a page as it stands, in every size, light and dark."""
    found = set()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            let_frames_pass(page, 20)  # until what follows the size has been drawn
            found |= {f"{scheme} {width}: {fault}" for fault in faults(page, BAD)}
    return found
