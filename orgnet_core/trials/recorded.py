"""Trials as they were recorded last: what the command found, on which machine and when."""

import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def recorded_trial(name: str) -> dict[str, Any]:
    """What `organism-lab trial NAME --json` said, without its file, and `recorded`: the version of
    Organism Lab, the date and the machine."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
