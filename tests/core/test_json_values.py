"""Values on their way to JSON, which has no NaN."""

import json
from math import inf, nan

import pytest

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


@pytest.mark.parametrize("bad", [nan, inf, -inf])
def test_json_has_null_for_a_number_that_is_none_beside_those_that_are(bad):
    assert finite_json([{"loss": 0.5}, {"loss": bad}]) == '[{"loss": 0.5}, {"loss": null}]'
