"""Record a trial as what ships with the package:
python -m scripts.record_trial DIR [TRIAL] [--variants DIR …].

DIR is where `organism-lab trial TRIAL --out DIR` left its numbers. What it found ships, without the
costs at each end of an epoch; so does the machine, which is this one, and the date. Of variants,
the same trial under other settings, only what all their runs come to together.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orgnet_core.bench.benchmark import Plan, machine
from orgnet_core.trials import recorded
from orgnet_core.version import __version__

NOT_OF_VARIANTS = ("costs", "by_seed", "trial", "rule", "dear")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Record a trial as what ships with the package.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("trial", nargs="?", default="persistence", metavar="TRIAL")
    parser.add_argument("--variants", nargs="+", type=Path, default=[], metavar="DIR")
    options = parser.parse_args(arguments)

    def found_in(folder: Path, *left_out: str) -> dict[str, Any]:
        found = json.loads((folder / f"{options.trial}.json").read_text())
        return {key: value for key, value in found.items() if key not in left_out}

    found = found_in(options.folder, "costs")
    if options.variants:
        found["variants"] = [found_in(each, *NOT_OF_VARIANTS) for each in options.variants]
    found["recorded"] = {"version": __version__, **today_and_here()}
    shipped = recorded.HERE / f"{options.trial}.json"
    lines = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in found.items())
    shipped.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def today_and_here() -> dict[str, str]:
    """The date, and the machine that this is."""
    here = machine(Plan())
    cores = f"{here['cpu']}, {here['cores']} cores"
    return {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": cores}


if __name__ == "__main__":
    main()
