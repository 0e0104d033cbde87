"""replay: a recorded run as one HTML file.

The page is made of views, of which the core knows nothing: as `serve` becomes the dashboard, this
becomes their program, orgnet_views/replay/__main__.py, which takes the same arguments.
"""

import argparse
import os
import sys

from orgnet_core.cli.shared import add_home, add_json, add_new_file, add_run

SUFFIX = ".html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    add_new_file(parser, SUFFIX, "the file to write")
    parser.add_argument("--light", action="store_true", help="fewer steps of a long run")
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Write a recorded run as one HTML file, which any browser opens without a server."""
    given = [options.run, f"--to={options.to}"]
    given += ["--light"] * options.light + ["--json"] * options.json
    given += [f"--runs={options.runs}"] * (options.runs is not None)
    os.execv(sys.executable, [sys.executable, "-m", "orgnet_views.replay", *given])
