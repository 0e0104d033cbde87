"""What the documentation names is there: files, and in them functions, classes and tables."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")])
FOLDERS = "orgnet_core|orgnet_views|ui|pages|scripts|tests|docs"
FILE = re.compile(rf"`((?:{FOLDERS})/[\w./-]*)`")
# `Class.method`, `function` and `function` (`file`)
NAMED = re.compile(r"((?:`[\w.]+`(?:, | and )?)+) \(`([\w./-]+\.\w+)`\)")
# Python: def, class, constant; JavaScript: function, class, constant, method, arrow in a class.
DEFINED = (
    r"^\s*(?:export (?:default )?)?(?:(?:async )?(?:def|function)|class|const) {0}\b"
    r"|^{0}\b.*=|^  (?:async )?{0}(?:\(| = )"
)


def files() -> list:
    return [(page, name) for page in PAGES for name in FILE.findall(page.read_text())]


def names() -> list:
    return [
        (name, file)
        for page in PAGES
        for quoted, file in NAMED.findall(page.read_text())
        for dotted in re.findall(r"`([\w.]+)`", quoted)
        for name in dotted.split(".")
    ]


def is_defined(name: str, text: str) -> bool:
    return re.search(DEFINED.format(re.escape(name)), text, re.MULTILINE) is not None


def test_files_that_are_named_exist():
    missing = [(page.name, name) for page, name in files() if not (ROOT / name).exists()]
    assert not missing


def test_what_is_named_in_a_file_is_defined_there():
    missing = {(name, file) for name, file in names() if not is_defined(name, read(file))}
    assert not missing


def test_the_readme_shows_the_configuration_of_nginx_that_is_tried():
    shown = read("README.md").partition("```nginx\n")[2].partition("```")[0]
    assert shown == read("docs/nginx.conf")


def read(file: str) -> str:
    return (ROOT / file).read_text()


def test_many_files_and_names_are_looked_up():
    assert len(files()) > 50 and len(names()) > 50


@pytest.mark.parametrize("name", ["board", "Board", "onChange", "resumes"])
def test_a_name_that_is_only_used_is_no_definition(name):
    used = "  this.onChange(what);\n  return new Board(board);\nx = board\n# resumes"
    assert not is_defined(name, used)
