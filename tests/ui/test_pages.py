"""The pages' logic, driven without a browser."""

import threading

import pytest
from apps import healthy, lab, run_of, status_words, text, waiting_lab
from helpers import DEADLINE, LONG, advance, decode, wait_until
from streamlit.testing.v1 import AppTest

from orgnet_core.config import RunConfig
from orgnet_core.examples import EXAMPLES
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.runs.state import State
from ui.shared.texts import TEXTS

TINY = {"epochs": "2"}


def prune(run) -> AppTest:
    app = lab(run=run.id)
    app.switch_page("pages/prune.py")
    return healthy(app.run())


def finished(registry, name="addition", **changes):
    run = registry.create(PRESETS[name].config.changed(TINY | changes), name)
    run.play()
    assert run.join(DEADLINE)
    assert run.state is State.FINISHED
    return run


def growing_threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("grow-")]


@pytest.fixture
def asleep(clock, registry):
    """A run that rests because nobody watched it."""
    run = registry.create(LONG, "addition")
    run.play()
    wait_until(lambda: run.step > 0)
    clock["now"] = 1000.0
    wait_until(lambda: run.view.sleeps)
    yield run
    run.stop()


def test_to_look_at_a_run_that_nobody_watched_lets_it_go_on(asleep):
    app = lab(run=asleep.id)
    assert asleep.state.is_growing and not status_words(app).startswith("Paused")


def test_an_open_page_lets_a_run_that_nobody_watched_go_on(asleep, client):
    answer = decode(client.get(f"/organism/runs/{asleep.id}/frames").content)
    assert asleep.state.is_growing and answer["status"]["state"] != "Paused"


def test_a_link_to_a_preset_shows_it_ready_to_train(registry):
    app, run = waiting_lab(registry)
    assert status_words(app).startswith("Ready to train")
    assert "0 of 1,200 particles" in status_words(app)
    assert run.preset == "mnist15"
    assert not app.button("play").disabled
    assert app.button("pause").disabled and app.button("stop").disabled


def test_play_then_pause_trains_and_leaves_no_thread(registry):
    app, run = waiting_lab(registry, "addition")
    app.button("play").click().run()
    assert growing_threads() == [f"grow-{run.id}"]
    assert app.button("play").disabled
    app.button("pause").click().run()
    assert growing_threads() == []
    assert run.state is State.PAUSED and run.step > 0
    assert f"step {run.step:,}" in status_words(app)


def test_step_trains_on_exactly_one_batch(registry):
    app, run = waiting_lab(registry)
    for step in (1, 2):
        app.button("step").click().run()
        assert run.join(DEADLINE) and run.step == step


def test_reset_grows_the_same_organism_and_new_seed_another(registry):
    app, first = waiting_lab(registry)
    app.button("reset").click().run()
    second = run_of(app, registry)
    app.button("new_seed").click().run()
    third = run_of(app, registry)
    assert len({first.id, second.id, third.id}) == 3
    assert (first.latest.weight == second.latest.weight).all()
    assert third.config.seed == 2
    assert (first.latest.weight != third.latest.weight).any()


@pytest.mark.parametrize(
    ("button", "settings", "sentence"),
    [
        ("new_seed", {"seed": 2**32 - 1}, "seed must be a whole number from 0 to 4,294,967,295"),
        ("reset", {"hidden": (200,)}, "hidden would make 47,000 particles"),
    ],
)
def test_what_cannot_be_grown_here_is_refused_and_the_run_goes_on(
    registry, monkeypatch, button, settings, sentence
):
    """Such as a run that was imported, or grown by the command line."""
    config = PRESETS["mnist15"].config.changed(settings)
    run = registry.create(config, "mnist15")
    advance(run)
    monkeypatch.setenv("ORGNET_MAX_PARTICLES", "40000")
    app = lab(run=run.id)
    app.button(button).click()
    healthy(app.run())
    assert sentence in text(app.warning).replace("\\", "")
    assert run_of(app, registry) is run and run.state is State.PAUSED
    app.run()
    assert not app.warning


