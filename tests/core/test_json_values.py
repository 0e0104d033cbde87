"""Values on their way to JSON, which has no NaN."""

import json
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.json_values import finite, finite_json


@pytest.mark.parametrize("value", [0, -1.5, "nan", "", None, True, [], {}, [1, ["x", {"y": 2.5}]]])
def test_what_json_can_say_stays(value):
    assert finite(value) == value
    assert json.loads(finite_json(value)) == value


def test_a_number_that_is_none_becomes_null_however_deep():
    assert finite(nan) is finite(inf) is finite(-inf) is None
    assert finite({"a": [1.0, nan, {"b": -inf}], "c": "NaN"}) == {
        "a": [1.0, None, {"b": None}],
        "c": "NaN",
    }


@given(st.recursive(st.floats() | st.text(), st.lists, max_leaves=20))
def test_json_says_the_very_numbers_and_null_for_what_is_none(value):
    assert json.loads(finite_json({"values": value})) == {"values": finite(value)}
