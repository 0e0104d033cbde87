"""Runs the dashboard as the Dockerfile does, on a read-only root, without Docker: half a minute.

sudo unshare --mount .venv/bin/python -m scripts.read_only_test

A root of the image's shape, with this machine's system and Python, is mounted read-only but for
/runs and /tmp. There the Dockerfile's command runs with its environment as user 1000 without any
capability, and grows an organism. Linux and util-linux only.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from orgnet_core.runs.store import Store

HERE = Path(__file__).parent.parent
DOCKERFILE = (HERE / "Dockerfile").read_text()
SYSTEM = ["/usr", "/bin", "/lib", "/lib64", "/etc", "/proc", "/dev", sys.prefix, sys.base_prefix]
GUISE = "setpriv --reuid=1000 --regid=1000 --clear-groups --bounding-set=-all --inh-caps=-all"
# A hand that presses Play, in the process that the command makes.
PLAY = """
import sys, threading, time
def play():
    until = time.monotonic() + 60
    while not (ready := sys.modules.get("ui.server.process")) or not ready.gc.get_freeze_count():
        assert time.monotonic() < until, "the server does not come up"
        time.sleep(0.1)
    from ui.session.runs import new_preset_run
    new_preset_run("mnist15").play()
threading.Thread(target=play, daemon=True).start()
from streamlit.web import cli
sys.argv = sys.argv[1:]
cli.main()
"""
TRAINED = """
from orgnet_core.runs.store import Store
raise SystemExit(not any(run.scalars["step"] > 30 for run in Store("/runs").runs()))
"""


def build(root: Path, runs: Path) -> None:
    """Mount the root at `root`; what is written to its /runs lands in `runs`."""
    do("mount", "-t", "tmpfs", "lab", root)
    for source in filter(os.path.exists, dict.fromkeys(SYSTEM)):
        (place := root / source[1:]).mkdir(parents=True, exist_ok=True)
        do("mount", "--rbind", source, place)
        do("mount", "-o", "remount,ro,bind", place)
    for folder in ("app", "tmp", "runs", "home/lab"):
        (root / folder).mkdir(parents=True)
    wanted = re.findall("^!(.+)", (HERE / ".dockerignore").read_text(), re.MULTILINE)
    do("cp", "--recursive", *(HERE / name for name in wanted), root / "app")
    do("find", root / "app", "-name", "__pycache__", "-prune", "-exec", "rm", "-r", "{}", "+")
    for place in (root / "home/lab", runs):
        os.chown(place, 1000, 1000)
    do("mount", "--bind", runs, root / "runs")
    do("mount", "-t", "tmpfs", "-o", "noexec,nosuid,nodev", "tmp", root / "tmp")
    do("mount", "-o", "remount,ro", root)


def inside(root: Path, *command: str) -> list[str]:
    """The command line that runs a command in that root, in the container's guise."""
    given = re.search("^ENV (.+)", DOCKERFILE, re.MULTILINE)[1].split()
    given += [f"PATH={sys.prefix}/bin:/usr/bin:/bin", "HOME=/home/lab"]
    guise = [*GUISE.split(), "--no-new-privs", "env", "-i", "--chdir=/app", *given]
    return ["chroot", str(root), *guise, *command]


def stated(instruction: str) -> list[str]:
    """The command that the Dockerfile gives for CMD or HEALTHCHECK."""
    pattern = rf"^{instruction}\b(?:.*\\\n +CMD)? (\[.+\])$"
    return json.loads(re.search(pattern, DOCKERFILE, re.MULTILINE)[1])


def check(root: Path, server: subprocess.Popen) -> None:
    """Raises AssertionError or TimeoutExpired unless the server comes up, trains and ends well."""

    def wait_for(*command: str) -> None:
        deadline = time.monotonic() + 60
        while subprocess.run(inside(root, *command), stderr=subprocess.DEVNULL).returncode:
            assert server.poll() is None and time.monotonic() < deadline, command
            time.sleep(0.5)

    wait_for(*stated("HEALTHCHECK"))
    guise = Path(f"/proc/{server.pid}/status").read_text()
    assert re.search(r"^Uid:\t1000\t1000.+^CapBnd:\t0+$.+^NoNewPrivs:\t1", guise, re.M | re.S)
    wait_for("test", "!", "-w", "/app", "-a", "!", "-w", "/home/lab")
    wait_for("python", "-c", TRAINED)
    assert list((root / "tmp/numba").rglob("*.nbc")), "compiled steps are not kept"
    server.terminate()
    assert (left := server.wait(10)) == 0, f"it exits with {left}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, runs = Path(folder) / "root", Path(folder) / "runs"
        root.mkdir()
        runs.mkdir()
        build(root, runs)
        command = inside(root, "python", "-c", PLAY, *stated("CMD"))
        server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            check(root, server)
        finally:
            server.kill()
            said = server.stderr.read()
            print(said, file=sys.stderr)
            do("umount", "--recursive", root)
        store = Store(runs)
        (run,) = store.runs()
        store.close()
    assert (run.state, run.checkpoint) == ("paused", run.scalars["step"]) and run.checkpoint > 30
    assert "Traceback" not in said and "Read-only" not in said, said
    print(f"Healthy; trained to step {run.checkpoint}; told to end, kept it and exited with 0.")


def do(*command) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
