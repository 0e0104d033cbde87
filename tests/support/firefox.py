"""Firefox without a screen, driven through WebDriver BiDi (https://w3c.github.io/webdriver-bidi/):
Playwright drives a Firefox of its own making only, this one is whatever the machine has.

Every helper waits for what it asks of a page, up to PATIENCE.
"""

import json
import re
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import pytest
from websockets.sync.client import ClientConnection, connect

PATIENCE = 90  # seconds; only a failure takes that long
WIDTH, HEIGHT = 1280, 800
_PROGRAMS = ("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox")
_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
# Resolves with what `look` finds, an element or else as JSON, as soon as that is true; rejects when
# time is up.
_AWAITED = """new Promise((done, failed) => {
  const until = performance.now() + %d;
  const check = () => {
    let found;
    try { found = (%s)(); } catch (error) { return failed(error); }
    if (found) done(found instanceof Element ? found : JSON.stringify(found));
    else if (performance.now() > until) failed(new Error("was not so in time"));
    else setTimeout(check, 50);
  };
  check();
})"""


_TEXT = """(place, holds) => [...document.querySelectorAll(place)]
  .find((each) => each.checkVisibility() && each.innerText.includes(holds))?.innerText"""
_SET = """(place, value) => {
  const field = document.querySelector(place);
  if (!field || field.disabled) return false;
  field.value = value;
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  return true;
}"""
# A visible element, in view, that has not moved since the last look.
_RESTING = """(place) => {
  const found = [...document.querySelectorAll(place)]
    .find((each) => each.checkVisibility() && !each.disabled);
  if (!found) return false;
  const { top, bottom } = found.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) found.scrollIntoView({ block: "center" });
  const { x, y } = found.getBoundingClientRect();
  const before = window.lastPlace;
  window.lastPlace = `${place} ${x} ${y}`;
  return window.lastPlace === before && found;
}"""


@contextmanager
def firefox(folder: Path) -> Iterator["Firefox"]:
    """One with an empty tab, which keeps all in that folder. Skips the test where there is none."""
    program, log = _program(), folder / "firefox.log"
    profile, saved = folder / "profile", folder / "saved"
    for each in (profile, saved):
        each.mkdir()
    preferences = {"browser.download.folderList": 2, "browser.download.dir": f"{saved}"}
    lines = [f"user_pref({json.dumps(key)}, {json.dumps(to)});" for key, to in preferences.items()]
    (profile / "user.js").write_text("\n".join(lines))
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                *(program, "--headless", "--no-remote", "--remote-debugging-port", "0"),
                *("--profile", profile),
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        with connect(f"{_address(process, log)}/session", max_size=None) as socket:
            yield Firefox(socket, saved)
    finally:
        process.terminate()
        process.wait()


def _program() -> str:
    """The first that starts: a stub that only says how to install one does not."""
    for name in _PROGRAMS:
        path = shutil.which(name)
        if path and not subprocess.run([path, "--version"], capture_output=True).returncode:
            return path
    pytest.skip("Firefox is not installed; on Debian: apt install firefox-esr")


def _address(process: subprocess.Popen, log: Path) -> str:
    """Where it listens, once it says so."""
    for _ in range(10 * PATIENCE):
        if found := _LISTENING.search(log.read_text()):
            return found[1]
        try:
            process.wait(0.1)
            break
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(log.read_text())


class Firefox:
    """A session with one tab; `errors` is what scripts failed with, or said on the console."""

    def __init__(self, socket: ClientConnection, saved: Path):
        self._socket, self._saved, self._asked = socket, saved, 0
        self.errors: list[str] = []
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])
        self._tab = self._ask("browsingContext.getTree")["contexts"][0]["context"]
        self.resize(WIDTH, HEIGHT)

    def _ask(self, method: str, **params) -> dict:
        """The answer to a command; events that come before it are noted."""
        self._asked += 1
        asked = {"id": self._asked, "method": method, "params": params}
        self._socket.send(json.dumps(asked))
        while (said := json.loads(self._socket.recv(2 * PATIENCE))).get("id") != self._asked:
            entry = said.get("params", {})
            if entry.get("level") == "error":
                self.errors.append(entry["text"])
        assert said["type"] == "success", f"{method}: {said['message']}"
        return said["result"]

    def resize(self, width: int, height: int) -> None:
        viewport = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", context=self._tab, viewport=viewport)

    def open(self, url: str) -> None:
        self._ask("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def wait_for(self, look: str, *arguments: str):
        """What a function of JavaScript returns in the page, as soon as that is true."""
        result = self._wait_for(look, *arguments)
        return json.loads(result["value"])

    def _wait_for(self, look: str, *arguments: str) -> dict:
        given = ", ".join(json.dumps(each) for each in arguments)
        code = _AWAITED % (1_000 * PATIENCE, f"() => ({look})({given})")
        tab = {"context": self._tab}
        said = self._ask("script.evaluate", expression=code, target=tab, awaitPromise=True)
        assert said["type"] == "success", f"{look}: {said['exceptionDetails']['text']}"
        return said["result"]

    def text(self, place: str, holds: str = "") -> str:
        """Of the first visible element there that holds some text, as soon as one does."""
        return self.wait_for(_TEXT, place, holds)

    def set(self, place: str, value: str) -> None:
        """Give a field, a slider or a choice that value, as its user does."""
        self.wait_for(_SET, place, value)

    def click(self, place: str) -> None:
        """With the pointer, in the middle of the first visible element there, once it rests."""
        node = {"sharedId": self._wait_for(_RESTING, place)["sharedId"]}
        actions = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": {"type": "element", "element": node}},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        pointer = {"type": "pointer", "id": "mouse", "actions": actions}
        self._ask("input.performActions", context=self._tab, actions=[pointer])

    def saved(self, ending: str) -> str:
        """What the page saved last in a file of that kind; it is gone then."""
        for _ in range(10 * PATIENCE):
            for path in self._saved.glob(f"*.{ending}"):
                if text := path.read_text():
                    path.unlink()
                    return text
            sleep(0.1)
        raise AssertionError(f"no {ending} was saved")

    def picture(self, path: Path) -> None:
        """What the window shows, as PNG."""
        taken = self._ask("browsingContext.captureScreenshot", context=self._tab)
        path.write_bytes(b64decode(taken["data"]))
