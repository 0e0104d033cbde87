"""The program of the Lab prints the numbers that the Lab shows."""

import subprocess
import sys
from pathlib import Path

from helpers import SHORT

from ui.shared.scripts import run_script


def test_the_program_prints_the_recorded_numbers_to_the_last_digit(registry):
    run = registry.create(SHORT, "addition")
    for _ in range(30):
        run.advance()
    shown = run.snapshots[21]
    done = subprocess.run(
        [sys.executable, "-c", run_script(run, 21)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        f"epoch {shown.epoch:g}, step {shown.step}",
        f"test mean absolute error {shown.metric}, loss {shown.task_loss}",
        f"mean absolute error without self-replicators {shown.metric_without_replicators}",
        ", ".join(f"{kind} {count}" for kind, count in shown.kinds.items()),
    ]
