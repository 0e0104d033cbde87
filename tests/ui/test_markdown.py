"""Words from outside come to the page as they are; test_browser_runs.py sees what is drawn."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.shared.markdown import escape_markdown


def read(markdown: str) -> str:
    """What stands there: without escapes and invisible signs."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace("\N{WORD JOINER}", "")


@given(st.text(st.characters(exclude_characters="\N{WORD JOINER}")))
def test_the_words_stay_the_same_on_one_line(words):
    assert read(escape_markdown(words)) == " ".join(words.split())


@given(st.text("<>[]()!*_`$:#~|\\@&{}=ab ", max_size=30))
def test_no_sign_of_markdown_is_left_unescaped(words):
    assert not re.search(r"(?<!\\)(?:\\\\)*[<>\[\]()!*_`$:#~|@&{}=]", escape_markdown(words))


@pytest.mark.parametrize("words", ["The loss became nan, at step 12. Lower it.", "1,200 particles"])
def test_ordinary_sentences_are_left_alone(words):
    assert escape_markdown(words) == words
