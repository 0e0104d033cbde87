"""What is imported is named, and what is named is locked and in the ranges of the package."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from orgnet_core.version import __version__

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
RUNS = ("orgnet_core", "orgnet_views", "ui", "pages", "app.py")  # what the dashboard runs
EXTRAS = {*PROJECT["optional-dependencies"]}
OURS = {"orgnet_core", "orgnet_views", "ui", "pages", "scripts", "tests"}
OWNERS = packages_distributions()  # of modules: the distributions that bring them
UNLOCKED = {"torch"}  # whose build is the machine's affair


def pinned(*files: str) -> dict[str, str]:
    """The version of each distribution in files of requirements."""
    text = "".join((ROOT / file).read_text() for file in files)
    return {name: version for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.M)}


def ranges(extras: set[str]) -> dict[str, Requirement]:
    """What the package needs, and with these extras: distribution -> requirement."""
    optional = PROJECT["optional-dependencies"]
    lines = PROJECT["dependencies"] + [line for extra in extras for line in optional[extra]]
    return {need.name: need for need in map(Requirement, lines)}


def imported(*places: str) -> set[str]:
    """Distributions of the third-party modules that the Python files at these places import."""
    files = [file for place in places for file in [ROOT / place, *(ROOT / place).rglob("*.py")]]
    nodes = [
        node
        for file in filter(Path.is_file, files)
        for node in ast.walk(ast.parse(file.read_text()))
    ]
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {n.module for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}
    tops = {module.partition(".")[0] for module in modules} - sys.stdlib_module_names - OURS
    tops -= {file.stem for file in (ROOT / "tests").rglob("*.py")}  # tests share helpers
    assert tops <= OWNERS.keys()
    return {canonicalize_name(OWNERS[top][0]) for top in tops}


def test_all_that_the_dashboard_imports_is_named():
    optional = ranges(EXTRAS - {"lab"})
    assert imported(*RUNS) <= pinned("requirements.txt").keys() | optional.keys()


def test_all_that_scripts_and_tests_import_is_named():
    named = pinned("requirements.txt", "requirements-dev.txt")
    assert imported(*RUNS, "scripts", "tests") <= named.keys()


def test_the_core_and_the_views_import_nothing_that_the_package_does_not_name():
    named = ranges(EXTRAS - {"lab"})
    assert imported("orgnet_core", "orgnet_views") <= named.keys()


@pytest.mark.parametrize("file", ["requirements", "requirements-dev"])
def test_what_is_named_is_locked_in_the_same_version(file):
    named = {**pinned(f"{file}.txt"), **pinned("requirements.txt")}
    locked = pinned(f"{file}.lock")
    assert {name: locked.get(name) for name in named.keys() - UNLOCKED} == {
        name: named[name] for name in named.keys() - UNLOCKED
    }
    assert not UNLOCKED & locked.keys()


def test_who_runs_the_dashboard_and_who_develops_it_have_the_same_versions():
    locks = [(ROOT / f"{file}.lock").read_text() for file in ("requirements", "requirements-dev")]
    runs, develops = (set(re.findall(r"^\S+==.+(?= \\$)", lock, re.M)) for lock in locks)
    assert runs < develops


def test_the_documentation_is_built_with_versions_that_go_with_those_of_development():
    named, locked = pinned("requirements-docs.txt"), pinned("requirements-docs.lock")
    develops = pinned("requirements-dev.lock")
    assert named.items() <= locked.items()
    both = locked.keys() & develops.keys()
    assert both and all(locked[name] == develops[name] for name in both)


@pytest.mark.parametrize(
    "file", ["requirements.lock", "requirements-dev.lock", "requirements-docs.lock"]
)
def test_every_locked_version_has_hashes_and_no_place_to_come_from(file):
    lock = (ROOT / file).read_text()
    for name, after in re.findall(r"^(\S+==\S+)([^\n]*\n(?: +[^\n]*\n)*)", lock, re.M):
        assert after.count("--hash=sha256:") >= 1, name
    assert "://" not in lock and "--index" not in lock and "--find-links" not in lock


def test_what_is_tested_is_within_the_ranges_of_the_package():
    named = pinned("requirements.txt", "requirements-dev.txt")
    needed = ranges(EXTRAS)
    outside = {n: v for n, v in named.items() if n in needed and v not in needed[n].specifier}
    assert outside == {}


def test_what_the_dashboard_needs_is_what_the_core_and_the_lab_need():
    assert pinned("requirements.txt").keys() == ranges({"lab"}).keys()


def test_citation_gives_the_version_of_the_package():
    stated = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.M)[1]
    assert stated == __version__
