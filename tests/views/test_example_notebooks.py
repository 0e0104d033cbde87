"""The example notebooks run from their first cell to their last, and keep their boards."""

import re

import nbformat
import pytest
from notebooks import executed

from scripts.serving import ROOT

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
WIDGETS = "application/vnd.jupyter.widget-state+json"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_keeps_a_recording_of_each_board(path, tmp_path):
    made = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in made.cells), "kept without what it prints"
    done = executed(made, tmp_path)
    widgets = done.metadata["widgets"][WIDGETS]["state"].values()
    boards = [each for each in widgets if "facts" in each["state"]]
    assert len(boards) == {"grow": 1, "cuts": 2}[path.stem]
    for board in boards:
        [recording] = [each for each in board["buffers"] if each["path"] == ["recording"]]
        assert len(recording["data"]) > 100_000
    said = "\n".join(f"{each}" for cell in done.cells for each in cell.get("outputs", []))
    if path.stem == "cuts":
        assert len(re.findall(r"seed \d: [+-]0\.\d{4} at the end", said)) == 5
    else:
        assert re.search(r"\d+ of 2,350 particles replicate themselves", said)
