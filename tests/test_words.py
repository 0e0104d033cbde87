"""One vocabulary in all that people read: no text has a retired word, and the glossary is one."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from orgnet_views.glossary import GLOSSARY, as_markdown

ROOT = Path(__file__).parents[1]
RETIRED: dict[str, str] = tomllib.loads((ROOT / "tests" / "words.toml").read_text())
SOURCES = ("app.py", "pages/*.py", "ui/**/*.py", "orgnet_views/**/*.py", "orgnet_core/**/*.py")
STRINGS = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`')  # of JavaScript
CODE = re.compile(
    r"```.*?```|`[^`\n]*`|\]\([^)]*\)|<[a-z][^>]*>", re.DOTALL
)  # in Markdown, link targets too
FORM = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, RETIRED))})(?![\w-])", re.IGNORECASE)
FILLED = re.compile(r"\$?\{[^{}]*\}")  # what is put in


def of_toml(text: str) -> Iterator[str]:
    def within(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | dict):
            for each in value.values() if isinstance(value, dict) else value:
                yield from within(each)

    yield from within(tomllib.loads(text))


def of_python(text: str) -> Iterator[str]:
    """Strings of more than one word but docstrings, and SQL and scripts, which nobody reads; a
    label of one word is a name in many places, so only with a capital."""
    tree = ast.parse(text)
    aside = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
            is_read = " " in node.value.strip() or node.value[:1].isupper()
            if is_read and not re.search(
                r"[{};]\s*\n|\b(SELECT|INSERT|CREATE|PRAGMA)\b", node.value
            ):
                yield node.value


def of_javascript(text: str) -> Iterator[str]:
    lines = (line for line in text.splitlines() if not line.lstrip().startswith(("//", "*", "/*")))
    for string in STRINGS.findall("\n".join(lines)):
        if " " in string.strip('"` ') or string[1:2].isupper():
            yield string


def of_markdown(text: str) -> Iterator[str]:
    yield CODE.sub(" ", text)


@cache
def texts() -> list[tuple[str, str]]:
    """(file, text) of all that people read, except entries of earlier versions in the changelog."""
    kinds = [
        (("ui/*/*.toml", "orgnet_views/texts.toml"), of_toml),
        (("orgnet_views/glossary.toml",), of_toml),
        (SOURCES, of_python),
        (("orgnet_views/js/**/*.js", "ui/**/*.js"), of_javascript),
        (("README.md", "docs/*.md"), of_markdown),
    ]
    return [
        (str(path.relative_to(ROOT)), text)
        for patterns, read in kinds
        for pattern in patterns
        for path in sorted(ROOT.glob(pattern))
        if "vendor" not in path.parts
        for text in read(path.read_text(encoding="utf-8"))
    ]


def retired(text: str) -> list[str]:
    """What is to be replaced in it."""
    flat = " ".join(FILLED.sub("…", text).split())
    return [
        f"“{flat[max(0, hit.start() - 40) : hit.end() + 40]}”: not “{hit[0]}” but "
        f"{RETIRED[hit[0].lower()]}"
        for hit in FORM.finditer(flat)
    ]


def test_no_text_that_people_read_has_a_retired_word():
    wrong = [f"{name}: {each}" for name, text in texts() for each in retired(text)]
    assert not wrong, "\n".join(wrong)


def test_numbers_have_a_minus_sign_and_a_space_before_per_cent():
    wrong = [
        f"{name}: “{text[max(0, hit.start() - 30) : hit.end() + 10]}”"
        for name, text in texts()
        if name.endswith((".toml", ".md"))
        for hit in re.finditer(r"\d%|(?<=[ (])-\d+\.\d", text)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (of_toml, 'a = ["x", "Whoever came to it"]', ["whoever", "came to"]),
        (
            of_python,
            'def f():\n    "Told by"\n    return "Spare", "spare", f"no {x} goes on"',
            ["spare", "goes on"],
        ),
        (of_javascript, '// goes on\nsay("at rest", `${a} is dull`, "dull")', ["dull", "at rest"]),
        (of_markdown, "It `goes on` [here](begun.md): begun", ["begun"]),
    ],
)
def test_a_retired_word_is_found_where_people_read_it_and_nowhere_else(read, text, words):
    found = [hit.lower() for each in read(text) for hit in FORM.findall(each)]
    assert sorted(found) == sorted(words)


def test_every_source_has_texts():
    assert len(texts()) > 1_000 and {Path(name).suffix for name, _ in texts()} == {
        *(".py", ".js", ".toml", ".md")
    }


def test_the_page_of_the_documentation_says_what_the_glossary_says():
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert page == as_markdown(), "python -m orgnet_views.glossary > docs/glossary.md"


def test_terms_are_unique_and_defined_in_a_sentence_or_a_few():
    terms = [entry.term.casefold() for entry in GLOSSARY.values()]
    assert len(set(terms)) == len(terms) > 40
    for entry in GLOSSARY.values():
        assert (
            entry.definition.endswith((".", ".)")) and len(entry.definition) < 300 and entry.source
        )


def test_criteria_have_the_names_that_pages_give_them():
    given = tomllib.loads((ROOT / "ui" / "shared" / "texts.toml").read_text())["criteria"]
    shared = given.keys() & GLOSSARY.keys()
    assert len(shared) >= 6
    assert {key: given[key]["name"] for key in shared - {"self_replicator"}} == {
        key: GLOSSARY[key].term for key in shared - {"self_replicator"}
    } | ({"replication_error": "Replication error"} if "replication_error" in shared else {})
