"""A grid as people type it: seeds as 0-9 or 0-4,7, and values of a setting parted by commas.

A setting that is itself a list, such as hidden, has commas of its own: of it each mention is one
value, `hidden=5,5` and `hidden=10` are two. To mention a setting again adds values to it.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any, get_origin

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.ranges import ranges_in
from orgnet_core.sweeps.grid import MOST_RUNS


def seeds_in(text: str) -> list[int]:
    """Raises InputError."""
    try:
        ranges = ranges_in(text)
    except ValueError:
        allowed = "whole numbers and ranges of them such as 0-9 or 0-4,7"
        raise InputError(f"seeds must be {allowed}, not {text!r}.") from None
    if (count := sum(map(len, ranges))) > MOST_RUNS:
        raise InputError(f"seeds must be at most {MOST_RUNS:,}, not {count:,}.")
    return list(chain(*ranges))


def axes_in(settings: Iterable[tuple[str, str]]) -> dict[str, list[Any]]:
    """The values of each setting, as text, from what was typed for it. Raises InputError."""
    axes = dict[str, list[Any]]()
    for name, text in settings:
        values = [text] if _is_list(name) else text.split(",")
        if not _is_list(name) and not all(map(str.strip, values)):
            raise InputError(f"{name} must be values parted by commas, not {text!r}.")
        axes.setdefault(name, []).extend(map(str.strip, values))
    return axes


def _is_list(name: str) -> bool:
    field = RunConfig.model_fields.get(name)
    return field is not None and get_origin(field.annotation) is tuple
