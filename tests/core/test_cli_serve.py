"""organism-lab serve: the dashboard of the checkout that the package lies in."""

import os
import sys
from pathlib import Path

import pytest

from orgnet_core.cli import serve

ROOT = Path(__file__).parents[2]


@pytest.fixture
def started(monkeypatch, tmp_path) -> list:
    """(folder, program, its arguments) of what the command has become."""
    became = []
    monkeypatch.chdir(tmp_path)  # and back again, wherever the command goes
    monkeypatch.setattr(os, "execv", lambda *command: became.append((Path.cwd(), *command)))
    return became


@pytest.mark.parametrize(("given", "port"), [([], "8501"), (["--port", "9000"], "9000")])
def test_it_becomes_the_dashboard_of_the_checkout(call, started, home, given, port):
    call("serve", *given)
    ((folder, program, arguments),) = started
    assert (folder, program) == (ROOT, sys.executable)
    assert arguments[1:] == ["-m", "streamlit", "run", "app.py", "--server.port", port]
    assert not home.exists()


@pytest.mark.parametrize("port", ["0", "65536", "8501.5", "http"])
def test_a_bad_port_gets_one_line(call, started, port):
    status, out, err = call("serve", "--port", port)
    assert (status, out, started) == (2, "", [])
    assert err == f"port must be a whole number from 1 to 65,535, not {port!r}.\n"


def test_where_there_is_no_dashboard_one_line_says_so(call, started, monkeypatch, tmp_path):
    monkeypatch.setattr(serve, "CHECKOUT", tmp_path)
    status, out, err = call("serve")
    assert (status, out, started, err.count("\n")) == (2, "", [], 1)
    assert "app.py" in err and str(tmp_path) in err
