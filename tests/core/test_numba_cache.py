"""Where what is compiled is kept, where the package's own folder cannot take it."""

import os
import tempfile

import pytest

from orgnet_core.numba_cache import choose_folder, config


@pytest.fixture
def nothing_chosen(monkeypatch, tmp_path):
    (tmp_path / "disk").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "disk"))
    monkeypatch.setattr(config, "CACHE_DIR", "")


@pytest.fixture
def sealed(tmp_path):
    """A package's folder in which nobody can make one; root, too, cannot in a file."""
    (tmp_path / "package").touch()
    return tmp_path / "package"


def test_a_folder_that_can_be_written_to_serves(nothing_chosen, tmp_path):
    choose_folder(tmp_path)
    assert config.CACHE_DIR == ""


def test_else_it_is_one_on_this_machine_that_lets_nobody_else_in(nothing_chosen, sealed, tmp_path):
    choose_folder(sealed)
    folder = tmp_path / "disk" / f"organism-lab-{os.getuid()}"
    assert str(folder) == config.CACHE_DIR and folder.stat().st_mode & 0o777 == 0o700
    config.CACHE_DIR = ""
    choose_folder(sealed)
    assert str(folder) == config.CACHE_DIR


def test_one_that_others_could_have_written_to_is_not_taken(nothing_chosen, sealed, tmp_path):
    folder = tmp_path / "disk" / f"organism-lab-{os.getuid()}"
    folder.mkdir()
    folder.chmod(0o777)
    choose_folder(sealed)
    assert config.CACHE_DIR.startswith(f"{tmp_path}/disk/organism-lab-")
    assert str(folder) != config.CACHE_DIR


def test_what_somebody_chose_stays(nothing_chosen, sealed, monkeypatch):
    monkeypatch.setattr(config, "CACHE_DIR", "/chosen")
    choose_folder(sealed)
    assert config.CACHE_DIR == "/chosen"
