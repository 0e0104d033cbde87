"""python -m orgnet_core import: runs from elsewhere, one or many."""

import pytest
from helpers import kept_bits, only_json

from orgnet_core.runs.store import Store


@pytest.fixture
def taken(call, run, tmp_path):
    """A folder with an archive of the run in it; the store is another one from then on."""
    (tmp_path / "taken").mkdir()
    call("export", run, "--to", str(tmp_path / "taken" / "a.zip"))
    return tmp_path / "taken"


def test_an_archive_comes_back_bit_for_bit_and_once(call, run, home, taken, tmp_path):
    there = ("--runs", str(tmp_path / "there"), "--json")
    status, out, err = call("import", str(taken / "a.zip"), *there)
    found = only_json(out)
    assert (status, err) == (0, "") and found.keys() == {"file", "bytes", "holds"}
    assert found["file"] == str(taken / "a.zip")
    assert found["bytes"] == (taken / "a.zip").stat().st_size
    about = {"run": run, "preset": "addition", "seed": 1, "state": "finished", "epoch": 6.0}
    assert found["holds"] == [about | {"new": True}]
    again = only_json(call("import", str(taken), *there)[1])
    assert again["holds"] == [about | {"new": False}]
    stores = [Store(place) for place in (home, tmp_path / "there")]
    assert len(stores[1].runs()) == 1
    assert kept_bits(stores[0], run) == kept_bits(stores[1], run)
    for store in stores:
        store.close()


def test_a_run_of_the_same_id_and_other_settings_gets_a_new_one(call, run, home, taken):
    store = Store(home)
    with store._database.writing() as db:
        db.execute("UPDATE runs SET config = json_set(config, '$.seed', 5)")
    store.close()
    (held,) = only_json(call("import", str(taken), "--json")[1])["holds"]
    assert held["new"] and held["run"] != run
    assert len(only_json(call("list", "--json")[1])) == 2


def test_without_json_people_get_a_line(call, taken, tmp_path):
    there = ("--runs", str(tmp_path / "there"))
    assert call("import", str(taken), *there)[1] == f"{taken}: 1 run imported\n"
    said = f"{taken}: 0 runs imported, 1 are here already\n"
    assert call("import", str(taken), *there)[1] == said


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("nothing.zip", "FILE must be an archive or a folder of archives"),
        ("empty", "FILE must be an archive or a folder of archives"),
        ("diary.zip", "This is no zip archive"),
    ],
)
def test_what_is_no_archive_gets_one_sentence(call, home, tmp_path, file, words):
    (tmp_path / "empty").mkdir()
    (tmp_path / "diary.zip").write_text("my diary " * 100)
    status, out, err = call("import", str(tmp_path / file), "--json")
    assert (status, out, err.count("\n")) == (2, "", 1) and words in err and file in err
