"""python -m orgnet_core export: a recorded run as one file."""

import json
import zipfile

import pytest
from helpers import only_json

from orgnet_core.runs.archive.read import read_archive
from orgnet_core.runs.store import Store


@pytest.fixture
def run(call) -> str:
    return json.loads(call("train", "addition", "--epochs", "2", "--json")[1])["run"]


def test_the_file_holds_the_run_and_the_answer_says_what(call, run, home, tmp_path):
    target = tmp_path / "taken.zip"
    status, out, err = call("export", run, "--to", str(target), "--json")
    found = only_json(out)
    assert (status, err) == (0, "")
    assert found.keys() == {"file", "run", "bytes", "holds"}
    assert (found["file"], found["run"]) == (str(target), run)
    assert found["bytes"] == target.stat().st_size
    with zipfile.ZipFile(target) as archive:
        assert found["holds"] == archive.namelist()
    expected = {"config.json", "weights.safetensors", "metrics.csv", "metrics.parquet"}
    assert expected | {"particles.csv", "README.txt"} <= set(found["holds"])
    store = Store(home)
    with target.open("rb") as file:
        assert read_archive(file, 10**8).record == store.run(run)
    store.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runs", "taken.zip"]


def test_without_json_people_get_a_line(call, run, tmp_path):
    _, out, _ = call("export", run, "--to", str(tmp_path / "x.zip"))
    assert out.startswith(f"{tmp_path / 'x.zip'}: ") and out.endswith(" bytes\n")


def test_runs_may_be_kept_elsewhere(call, run, home, tmp_path):
    home.rename(tmp_path / "there")
    arguments = ("export", run, "--to", str(tmp_path / "x.zip"), "--runs", str(tmp_path / "there"))
    assert call(*arguments)[0] == 0
    assert not home.exists()


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("x.tar", "--to must name a .zip file"),
        ("no/folder/x.zip", "in a folder that exists"),
        ("folder.zip", "--to must name a .zip file"),
        (None, "required: --to"),
    ],
)
def test_a_bad_place_gets_one_line(call, run, tmp_path, to, words):
    (tmp_path / "folder.zip").mkdir()
    before = sorted(tmp_path.rglob("*"))
    arguments = [] if to is None else ["--to", str(tmp_path / to)]
    status, out, err = call("export", run, *arguments, "--json")
    assert (status, out, err.count("\n")) == (2, "", 1) and words in err
    assert sorted(tmp_path.rglob("*")) == before


def test_an_unknown_run_gets_one_line_and_no_file(call, run, home, tmp_path):
    status, out, err = call("export", "nobody", "--to", str(tmp_path / "x.zip"))
    assert (status, out) == (2, "") and err == f"There is no run 'nobody' in {home}.\n"
    assert not (tmp_path / "x.zip").exists()


def test_where_nothing_was_recorded_nothing_is_written(call, home, tmp_path):
    status, _, err = call("export", "nobody", "--to", str(tmp_path / "x.zip"))
    assert status == 2 and "There are no runs here" in err
    assert not home.exists() and list(tmp_path.iterdir()) == []
