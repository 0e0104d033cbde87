"""A task whose pictures are not on this machine: a sentence on every page, the server goes on."""

from importlib import import_module

import numpy as np
import pytest
from apps import healthy, lab, opened, text
from helpers import play_to_the_end
from pictures import write_idx
from streamlit.testing.v1 import AppTest

from orgnet_core.config import RunConfig
from orgnet_core.phases import Phase
from orgnet_core.tasks import TASKS

kmnist = import_module("orgnet_core.tasks.kmnist")
GONE = "The pictures of kmnist are not on this machine"
CONFIG = RunConfig(
    task="kmnist15", hidden=(2,), particle_hidden=1, batch_size=60_000, phases=(Phase(epochs=2),)
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Of Kuzushiji, not there yet."""
    monkeypatch.setenv("ORGNET_DATA", str(tmp_path / "data"))
    fresh(monkeypatch)
    return tmp_path / "data" / "KMNIST" / "raw"


def fresh(monkeypatch) -> None:
    """The task as a server has it that has just started."""
    kmnist._load.cache_clear()
    monkeypatch.setitem(TASKS, "kmnist15", kmnist.kmnist(15))


def test_a_link_and_settings_that_ask_for_them_get_a_sentence(folder, registry):
    page = healthy(opened("lab", preset="mnist15", task="kmnist15").run())
    assert GONE in text(page.text) and "cannot be grown" in text(page.warning)

    page = lab()
    run = page.session_state["run"]
    page.text_input(f"set_{run}_task").set_value("kmnist15")
    page = healthy(page.button(key="apply").click().run())
    assert GONE in text(page.markdown)
    assert not registry.store.runs()


def test_a_run_that_was_recorded_waits_for_its_pictures(folder, registry, monkeypatch, caplog):
    for part, size in (("train", 60_000), ("t10k", 10_000)):
        images = np.full((size, 28, 28), 9, np.uint8)
        write_idx(folder, part, images, (np.arange(size) % 10).astype(np.uint8))
    run = registry.create(CONFIG)
    play_to_the_end(run)
    kept = {file: file.read_bytes() for file in folder.iterdir()}
    for file in kept:
        file.unlink()
    fresh(monkeypatch)
    for page in ("lab", "prune"):
        caplog.clear()
        assert opened(page, run=run.id).run().exception  # said as the next test says it
        assert f"NoDataError: {GONE}" in caplog.text
    healthy(opened("runs").run())
    for file, content in kept.items():
        file.write_bytes(content)
    healthy(opened("lab", run=run.id).run())


def test_a_page_that_lacks_them_says_so():
    def page():
        from orgnet_core.tasks import TASKS
        from ui.session.trouble import show_trouble

        try:
            TASKS["own-nobodys"]
        except Exception as error:
            show_trouble(error)

    shown = healthy(AppTest.from_function(page).run())
    assert "are not on this machine" in text(shown.error)
