"""What axe-core finds wrong with a page: names, contrasts, landmarks, order."""

from playwright.sync_api import Page

from scripts.serving import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
BAD = {"serious", "critical"}
ALL = BAD | {"minor", "moderate"}
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
