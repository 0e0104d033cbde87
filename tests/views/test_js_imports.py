"""The ES modules of the live views import one way only, and only what exists; and nothing that they
ask for has an address from the root of the site."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from modules import imports

FOLDER = Path(__file__).parents[2] / "orgnet_views" / "js"
FLOORS = ["core", "draw", "parts", "views", ""]  # "" is the folder itself: boards and pages
MODULES = sorted(
    path.relative_to(FOLDER).as_posix()
    for path in FOLDER.rglob("*.js")
    if "vendor" not in path.parts
)
FROM_THE_ROOT = re.compile(r"""["'`]/[\w?$]""")


def targets(module: str) -> Iterator[Path]:
    path = FOLDER / module
    for name in imports(path.read_text()):
        yield (path.parent / name).resolve()


def floor(path: Path) -> int:
    folder = path.relative_to(FOLDER).parent.as_posix()
    return FLOORS.index("" if folder == "." else folder)


def upward(module: str, found: list[Path]) -> list[str]:
    """Those of the found modules that are on a floor above the module's."""
    here = floor(FOLDER / module)
    return [path.name for path in found if floor(path) > here]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_what_exists_on_its_own_floor_or_below(module):
    found = list(targets(module))
    missing = [path for path in found if not path.is_file()]
    assert not missing
    assert not upward(module, found)


@pytest.mark.parametrize("module", MODULES)
def test_no_address_is_from_the_root_of_the_site(module):
    """A proxy may have put a prefix before it."""
    assert not FROM_THE_ROOT.findall((FOLDER / module).read_text())


@pytest.mark.parametrize("module", [*MODULES, "board.css", "maps.css"])
def test_the_views_know_nothing_of_the_page_that_shows_them(module):
    """Its colours come to them by variables of their own."""
    text = (FOLDER / module).read_text().lower()
    assert "streamlit" not in text and "--st-" not in text


def test_every_sort_of_import_is_seen():
    text = """
import { a } from "../core/a.js";
import * as b from './b.js';
import {
  c, d,
} from "./c.js";
import "./e.js";
export { f } from "./f.js";
/** @import { G } from "./g.js" */
/** @typedef {import("./h.js").H} H */
const later = import("./i.js");
"""
    names = ["../core/a.js", *(f"./{letter}.js" for letter in "bcefghi")]
    assert imports(text) == names


def test_an_arrow_that_runs_back_up_is_seen():
    views = FOLDER / "views" / "map.js"
    assert upward("core/store.js", [views]) == ["map.js"]
    assert upward("board.js", [views]) == []


def test_most_modules_import_something():
    assert len(MODULES) > 40
    assert sum(bool(list(targets(module))) for module in MODULES) > 0.8 * len(MODULES)
