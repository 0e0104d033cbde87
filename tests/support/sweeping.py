"""Sweeps by the command line, in this process or in one that can be killed; a real Dask cluster."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from distributed import Client
from helpers import DEADLINE, only_json, wait_until

from orgnet_core.cli import main
from orgnet_core.runs.store import Store

ROOT = Path(__file__).parents[2]
ADDITION = ("addition", "--seeds", "0-9")
QUICK = ("mnist15-quick", "--seeds", "0-3", "--set", "epochs=2")


def swept(home: Path, *arguments: str) -> tuple[dict, str]:
    """(JSON, stderr) of a sweep in this process that comes to its end."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        status = main(["sweep", *arguments, "--runs", str(home), "--json"])
    assert status == 0, err.getvalue()
    return only_json(out.getvalue()), err.getvalue()


def sweeping(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """A sweep in a process, and a group of processes, of its own."""
    command = ["-m", "orgnet_core", "sweep", *arguments, "--runs", str(home), "--json"]
    return program(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def program(*arguments: str, **streams: int) -> subprocess.Popen[str]:
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, text=True, cwd=ROOT, start_new_session=True, **streams)


def recorded(home: Path) -> int:
    """How many runs have come home."""
    if not (home / "orgnet.sqlite").exists():
        return 0
    store = Store(home)
    found = len(store.runs())
    store.close()
    return found


def helpers_of(process: int) -> list[int]:
    """Processes that grow runs for that one."""
    command = ["pgrep", "-P", f"{process}", "-f", "popen_loky"]
    found = subprocess.run(command, capture_output=True, text=True)
    return [int(pid) for pid in found.stdout.split()]


def is_alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", f"{pid}"], capture_output=True, text=True)
    return state.stdout.strip() != "" and not state.stdout.startswith("Z")


@contextmanager
def dask_cluster(folder: Path) -> Iterator[Client]:
    """A scheduler and two workers of one thread each, every one a process; a client of theirs."""
    file = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    common = ("--no-dashboard", "--scheduler-file", str(file))
    scheduler = ("scheduler", "--host", "127.0.0.1", "--port", "0", *common)
    alone = ("--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    worker = ("worker", "--host", "127.0.0.1", *alone, *common)
    started = [program("-m", "dask", *which, **quiet) for which in (scheduler, worker, worker)]
    try:
        wait_until(lambda: file.exists() and file.read_text().endswith("}"))
        address = json.loads(file.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=DEADLINE)
            yield client
    finally:
        for process in started:
            process.kill()
            process.wait()


def kill_one_that_works(client: Client) -> None:
    """Without a word, as a machine goes down."""
    pids = client.run(os.getpid)
    busy = next(worker for worker, tasks in client.processing().items() if tasks)
    os.kill(pids[busy], signal.SIGKILL)
