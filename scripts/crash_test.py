"""Kills a growing run over and over, resumes it each time, and compares what becomes of it.

python -m scripts.crash_test [--kills N] [--seed N]: a minute or so for the 20 of `make crash-test`.
Every time a process grows the run it is killed (SIGKILL) at a random moment; the run must end
with every bit of one that grew undisturbed.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Timer

from orgnet_core.config import RunConfig
from orgnet_core.presets import PRESETS
from orgnet_core.runs.store import Store
from orgnet_core.training import train

ROOT = Path(__file__).parent.parent
PATIENCE = 60  # seconds until a process shows its progress; only a failure takes that long


def crash(home: Path, settings: list[str], kills: int, most: float, seed: int) -> list[int]:
    """Grow a run in `home`, killed `kills` times within `most` seconds; the steps resumed from.

    `settings` are those of `train`. Raises AssertionError if it ends otherwise than undisturbed.
    """
    chance, resumed = random.Random(seed), []
    command = ["train", *settings]
    for _ in range(kills):
        _kill(command, home, chance.uniform(0, most))
        record = _only_run(home)
        assert (record.state, record.message) == ("interrupted", ""), record
        resumed.append(record.checkpoint)
        command = ["resume", record.id]
    done = subprocess.run(
        [*_program(command, home), "--json"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    compare(home, _only_run(home).config)
    return resumed


def compare(home: Path, config: RunConfig) -> None:
    """Every recorded array of the run in `home`, and all numbers but seconds, bit for bit."""
    run, store = _only_run(home).id, Store(home)
    found = store.snapshots(run)
    weights = dict(store.particle_weights(run, 0, config.steps))
    store.close()
    alone = list(train(config))
    assert [snapshot.step for snapshot in found] == [snapshot.step for snapshot in alone]
    for one, other in zip(found, alone, strict=True):
        for name, value in other.scalars().items():
            assert name == "seconds" or repr(getattr(one, name)) == repr(value), (one.step, name)
        for name, array in other.light.arrays().items():
            assert getattr(one, name).tobytes() == array.tobytes(), (one.step, name)
        if other.particle_weights is not None:
            assert weights[other.step].tobytes() == other.particle_weights.tobytes(), one.step


def _program(command: list[str], home: Path) -> list[str]:
    return [sys.executable, "-m", "orgnet_core", *command, "--runs", str(home)]


def _kill(command: list[str], home: Path, after: float) -> None:
    """Start the command, and kill it so many seconds after it shows its progress bar."""
    process = subprocess.Popen(
        _program(command, home), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    said, patience = b"", Timer(PATIENCE, process.kill)
    patience.start()
    while b"batch" not in said:  # the bar's unit
        said += (more := process.stderr.read1())
        assert more, said.decode()
    patience.cancel()
    time.sleep(after)
    process.kill()
    process.stderr.close()
    assert process.wait() == -9, "the run was over before it could be killed: make it longer"


def _only_run(home: Path):
    store = Store(home)
    (record,) = store.runs()
    store.close()
    return record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        settings = ["mnist15", "--epochs", "60"]
        steps = crash(Path(home), settings, options.kills, most=1.0, seed=options.seed)
    total = PRESETS["mnist15"].config.changed({"epochs": 60}).steps
    print(f"seed {options.seed}: killed {len(steps)} times, resumed from steps {steps} of {total}.")
    print("Every recorded bit is that of the run that grew undisturbed.")


if __name__ == "__main__":
    main()