def test_a_link_finds_its_run_again_and_stop_ends_it(registry):
    run = finished(registry)
    app = lab(run=run.id)
    assert run_of(app, registry) is run
    assert status_words(app).startswith("Finished")
    assert app.button("play").disabled and app.button("stop").disabled


@pytest.mark.parametrize(
    "run_id", ["no-such-run", "<script>alert(1)</script>", "../../etc", "0" * 500]
)
def test_a_bad_link_gets_a_sentence_and_the_organism_that_greets_visitors(registry, run_id):
    app = lab(run=run_id)
    assert "has no run" in text(app.warning)
    assert "<script" not in text(app.warning)
    assert run_of(app, registry).id == EXAMPLES["mnist15"].run


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("task", "mnist16", "task must be one of addition, mnist15"),
        ("task", "mnist15-crop15", "from 1 to 14 for these pictures"),
        ("hidden", "-5, 5", "at most 4 layer widths, each from 1 to 4,096"),
        ("hidden", "4096, 4096", "at most 2,000,000 are allowed"),
        ("hidden", "1000", "would make 235,000 particles; this server allows 100,000"),
        ("batch_size", "many", "a whole number from 1 to 60,000"),
        ("epochs", "0", "a whole number from 1 to 10,000"),
        ("task_lr", "nan", "a number from 0 to 10"),
        ("seed", "-1", "a whole number from 0 to"),
        ("activation", "swish", "one of gelu, relu, tanh, linear"),
        ("replication_momentum", "reset", "one of kept, restarted"),
    ],
)
def test_bad_settings_get_a_sentence_beside_the_control(registry, field, value, words):
    app = lab()
    run = run_of(app, registry)
    app.text_input(f"set_{run.id}_{field}").set_value(value)
    app.button("apply").click().run()
    healthy(app)
    assert words in text(app.markdown)
    assert run_of(app, registry) is run, "the organism on screen stays"
    assert app.text_input(f"set_{run.id}_{field}").value == value, "what was typed stays"


def test_the_form_has_every_setting_but_those_that_links_and_commands_alone_change():
    every = RunConfig.model_fields.keys() | Phase.model_fields.keys()
    assert every - TEXTS["settings"].keys() == {"dtype", "device", "kernel", "phases"}


def test_good_settings_start_a_new_organism(registry):
    app = lab()
    run = run_of(app, registry)
    app.text_input(f"set_{run.id}_hidden").set_value("3")
    app.text_input(f"set_{run.id}_seed").set_value("7")
    app.button("apply").click().run()
    config = run_of(app, registry).config
    assert config.hidden == (3,) and config.seed == 7
    assert config.changed({"hidden": run.config.hidden, "seed": 1}) == run.config


def test_a_diverging_run_says_so_and_keeps_its_last_good_snapshot(registry):
    config = PRESETS["mnist15"].config.changed({"task_lr": "10", "replication_lr": "10"})
    run = registry.create(config, "mnist15")
    run.play()
    assert run.join(DEADLINE)
    app = lab(run=run.id)
    assert "diverged" in text(app.error)
    assert status_words(app).startswith("Diverged")
    assert app.button("play").disabled
    assert registry.store.snapshots(run.id)[-1].step == run.latest.step


def test_pruning_says_before_and_after_at_once(registry):
    run = finished(registry, "mnist15", hidden="3", batch_size="1000")
    app = prune(run)
    replicators = run.latest.kinds["self_replicator"]
    assert f"**{replicators:,}** of 705 particles" in text(app.markdown)
    before = app.metric[0].value
    app.radio("prune_by").set_value("random").run()
    app.slider("prune_share").set_value(100.0).run()
    healthy(app)
    assert app.metric[0].value == before == f"{run.latest.metric:.3f}"
    assert app.metric[1].value == "0.098", "equal logits name class 0: 980 of 10,000"
    app.button("match").click().run()
    assert f"**{replicators:,}** of 705 particles" in text(app.markdown)


def test_pruning_before_growing_says_what_to_do(registry):
    app = prune(registry.create(PRESETS["addition"].config, "addition"))
    assert "Press Play in the Lab first" in text(app.info)
