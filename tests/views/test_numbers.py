"""Numbers for reading; JavaScript is held to the same cases (tests/js)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet_views.numbers import format_number, format_power

CASES = json.loads((Path(__file__).parents[1] / "numbers.json").read_text(encoding="utf-8"))
DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


@pytest.mark.parametrize(("value", "text"), CASES)
def test_a_number_reads_as_listed(value, text):
    assert format_number(float(value)) == text


@given(st.floats(-1e300, 1e300))
def test_what_is_read_is_the_number_to_within_two_digits(value):
    text = format_number(value).replace(",", "")
    digits, _, power = text.partition("×10")
    read = float(f"{digits.translate(DIGITS)}e{power.translate(DIGITS) or 0}")
    assert read == pytest.approx(value, rel=0.051, abs=5e-324)
    assert "e" not in text and "-" not in text


def test_powers_are_written_raised():
    assert [format_power(exponent) for exponent in (-10, 0, 3)] == ["10⁻¹⁰", "10⁰", "10³"]
