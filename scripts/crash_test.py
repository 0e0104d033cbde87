"""Kills what grows runs over and over, resumes each time, and compares what becomes of them.

python -m scripts.crash_test [--kills N] [--server-kills N] [--seed N]: a minute or so for the 20
and 5 of `make crash-test`. Processes are killed (SIGKILL) at random moments: the command line with
one run, and a server's runs, which share one place to train and hand it over all the time. Every
run must end with every bit of one that grew undisturbed.
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
from orgnet_core.runs.access import Access
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.store import Store
from orgnet_core.training import Trainer, train

ROOT = Path(__file__).parent.parent
PATIENCE = 60  # seconds until a process shows its progress; only a failure takes that long
VISITORS = 4  # each with a run on the server
TURN_SECONDS = 0.05  # of the server's, or nobody would hand over before the kill
GROWS = "batch"  # the unit of the command line's bar, and what the server says


def crash(home: Path, settings: list[str], kills: int, most: float, seed: int) -> list[int]:
    """Grow a run in `home`, killed `kills` times within `most` seconds; the steps resumed from.

    `settings` are those of `train`. Raises AssertionError if it ends otherwise than undisturbed.
    """
    chance, resumed = random.Random(seed), []
    command = ["train", *settings]
    for _ in range(kills):
        _kill(_command(command, home), chance.uniform(0, most))
        (record,) = _records(home)
        assert (record.state, record.message) == ("interrupted", ""), record
        resumed.append(record.checkpoint)
        command = ["resume", record.id]
    _run_to_the_end([*_command(command, home), "--json"])
    compare(home)
    return resumed


def crash_server(home: Path, preset: str, epochs: int, kills: int, most: float, seed: int) -> None:
    """The same of a server's runs, some of which wait in line while another trains."""
    chance = random.Random(seed)
    server = [sys.executable, "-m", "scripts.crash_test", "--serve", str(home), preset, f"{epochs}"]
    for _ in range(kills):
        _kill(server, chance.uniform(0, most))
        states = [record.state for record in _records(home)]
        assert set(states) <= {"interrupted", "paused", "finished"}, states
    _run_to_the_end(server)
    assert len(_records(home)) == VISITORS
    compare(home)


def serve(home: Path, preset: str, epochs: int) -> None:
    """Grow every run in `home` to its end, as a server does that has one place; begin them first
    if there are not as many as visitors."""
    registry = Registry(Store(home), unwatched_pause=1000)
    registry.slots.turn_seconds = TURN_SECONDS
    runs = [registry.require(record.id) for record in registry.store.runs()]
    for number in range(len(runs), VISITORS):
        config = PRESETS[preset].config.changed({"epochs": epochs, "seed": number})
        runs.append(registry.create(config, preset, Access("key", (f"visitor {number}",))))
    for run in runs:
        run.play()
    print(GROWS, file=sys.stderr, flush=True)
    for run in runs:
        run.join()
    assert {run.state for run in runs} == {"finished"}, [run.view.message for run in runs]
    assert registry.shut_down()


def compare(home: Path) -> None:
    """Every recorded array of the runs in `home`, and all numbers but seconds, bit for bit."""
    for record in _records(home):
        _compare(home, record.id, record.config)


def _compare(home: Path, run: str, config: RunConfig) -> None:
    store = Store(home)
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


def _command(command: list[str], home: Path) -> list[str]:
    return [sys.executable, "-m", "orgnet_core", *command, "--runs", str(home)]


def _kill(program: list[str], after: float) -> None:
    """Start the program, and kill it so many seconds after it says that it grows something."""
    process = subprocess.Popen(program, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said, patience = b"", Timer(PATIENCE, process.kill)
    patience.start()
    while GROWS.encode() not in said:
        said += (more := process.stderr.read1())
        assert more, said.decode()
    patience.cancel()
    time.sleep(after)
    process.kill()
    process.stderr.close()
    assert process.wait() == -9, "the run was over before it could be killed: make it longer"


def _run_to_the_end(program: list[str]) -> None:
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _records(home: Path):
    store = Store(home)
    records = store.runs()
    store.close()
    return records


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--server-kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        home, preset, epochs = options.serve
        return serve(Path(home), preset, int(epochs))
    kills, seed, most = options.kills, options.seed, 1.0  # second that each grows at most
    Trainer(PRESETS["mnist15"].config).warm_up()  # or the first to be killed would still compile
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as home:
        settings = ["mnist15", "--epochs", str(max(20, 3 * kills))]
        steps = crash(Path(home), settings, kills, most, seed)
    print(f"The command line was killed {kills} times, resumed from steps {steps}.", flush=True)
    with tempfile.TemporaryDirectory() as home:
        kills, epochs = options.server_kills, max(10, 3 * options.server_kills // VISITORS)
        crash_server(Path(home), "mnist15", epochs, kills, most, seed)
    print(f"A server with {VISITORS} runs and one place was killed {kills} times.")
    print("Every recorded bit is that of undisturbed runs.")


if __name__ == "__main__":
    main()
