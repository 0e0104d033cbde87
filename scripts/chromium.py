"""Chromium as scripts and tests start it; ORGNET_BROWSER names its program, or else it is
Playwright's own."""

import os

from playwright.sync_api import Browser, Playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def launched(driver: Playwright, *more: str) -> Browser:
    """Without a window or a GPU; `more` are further arguments."""
    program = os.environ.get("ORGNET_BROWSER")
    return driver.chromium.launch(executable_path=program, args=[*FLAGS, *more])
