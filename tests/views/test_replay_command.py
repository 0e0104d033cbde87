"""organism-lab replay: a recorded run as one HTML file, written by the views' own program."""

import os
import sys

import pytest
from helpers import only_json

from orgnet_core.runs.store import Store
from orgnet_views.replay.__main__ import main


@pytest.fixture
def replay(call, capsys, monkeypatch):
    """The command, as what it becomes: (exit status, stdout, stderr)."""
    became = []
    monkeypatch.setattr(os, "execv", lambda *command: became.append(command))

    def replay(*arguments: str) -> tuple[int, str, str]:
        status, out, err = call("replay", *arguments)
        if not became:
            return status, out, err
        ((program, command),) = became
        assert (program, command[:3]) == (sys.executable, [program, "-m", "orgnet_views.replay"])
        return (main(command[3:]), *capsys.readouterr())

    return replay


def test_the_file_holds_the_run_and_the_answer_says_what(replay, run, home, tmp_path):
    target = tmp_path / "taken.html"
    status, out, err = replay(run, "--to", str(target), "--json")
    found = only_json(out)
    store = Store(home)
    steps = len(store.snapshots(run))
    store.close()
    assert (status, err) == (0, "")
    assert found == {
        "file": str(target),
        "run": run,
        "bytes": target.stat().st_size,
        "holds": {"particles": 18, "steps": steps},
    }
    text = target.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>") and f"run {run}" in text and "{{" not in text[:200]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runs", "taken.html"]


def test_without_json_people_get_a_line(replay, run, tmp_path):
    _, out, _ = replay(run, "--to", str(tmp_path / "x.html"), "--light")
    assert out.startswith(f"{tmp_path / 'x.html'}: ") and out.endswith(" bytes\n")


def test_the_same_run_makes_the_same_file(replay, run, home, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    replay(run, "--to", str(tmp_path / "x.html"))
    home.rename(other / "runs")
    assert main([run, f"--to={other / 'x.html'}", f"--runs={other / 'runs'}"]) == 0
    assert (tmp_path / "x.html").read_bytes() == (other / "x.html").read_bytes()


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("x.htm", "--to must name a .html file"),
        ("no/folder/x.html", "in a folder that exists"),
        ("folder.html", "--to must name a .html file"),
        (None, "required: --to"),
    ],
)
def test_a_bad_place_gets_one_line(replay, run, tmp_path, to, words):
    (tmp_path / "folder.html").mkdir()
    before = sorted(tmp_path.rglob("*"))
    arguments = [] if to is None else ["--to", str(tmp_path / to)]
    status, out, err = replay(run, *arguments, "--json")
    assert (status, out, err.count("\n")) == (2, "", 1) and words in err
    assert sorted(tmp_path.rglob("*")) == before


def test_an_unknown_run_gets_one_line_and_no_file(replay, run, home, tmp_path):
    status, out, err = replay("nobody", "--to", str(tmp_path / "x.html"), "--runs", str(home))
    assert (status, out) == (2, "") and err == f"There is no run 'nobody' in {home}.\n"
    assert not (tmp_path / "x.html").exists()
