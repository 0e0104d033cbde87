"""Rows of a reproduction in words, the same on the command line, in the report and on pages."""

from collections.abc import Mapping
from typing import Any

VERDICTS = {"inside": "inside", "partly": "partly", "outside": "outside", "shown": "–"}


def number(value: float | None) -> str:
    """Three digits, which is what the paper's figures can be read to."""
    if value is None or value != value:
        return "none"
    return f"{value:.3g}".replace("-", "−")


def here_in_words(row: Mapping[str, Any]) -> str:
    """Median, least and largest of its runs."""
    here = row["here"]
    if row["runs"] == 1:
        return number(here["median"])
    return f"{number(here['median'])} ({number(here['least'])} to {number(here['largest'])})"


def verdict_in_words(row: Mapping[str, Any]) -> str:
    """With the runs that are inside, where there are several."""
    said = VERDICTS[row["verdict"]]
    if row["verdict"] == "shown" or row["runs"] == 1:
        return said
    return f"{said}, {row['inside']} of {row['runs']}"
