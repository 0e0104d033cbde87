"""The Runs page lifts a dense net, and every page says something true of what was lifted."""

import subprocess
import sys

import numpy as np
import pytest
from apps import ROOT, healthy, lab, led_to, opened, run_of, runs_page, sentences, text
from helpers import bits
from nets import file_of, net

from orgnet_core.errors import LabError
from orgnet_core.fixpoints import Kind
from orgnet_core.pruning import Specimen
from orgnet_core.runs.archive.write import NET
from orgnet_core.runs.lifted import NetFile, add_lifted, plan
from orgnet_core.runs.state import State
from ui.prune import work
from ui.prune.cut_script import cut_script
from ui.shared.class_seeds import ClassSeeds
from ui.shared.scripts import run_script

SUM = file_of(net((2, 4, 1), "tanh"), activation="tanh")


def uploaded(content: bytes | None = None, **given: str):
    """The Runs page after a file of that content was sent off."""
    app = runs_page()
    if content is not None:
        sent = "net.safetensors", content, "application/octet-stream"
        app.file_uploader("lift_file").set_value(sent)
    for name, value in given.items():
        field = app.selectbox if name in ("activation", "task") else app.text_input
        field(f"lift_{name}").set_value(value)
    return healthy(app.button("lift").click().run())


@pytest.fixture
def run(registry):
    """A lifted run, whoever lifted it."""
    file = NetFile.read("my *net*.safetensors", SUM)
    return registry.require(add_lifted(registry.store, file, plan(file.net, {}).config))


def test_a_net_becomes_a_run_that_opens(registry):
    led = led_to(uploaded(SUM, seed="3", particle_hidden="2"))
    run = registry.require(led["run"])
    assert run.origin.title == "lifted from net.safetensors" and run.preset is None
    assert (run.config.seed, run.config.particle_hidden, run.config.activation) == (3, 2, "tanh")
    assert run.latest.kinds["self_replicator"] == 12
    assert run.state is State.PAUSED and run.can_grow


@pytest.mark.parametrize(
    ("content", "given", "words"),
    [
        (b"diary", {}, "no safetensors file"),
        (file_of(net((3, 2))), {}, "fits no task"),
        (SUM, {"task": "mnist15"}, "fits addition, not mnist15"),
        (SUM, {"seed": "one"}, "seed must be a whole number"),
    ],
)
def test_what_cannot_be_lifted_is_said_and_nothing_kept(registry, content, given, words):
    app = uploaded(content, **given)
    assert words in text(app.error) and "Not lifted:" in text(app.error)
    assert registry.store.runs() == []


def test_without_a_file_it_asks_for_one(registry):
    assert "Choose a file first." in text(uploaded().error)


def test_a_net_beyond_the_limits_of_this_server_is_refused(registry, monkeypatch):
    monkeypatch.setenv("ORGNET_MAX_PARTICLES", "1200")
    monkeypatch.setenv("ORGNET_MAX_PARTICLE_WEIGHTS", "48000")
    large = file_of(net((225, 50, 10)), activation="relu")
    assert "this server allows 1,200" in text(uploaded(large).error)
    assert registry.store.runs() == []


@pytest.mark.parametrize("page", [None, "particle", "prune", "runs", "status"])
def test_every_page_opens_it(registry, run, page):
    app = healthy(opened(page, run=run.id).run())
    if page == "particle":
        assert "lifted from my \\*net\\*.safetensors" in sentences(app)


def test_the_program_lifts_its_file_and_prints_the_recorded_numbers(run, tmp_path):
    (tmp_path / NET).write_bytes(SUM)
    shown, specimen = run.latest, Specimen.of(run.config, run.latest)
    for script in (run_script(run, 0), cut_script(run, 0, specimen, specimen.replicators)):
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        )
        assert f"mean absolute error {shown.metric}, loss {shown.task_loss}" in done.stdout


def test_reset_lifts_it_again_and_new_seed_with_the_next(registry, run):
    for key, seed in (("reset", 1), ("new_seed", 2)):
        app = lab(run=run.id)
        other = run_of(healthy(app.button(key).click().run()), registry)
        assert other is not None and other.id != run.id and other.config.seed == seed
        assert other.origin.lifted == run.origin.lifted
        assert (bits(other.latest) == bits(run.latest)) == (seed == 1)


def test_with_settings_of_another_shape_a_run_of_its_own_is_grown(registry, run):
    app = lab(run=run.id)
    app.text_input(f"set_{run.id}_hidden").set_value("3")
    other = run_of(healthy(app.button("apply").click().run()), registry)
    assert other is not None and other.config.hidden == (3,) and other.origin.lifted is None


def test_no_seeds_of_it_are_handed_out(registry, run):
    with pytest.raises(LabError, match="no seeds"):
        ClassSeeds(registry, run)


def test_its_first_weights_and_its_twin_are_those_that_were_lifted(run):
    nothing = np.zeros(12, bool)
    before, first, *_ = work.regrown(run, run.config.seed, nothing, 1)
    assert before["metric"] == first["metric"] == run.latest.metric
    assert next(work.twin_trained(run))["metric"] == pytest.approx(run.latest.metric, rel=1e-6)
    assert (run.latest.kind == Kind.SELF_REPLICATOR).all()
