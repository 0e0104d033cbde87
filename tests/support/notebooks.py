"""Servers of notebooks, each in a process of its own, and notebooks for them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

import nbformat
from nbclient import NotebookClient
from nbformat.sign import NotebookNotary

from scripts.serving import PATIENCE, ROOT, free_port

OPEN = ["--ServerApp.token=", "--ServerApp.password=", "--allow-root", "--no-browser"]
OWN = "own"  # folder of a server's settings, beside its notebooks
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def notebook(*cells: str) -> nbformat.NotebookNode:
    made = nbformat.v4.new_notebook(metadata=KERNEL)
    made.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    return made


def executed(made: nbformat.NotebookNode, home: Path) -> nbformat.NotebookNode:
    """Cell by cell in a kernel of its own, whose runs are kept in `home`; the state of its widgets
    is kept with it. Raises CellExecutionError."""
    environment = os.environ | {"ORGNET_HOME": str(home), "PYTHONPATH": str(ROOT)}
    client = NotebookClient(made, timeout=600, kernel_name="python3")
    return client.execute(env=environment)


def trusted(made: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """By the JupyterLab of that folder, as what was run there is: else it shows no widgets."""
    NotebookNotary(data_dir=str(folder / OWN)).sign(made)
    return made


@contextmanager
def jupyter(folder: Path) -> Iterator[str]:
    """JupyterLab of the notebooks in `folder`; its address."""
    port = free_port()
    command = ["jupyterlab", *OPEN, f"--port={port}", f"--ServerApp.root_dir={folder}"]
    command.append("--LabApp.expose_app_in_browser=True")  # tests give it commands
    with _serving(command, folder, f"http://127.0.0.1:{port}/api") as url:
        yield url.removesuffix("/api")


@contextmanager
def marimo(file: Path) -> Iterator[str]:
    """The notebook as marimo shows it; its address."""
    port = free_port()
    command = ["marimo", "run", str(file), "--headless", "--no-token", f"--port={port}"]
    with _serving(command, file.parent, f"http://127.0.0.1:{port}/health") as url:
        yield url.removesuffix("/health")


@contextmanager
def _serving(command: list[str], folder: Path, health: str) -> Iterator[str]:
    own = {name: str(folder / OWN) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    own |= {"IPYTHONDIR": str(folder / OWN), "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=os.environ | own | {"ORGNET_HOME": str(folder / "runs")},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_answered(health)
        yield health
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_until_answered(url: str) -> None:
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        try:
            if urlopen(url, timeout=1).status == 200:
                return
        except OSError:
            sleep(0.2)
    raise TimeoutError(f"{url} does not answer")
