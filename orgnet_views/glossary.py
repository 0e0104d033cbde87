"""The vocabulary of the Lab, from glossary.toml; as a program, the page of the documentation."""

import tomllib
from pathlib import Path
from typing import NamedTuple

INTRODUCTION = """\
# Glossary

The words of the Lab: the same on pages, in charts, on the command line and in these documents."""


class Entry(NamedTuple):
    """A term: what it means, in one or two sentences, and where it comes from."""

    term: str
    definition: str
    source: str


def _read() -> dict[str, Entry]:
    text = Path(__file__).with_name("glossary.toml").read_text(encoding="utf-8")
    return {key: Entry(**entry) for key, entry in tomllib.loads(text).items()}


GLOSSARY: dict[str, Entry] = _read()


def as_markdown() -> str:
    """All of it by the alphabet, with a heading for each term."""
    entries = sorted(GLOSSARY.values(), key=lambda entry: entry.term.casefold())
    parts = (f"## {each.term}\n\n{each.definition} *({each.source})*" for each in entries)
    return "\n\n".join([INTRODUCTION, *parts]) + "\n"


if __name__ == "__main__":
    print(as_markdown(), end="")
