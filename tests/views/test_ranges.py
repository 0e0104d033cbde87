"""Particles as short text in addresses; JavaScript is held to the same cases (tests/js)."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet_views.ranges import from_ranges, to_ranges

CASES = json.loads((Path(__file__).parents[1] / "ranges.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:20])
def test_a_text_means_what_is_listed(case):
    if case["marks"] is None:
        with pytest.raises(ValueError):
            from_ranges(case["text"], case["count"])
        return
    mask = from_ranges(case["text"], case["count"])
    assert np.flatnonzero(mask).tolist() == case["marks"] and len(mask) == case["count"]
    assert to_ranges(mask) == case["written"]


@pytest.mark.parametrize("text", ["10", "0-10", "9-10", "999999999"])
def test_particles_that_there_are_not_are_refused(text):
    with pytest.raises(ValueError):
        from_ranges(text, 10)


@given(st.lists(st.booleans(), max_size=60))
def test_what_is_written_is_read_back(mask):
    mask = np.array(mask, bool)
    assert np.array_equal(from_ranges(to_ranges(mask), len(mask)), mask)
    assert np.array_equal(from_ranges(to_ranges(mask).replace("_", ","), len(mask)), mask)
