"""Starts the dashboard in a process of its own, and ends it as a service manager would."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
STREAMLIT = [sys.executable, "-m", "streamlit", "run", "app.py"]
PATIENCE = 60  # seconds until the server answers, or has ended


class Server(NamedTuple):
    """A dashboard that runs now."""

    url: str
    pid: int
    home: Path  # where it keeps its runs


@contextmanager
def serving(
    home: Path, prefix: str = "", is_attacked: bool = False, **settings: object
) -> Iterator[Server]:
    """A dashboard on a free port of this machine that keeps its runs and its log in `home`.

    `prefix` is the folder of its pages, such as /lab; `settings` are those of
    `orgnet_core.settings`. Raises AssertionError at the end unless the server exits with 0 and has
    logged no traceback; one that is attacked may have logged some.
    """
    home.mkdir(exist_ok=True)
    port, log = free_port(), home / "server.log"
    given = {f"ORGNET_{name.upper()}": f"{value}" for name, value in settings.items()}
    with log.open("w") as output:
        process = subprocess.Popen(
            [*STREAMLIT, "--server.port", f"{port}", "--server.baseUrlPath", prefix],
            cwd=ROOT,
            env=os.environ | given | {"ORGNET_HOME": str(home)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}{prefix}", process.pid, home)
    try:
        wait_until_healthy(server.url)
        yield server
        process.terminate()
        assert process.wait(PATIENCE) == 0, log.read_text()
        assert is_attacked or "Traceback" not in log.read_text(), log.read_text()
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_until_healthy(url: str) -> None:
    """Raises TimeoutError unless the dashboard there answers within PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if urlopen(f"{url}/_stcore/health", timeout=1).status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server did not come up")
