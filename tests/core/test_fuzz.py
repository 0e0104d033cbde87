"""Readers of what strangers send, briefly; `python -m scripts.fuzz` takes longer over it."""

import pytest

from scripts.fuzz import READERS, fuzz


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_only_what_is_documented_comes_of_it(reader):
    fuzz(reader, examples=60, first=1)
