"""Numbers for reading, as js/core/format.js writes them; tests/numbers.json holds both to it."""

from math import inf, isinf, isnan

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_number(value: float) -> str:
    """Three digits, thousands in whole numbers, powers of ten where they help, what is no number
    as such."""
    if isnan(value):
        return "not a number"
    if isinf(value):
        return "∞" if value == inf else "−∞"
    if value == 0:
        return "0"
    size = abs(value)
    if 999.5 <= size < 9_999.5:  # with three digits it would be 1.23e+3
        return f"{value:,.0f}".replace("-", "−")
    if 0.001 <= size < 999.5:
        return f"{value:#.3g}".rstrip(".").replace("-", "−")
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits.replace('-', '−')}×{format_power(int(exponent))}"


def format_power(exponent: int) -> str:
    """10⁻³"""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)
