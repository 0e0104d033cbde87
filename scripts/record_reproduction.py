"""Record a reproduction as what ships with the package: python -m scripts.record_reproduction DIR.

DIR is where `organism-lab reproduce all --out DIR` left its numbers. They ship with five digits.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from orgnet_core.paper.recorded import FILE
from scripts.record_trial import today_and_here


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Record what a reproduction found.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    options = parser.parse_args(arguments)
    found = json.loads((options.folder / "reproduction.json").read_text(encoding="utf-8"))
    found["recorded"] = today_and_here()
    FILE.write_text(json.dumps(_rounded(found), separators=(",", ":")) + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
