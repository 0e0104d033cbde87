"""The house: three floors, one direction. Read from the imports, so that it cannot drift.

JavaScript's floors are held by tests/views/test_js_imports.py.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("orgnet_core", "orgnet_views", "ui", "pages", "app")  # from the ground up
# Within ui: what may be imported by what comes later. Sections stand side by side, apart.
STOREYS = (
    ("shared",),
    ("session",),
    (
        *("endpoints", "compare", "lab", "paper", "particle", "prune", "questions", "runs"),
        *("status", "story", "sweeps", "teach"),
    ),
    ("server",),
)
STOREY_OF = {name: storey for storey, names in enumerate(STOREYS) for name in names}
WORDS_OF_PAGES = re.compile(r"\b([Pp]ress|[Cc]lick|Play|pages?|the Lab)\b")
LONGEST_FUNCTION, LONGEST_FILE = 40, 260  # lines


def sources() -> list[Path]:
    """Every file of the house."""
    folders = [path for name in FLOORS for path in (ROOT / name).rglob("*.py")]
    return sorted([ROOT / "app.py", *folders])


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Whole names of the modules that a file imports, wherever in it."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT).with_suffix("").parts


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_arrow_runs_back_up(path):
    floor = FLOORS.index(parts(path)[0])
    for name in imported(path):
        first = name.split(".")[0]
        assert first not in FLOORS[floor + 1 :], f"{name} is above"
        assert first != "streamlit" or floor >= FLOORS.index("ui"), "only the dashboard knows it"


@pytest.mark.parametrize(
    "path",
    [path for path in sources() if parts(path)[0] == "ui" and len(parts(path)) > 2],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_sections_of_the_dashboard_stand_side_by_side(path):
    own = parts(path)[1]
    for name in imported(path):
        first, *rest = name.split(".")
        if first == "ui" and rest[0] != own:
            assert STOREY_OF[rest[0]] < STOREY_OF[own], f"{name} from {own}"


def test_no_two_packages_of_the_core_import_each_other():
    arrows: dict[str, set[str]] = {}
    for path in (ROOT / "orgnet_core").rglob("*.py"):
        own = package(".".join(parts(path)))
        others = {package(name) for name in imported(path) if name.startswith("orgnet_core.")}
        arrows.setdefault(own, set()).update(others - {own})
    for own in arrows:
        assert own not in reached(arrows, own), f"{own} is imported by what it imports"


def package(name: str) -> str:
    """The folder that a module of the core lies in; a module at the top is by itself."""
    _, *rest = name.split(".")
    if rest and rest[0] == "runs":
        return ".".join(rest[:2])
    return rest[0] if rest else ""


def reached(arrows: dict[str, set[str]], start: str) -> set[str]:
    found, waiting = set(), [*arrows[start]]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += arrows.get(name, ())
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_functions_stay_short(path):
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_FILE
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("path", sorted((ROOT / "orgnet_core").rglob("*.py")), ids=str)
def test_the_core_gives_facts_and_words_no_page(path):
    """What a visitor can do about them is the dashboard's to say."""
    docstrings = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    }
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = WORDS_OF_PAGES.search(node.value)
            assert node.value in docstrings or not words, node.value


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_another_page_is_reached_by_a_link(path):
    """Streamlit's own way there leaves an empty page now and then (ui/session/visit.py)."""
    calls = [node.attr for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute)]
    assert "switch_page" not in calls
