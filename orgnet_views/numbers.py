"""Numbers for reading, as in ui/live/theme.js."""

from math import inf, isinf, isnan

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_number(value: float) -> str:
    """Three digits, powers of ten where they help, what is no number as such."""
    if isnan(value):
        return "not a number"
    if isinf(value):
        return "∞" if value == inf else "−∞"
    if value == 0:
        return "0"
    if 0.001 <= abs(value) < 10_000:
        return f"{value:#.3g}".rstrip(".").replace("-", "−")
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits.replace('-', '−')}×{format_power(int(exponent))}"


def format_power(exponent: int) -> str:
    """10⁻³"""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)
