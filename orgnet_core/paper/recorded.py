"""The reproduction as it was recorded last: what the command found, on which machine and when."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("recorded.json")


@cache
def recorded_reproduction() -> dict[str, Any]:
    """What `organism-lab reproduce all` wrote, and `recorded`: the date and the machine."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def recorded_variant(name: str) -> dict[str, Any]:
    """What it found of one variant."""
    return next(each for each in recorded_reproduction()["variants"] if each["name"] == name)
