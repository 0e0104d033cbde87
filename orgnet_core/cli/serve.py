"""serve: the dashboard."""

import argparse
import os
import sys
from pathlib import Path

import orgnet_core
from orgnet_core.cli.shared import number_within
from orgnet_core.errors import LabError

CHECKOUT = Path(orgnet_core.__file__).parents[1]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", default="8501", metavar="N", help="default 8501")


def run(options: argparse.Namespace) -> int:
    """Start the dashboard, from the checkout that this package lies in."""
    port = number_within("port", options.port, int, 1, 65_535)
    if not (CHECKOUT / "app.py").exists():
        raise LabError(f"The dashboard runs from a checkout; there is no app.py in {CHECKOUT}.")
    os.chdir(CHECKOUT)
    streamlit = ["-m", "streamlit", "run", "app.py", "--server.port", f"{port}"]
    os.execv(sys.executable, [sys.executable, *streamlit])
