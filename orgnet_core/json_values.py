"""Plain values on their way to JSON, which has no NaN and no infinity."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | float | None"


def finite(value: Json) -> Json:
    """The same, null for every number, however deep in dicts and lists, that is none."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: finite(item) for name, item in value.items()}
    if isinstance(value, list):
        return [finite(item) for item in value]
    return value


def finite_json(value: Json) -> str:
    """JSON of the same; whole batches seldom hold a number that is none, so only then look through
    them one by one."""
    try:
        return json.dumps(value, allow_nan=False)
    except ValueError:
        return json.dumps(finite(value))
