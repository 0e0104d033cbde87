"""A view and a page that are added from outside, as docs/extending.md says, in so many files."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import DRAWN, MARKS, bring_into_view
from playwright.sync_api import expect

from scripts import serving

pytestmark = MARKS

VIEW = """
// Every particle's weight as one sentence.

/** @import { Given } from "../core/contracts.js" */

export const height = 60;

/** @param {HTMLElement} element */
export function create(element) {
  return {
    draw({ frame }) {
      const heaviest = Math.max(...frame.weight.map(Math.abs));
      element.textContent = `Step ${frame.step}: heaviest ${heaviest.toFixed(3)}`;
    },
    wants: ["frames", "position"],
    destroy() {},
  };
}
"""
TEXTS = '\n[heaviest]\ntitle = "The heaviest"\nhelp = "The largest task weight."\n'
PAGE = '''"""One sentence on a page of its own."""

import streamlit as st

st.subheader("Is this a page?", anchor=False)
st.markdown("It is.")
'''
ENTRY = 'st.Page("pages/status.py"'

Changes = dict[str, Callable[[str], str]]
ADDED_VIEW: Changes = {
    "orgnet_views/js/views/heaviest.js": lambda _nothing: VIEW,
    "orgnet_views/texts.toml": lambda text: text + TEXTS,
    "ui/lab/views.py": lambda text: text.replace('"plane"]', '"plane", "heaviest"]'),
}
ADDED_PAGE: Changes = {
    "pages/hello.py": lambda _nothing: PAGE,
    "app.py": lambda text: text.replace(
        ENTRY, f'st.Page("pages/hello.py", title="Hello"),\n            {ENTRY}'
    ),
}


@pytest.fixture(scope="module")
def extended(tmp_path_factory):
    """The address of a dashboard of a checkout in which those files were changed."""
    root = copied(tmp_path_factory.mktemp("checkout"))
    for changes in (ADDED_VIEW, ADDED_PAGE):
        assert len(changes) <= 3
        for name, change in changes.items():
            path = root / name
            before = path.read_text() if path.exists() else ""
            after = change(before)
            assert after != before
            path.write_text(after)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(serving, "ROOT", root)
        with serving.serving(tmp_path_factory.mktemp("home")) as server:
            yield server.url


def copied(root: Path) -> Path:
    """What the dashboard needs of this checkout; the core, which is not changed, is linked."""
    listed = subprocess.run(["git", "ls-files"], cwd=serving.ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().splitlines():
        source, copy = serving.ROOT / name, root / name
        if name.startswith(("tests/", "docs/", "orgnet_core/")) or not source.exists():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    os.symlink(serving.ROOT / "orgnet_core", root / "orgnet_core")
    return root


def test_a_view_of_three_files_follows_the_timeline_like_any_other(page, extended):
    page.goto(f"{extended}/?preset=addition")
    page.wait_for_selector(DRAWN)
    view = page.locator(".panel.heaviest")
    expect(view).to_contain_text("The heaviest")
    bring_into_view(page, "heaviest")
    expect(view).to_contain_text("Step 0: heaviest")
    page.locator(".st-key-step button:visible").click()
    bring_into_view(page, "heaviest")
    expect(view).to_contain_text("Step 1: heaviest")
    page.locator(".st-key-timeline input").fill("0")
    expect(view).to_contain_text("Step 0: heaviest")


def test_a_page_of_two_files_stands_in_the_navigation(page, extended):
    page.goto(extended)
    page.get_by_role("link", name="Hello").click()
    expect(page.get_by_text("Is this a page?")).to_be_visible()
    expect(page.get_by_text("It is.")).to_be_visible()
