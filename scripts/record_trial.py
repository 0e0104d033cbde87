"""Record a trial as what ships with the package: python -m scripts.record_trial DIR [TRIAL].

DIR is where `organism-lab trial TRIAL --out DIR` left its numbers. What it found ships, without the
costs at each end of an epoch; so does the machine, which is this one, and the date.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from orgnet_core.bench.benchmark import Plan, machine
from orgnet_core.trials import recorded
from orgnet_core.version import __version__


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Record a trial as what ships with the package.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("trial", nargs="?", default="persistence", metavar="TRIAL")
    options = parser.parse_args(arguments)
    found = json.loads((options.folder / f"{options.trial}.json").read_text())
    del found["costs"]
    here = machine(Plan())
    found["recorded"] = {
        "version": __version__,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{here['cpu']}, {here['cores']} cores",
    }
    shipped = recorded.HERE / f"{options.trial}.json"
    shipped.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
