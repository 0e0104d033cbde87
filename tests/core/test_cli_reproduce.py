"""reproduce: all rows, the same numbers twice, and on from where it was stopped."""

from pathlib import Path
from shutil import copytree

import pytest
from helpers import only_json

from orgnet_core.cli import main
from orgnet_core.paper.kept import KeptFacts
from orgnet_core.paper.reproduction import Growth
from orgnet_core.paper.variants import variants_of

ONE = ("reproduce", "addition", "--jobs", "1", "--seeds", "1")


@pytest.fixture(scope="module")
def reproduced(tmp_path_factory) -> Path:
    """A folder with what the command made of one run of each variant."""
    folder = tmp_path_factory.mktemp("reproduced")
    assert main([*ONE, "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def folder(reproduced, tmp_path, monkeypatch) -> Path:
    """The same, to go on with; without pictures, which take longest."""
    monkeypatch.setattr("orgnet_core.paper.report.png", lambda _: b"")
    return copytree(reproduced, tmp_path / "out")


def numbers(folder: Path) -> bytes:
    return (folder / "reproduction.json").read_bytes()


def test_every_row_is_measured_and_twice_the_same(call, reproduced, tmp_path):
    status, said, _ = call(*ONE, "--json", "--out", str(tmp_path / "again"))
    assert status == 0
    found = only_json(said)
    assert [each["name"] for each in found["variants"]] == [
        each.name for each in variants_of("addition")
    ]
    for variant in found["variants"]:
        assert variant["seeds"] == [0]
        assert all(row["here"]["median"] is not None for row in variant["rows"])
    assert numbers(tmp_path / "again") == numbers(reproduced)
    for file in found["files"]:
        assert (reproduced / Path(file).name).read_bytes() == Path(file).read_bytes()


def test_the_report_has_every_row_and_every_picture(reproduced):
    page = (reproduced / "report.html").read_text()
    pictures = [*reproduced.glob("*.png")]
    assert len(pictures) == page.count("<img ") == 20
    assert page.count("first epoch at which all") == len(variants_of("addition"))
    assert all(each.read_bytes().startswith(b"\x89PNG") for each in pictures)


def test_what_is_there_is_not_grown_again(call, folder, monkeypatch):
    kept = KeptFacts(folder)
    assert all(kept.find(Growth(each, 0)) for each in variants_of("addition"))
    monkeypatch.setattr("orgnet_core.cli.reproduce.grow", lambda _: pytest.fail("grown again"))
    before = numbers(folder)
    assert call(*ONE, "--out", str(folder))[0] == 0
    assert numbers(folder) == before


def test_a_file_that_cannot_be_read_is_grown_again(call, folder):
    before = numbers(folder)
    for file in folder.glob("runs-*/*.json"):
        file.write_text("{")
    assert call(*ONE, "--out", str(folder))[0] == 0
    assert numbers(folder) == before


@pytest.mark.parametrize("seeds", ["0", "1001", "two", "0-4"])
def test_a_number_of_runs_that_cannot_be_is_refused_in_a_line(call, tmp_path, seeds):
    out = tmp_path / "out"
    status, said, errors = call("reproduce", "addition", "--seeds", seeds, "--out", str(out))
    assert (status, said) == (2, "") and errors.startswith("seeds must be a whole number from 1")
    assert not out.exists()


def test_a_folder_that_cannot_be_made_is_refused(call, tmp_path):
    (tmp_path / "out").write_text("")
    status, said, errors = call(*ONE, "--out", str(tmp_path / "out"))
    assert (status, said) == (2, "") and errors.startswith("--out must be a folder")
