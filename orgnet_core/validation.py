"""Checked values, and pydantic's errors as sentences that say what is allowed.

A field's description completes "NAME must be …": the same words for every way in.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import Field
from pydantic.fields import FieldInfo

LONGEST_SHOWN = 40  # characters of a value that is quoted back


def whole(low: int, high: int | None = None) -> Any:
    """Metadata of an int from `low` to `high`."""
    upwards = f"a whole number from {low:,}"
    return Field(ge=low, le=high, description=upwards if high is None else f"{upwards} to {high:,}")


def real(low: float, high: float) -> Any:
    """Metadata of a finite float from `low` to `high`."""
    described = f"a number from {low:g} to {high:g}"
    return Field(ge=low, le=high, allow_inf_nan=False, description=described)


def one_of(names: Iterable[str]) -> Any:
    """Metadata of a string that is one of `names`."""
    return Field(description=f"one of {', '.join(names)}")


def must_be(name: str, allowed: str, value: Any) -> str:
    """The sentence about a value that cannot be."""
    return f"{name} must be {allowed}, not {shown(value)}."


def field_sentence(name: str, field: FieldInfo, error: Mapping[str, Any]) -> str:
    """The sentence about one of pydantic's errors in a field that has a description."""
    return must_be(name, field.description or "something else", error["input"])


def innermost(errors: Sequence[Any]) -> list[Any]:
    """Without the complaints about a list that only follow from one about its items."""
    places = [error["loc"] for error in errors]
    return [
        error
        for error in errors
        if not any(p != error["loc"] and p[: len(error["loc"])] == error["loc"] for p in places)
    ]


def shown(value: Any) -> str:
    """A value as it was given, cut short where it is long."""
    text = json.dumps(value, default=str)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}…"
