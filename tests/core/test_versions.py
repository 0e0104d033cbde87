"""A run's record names the versions that grew it: the one that began it, then each that went on."""

import io

import pytest
from helpers import SHORT, advance, left_growing, only_json, play_to_the_end

from orgnet_core.runs import versions
from orgnet_core.runs.archive.read import import_run
from orgnet_core.runs.archive.write import archived
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.store import Store
from orgnet_core.runs.versions import EARLIER, MOST, in_words, with_this_version
from orgnet_core.version import __version__


@pytest.fixture
def as_version(monkeypatch):
    """Go on as that version of Organism Lab."""
    return lambda version: monkeypatch.setattr(versions, "__version__", version)


def test_a_new_run_was_grown_by_the_version_that_runs(store, registry):
    run = registry.create(SHORT)
    play_to_the_end(run)
    assert run.versions == store.run(run.id).versions == (__version__,)


def test_each_version_that_goes_on_with_a_run_is_named_once_in_order(tmp_path, as_version):
    as_version("0.8.0")
    run = left_growing(tmp_path, SHORT, 5)
    for version in ("0.8.0", "1.0.0", "0.8.0"):
        as_version(version)
        registry = Registry(Store(tmp_path), unwatched_pause=1000)
        found = registry.get(run)
        advance(found)
        seen, kept = found.versions, registry.store.run(run).versions
        assert seen == kept == registry.store.listed()[0].record.versions
        registry.shut_down()
    assert kept == ("0.8.0", "1.0.0")


def test_to_look_at_a_run_adds_nothing(store, registry, tmp_path, as_version):
    as_version("0.8.0")
    run = left_growing(tmp_path, SHORT, 5)
    as_version("1.0.0")
    assert registry.get(run).versions == store.run(run).versions == ("0.8.0",)


def test_the_command_that_resumes_is_named_and_the_list_says_so(call, home, as_version):
    as_version("0.8.0")
    run = left_growing(home, SHORT, 5)
    as_version("1.0.0")
    assert call("resume", run)[0] == 0
    (listed,) = only_json(call("list", "--json")[1])
    assert listed["versions"] == "0.8.0, 1.0.0"
    assert "  0.8.0, 1.0.0  " in call("list")[1]


def test_an_imported_run_brings_its_versions_along_and_goes_on_by_this_one(
    tmp_path, registry, as_version
):
    as_version("0.8.0")
    run = left_growing(tmp_path, SHORT, 5)
    as_version("1.0.0")
    brought = import_run(registry.store, io.BytesIO(archived(registry.store, run)), 10_000_000)
    assert brought != run and registry.store.run(brought).versions == ("0.8.0",)
    play_to_the_end(registry.get(brought))
    assert registry.store.run(brought).versions == ("0.8.0", "1.0.0")


def test_of_very_many_versions_the_last_are_kept():
    many = tuple(f"0.0.{number}" for number in range(MOST))
    assert with_this_version(many) == (*many[1:], __version__)
    assert with_this_version(many[:3]) == (*many[:3], __version__)


def test_what_is_not_known_by_its_number_is_told_in_words():
    assert in_words((EARLIER, "1.0.0")) == "an earlier version, then version 1.0.0"
