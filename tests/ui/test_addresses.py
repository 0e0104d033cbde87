"""The documentation of addresses, endpoints and storage says what there is."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from helpers import SHORT
from safetensors import deserialize

from orgnet_core.config import RunConfig
from orgnet_core.phases import Phase
from orgnet_core.runs.archive.write import ABOUT, CHECKPOINT, CONFIG, FOR_PEOPLE, About
from orgnet_core.runs.store.migrations import SCHEMA_VERSION, bring_up_to_date
from orgnet_core.training import Trainer
from orgnet_views.frames import encode_frames
from ui.prune.cutting import COMBINE, MEASURES, SIDES
from ui.server.routes import routes
from ui.shared.addresses import ASSETS, CUT, ENDPOINTS, PARAMETERS
from ui.shared.lectures import LectureView

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "address.md").read_text()
README = (ROOT / "README.md").read_text()
QUOTED = set(re.findall(r"`([^`\n]+)`", PAGE))


def rows(heading: str) -> list[list[str]]:
    """Cells of the first table below a heading of the page, its own heading left out."""
    table = PAGE.partition(f"# {heading}\n")[2].partition("\n|")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n")[2:]]


def kept_in_link(name: str) -> str:
    if PARAMETERS[name].is_kept:
        return "kept"
    written = name in (*CUT, "beside", "step", "selected")
    return "written anew" if written else "left out"


def test_the_page_lists_every_parameter_and_no_other():
    found = {cells[0].strip("`"): cells[1:3] for cells in rows("The address")}
    assert found == {name: [each.part, kept_in_link(name)] for name, each in PARAMETERS.items()}


def test_the_readme_shows_every_parameter_and_no_other():
    table = README.partition("| In the address |")[2].partition("\n\n")[0]
    found = set(re.findall(r"[?&#](\w+)=", table))
    settings = RunConfig.model_fields.keys() | Phase.model_fields.keys()
    assert found - settings == PARAMETERS.keys()


def test_the_page_lists_the_words_of_a_cut():
    assert {*MEASURES, *SIDES, *COMBINE} <= QUOTED


def test_the_page_lists_every_endpoint():
    [folder] = routes()
    paths = {folder.path + route.path for route in folder.routes}
    shown = {quoted.split()[-1].partition("?")[0] for quoted in QUOTED if "/organism" in quoted}
    versioned = {path.replace(ASSETS, f"{ENDPOINTS}/assets/{{version}}") for path in paths}
    assert {path.replace(":path}", "}") for path in versioned} == shown


def test_the_page_lists_all_that_a_frame_holds(registry):
    body = encode_frames(registry.create(SHORT).view, 0)
    header = json.loads(body[4 : 4 + int.from_bytes(body[:4], "little")])
    assert {*header, *header["arrays"], *header["frames"][0]} <= QUOTED


def test_the_page_lists_all_that_a_lecture_holds():
    assert {*LectureView.model_fields, "version"} <= QUOTED


OWN_TABLES = """
SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'
"""


def test_the_page_lists_every_table_and_column_of_the_store():
    db = sqlite3.connect(":memory:")
    bring_up_to_date(db)
    tables = [name for (name,) in db.execute(OWN_TABLES)]
    found, table = {}, ""
    for name, columns, _ in rows("Storage"):
        table = name.strip("`") or table
        found.setdefault(table, set()).update(re.findall(r"`(\w+)`", columns))
    assert found == {
        table: {row[1] for row in db.execute(f"PRAGMA table_info({table})")} for table in tables
    }
    assert f"schema {SCHEMA_VERSION}" in PAGE


def test_the_page_lists_all_that_a_checkpoint_holds():
    assert {name for name, _ in deserialize(Trainer(SHORT).checkpoint())} <= QUOTED


@pytest.mark.parametrize("name", [CONFIG, ABOUT, CHECKPOINT, *FOR_PEOPLE])
def test_the_page_lists_every_file_of_an_archive(name):
    assert name in QUOTED


def test_the_page_lists_all_that_an_archive_says_of_a_run():
    assert About.model_fields.keys() <= QUOTED
