"""The program of the Lab prints the numbers that the Lab shows."""

import subprocess
import sys
from pathlib import Path

from helpers import SHORT, advance

from orgnet_core.runs import versions
from ui.shared.scripts import run_script


def test_the_program_prints_the_recorded_numbers_to_the_last_digit(registry):
    run = registry.create(SHORT, "addition")
    for _ in range(30):
        advance(run)
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


def test_of_a_run_that_another_version_grew_it_says_that_numbers_may_differ(registry, monkeypatch):
    assert "random" not in run_script(registry.create(SHORT, "addition"), 0)
    monkeypatch.setattr(versions, "__version__", "0.0.9")
    script = run_script(registry.create(SHORT, "addition"), 0)
    said = " ".join(line[2:] for line in script.splitlines() if line.startswith("# "))
    assert said.startswith("This run was grown by version 0.0.9 of Organism Lab.")
    assert "may draw other random numbers" in said
    compile(script, "script", "exec")
