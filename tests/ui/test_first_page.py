"""Who comes without a run is shown a finished one, which comes with the Lab."""

import pytest
from apps import (
    components,
    healthy,
    lab,
    opened,
    run_of,
    sentences,
    status_words,
    text,
    waiting_lab,
)
from helpers import DEADLINE, SHORT, play_to_the_end

from orgnet_core.examples import EXAMPLES, RUNS
from orgnet_core.presets import PRESETS
from orgnet_core.runs.state import State
from ui.lab.gallery import picture
from ui.session.steering import may_steer
from ui.shared.examples import WORDS

PAPERS = EXAMPLES["mnist15"]


@pytest.fixture
def small(monkeypatch) -> None:
    """An installation whose limits forbid the wider organism."""
    monkeypatch.setenv("ORGNET_MAX_PARTICLES", "1200")


def test_the_first_page_shows_the_papers_organism_as_it_was_recorded(registry):
    app = lab()
    assert run_of(app, registry).id == PAPERS.run
    status, said = status_words(app), sentences(app)
    assert status.startswith("Recorded: 200 epochs")
    assert "256 of 1,200 particles are self-replicators" in status
    assert "learnt to read handwritten digits" in said and "View only" not in said
    assert all(name not in said + status for name in ("watching", "Finished"))
    timeline = next(
        each for each in components(app, "organism_board") if "timeline" in each["views"]
    )
    assert timeline["plays"]


@pytest.mark.parametrize("page", ["particle", "prune", "compare"])
def test_every_page_shows_a_finished_organism(registry, page):
    app = healthy(opened(page).run())
    assert run_of(app, registry).id == PAPERS.run
    assert "has not grown yet" not in sentences(app)


def test_the_gallery_opens_each_example_in_place(registry):
    app = lab()
    for run, example in RUNS.items():
        app.button(f"open_{run}").click()
        assert run_of(healthy(app.run()), registry).id == run
        assert WORDS[example.name]["learnt"] in sentences(app)
    assert not registry.store.listed(), "lists leave them out"


def test_whoever_grows_their_own_gets_the_next_seed_and_the_recording_stays(registry):
    app = lab(run=EXAMPLES["addition"].run)
    healthy(app.button("play").click().run())
    own = run_of(app, registry)
    assert own.join(DEADLINE) and own.state is State.FINISHED
    assert own.config == PRESETS["addition"].config.changed({"seed": 2})
    assert own.access.allows(app.session_state["visitor"])
    healthy(app.run())
    assert status_words(app).startswith("Finished") and app.button("open_e1"), "still to be reached"
    assert registry.require(EXAMPLES["addition"].run).config.seed == 1


def test_of_an_example_step_reset_and_new_seed_make_fresh_runs(registry):
    for button, seed, step in (("step", 2, 1), ("reset", 1, 0), ("new_seed", 2, 0)):
        app = lab(run=EXAMPLES["addition"].run)
        healthy(app.button(button).click().run())
        run = run_of(app, registry)
        assert run.join(DEADLINE) and (run.config.seed, run.step) == (seed, step)


def test_the_frozen_one_grows_under_its_own_schedule(registry):
    app = lab(run=EXAMPLES["frozen"].run)
    healthy(app.button("new_seed").click().run())
    config = run_of(app, registry).config
    assert config == EXAMPLES["frozen"].config.changed({"seed": 2})
    assert [phase.task for phase in config.phases] == [True, False]


def test_a_preset_that_has_an_example_shows_it_and_another_waits_for_play(registry):
    app = lab()
    app.selectbox("preset").select("fashion15")
    assert run_of(healthy(app.run()), registry).id == EXAMPLES["fashion15"].run
    app.selectbox("preset").select("digits")
    assert run_of(healthy(app.run()), registry).state is State.READY
    _, run = waiting_lab(registry, "addition")
    assert run.id not in RUNS, "a link with settings makes the run that it asks for"


def test_nobody_steers_an_example(registry, monkeypatch):
    monkeypatch.setenv("ORGNET_EVERYBODY_STEERS", "true")
    monkeypatch.setattr("ui.session.steering.is_admin", lambda: True)
    assert not may_steer(registry.require(PAPERS.run))
    assert may_steer(registry.create(SHORT))


def test_limits_leave_out_what_they_forbid(registry, small):
    app = lab()
    cards = {each.key for each in app.button if f"{each.key}".startswith("open_e")}
    assert cards == {f"open_{run}" for run in RUNS if RUNS[run].name != "mnist15-quick"}


def test_a_store_without_room_shows_an_organism_that_waits(registry, monkeypatch):
    monkeypatch.setattr(registry.store, "quota", type(registry.store.quota)(all=1000))
    for page in (None, "particle", "prune", "compare"):
        run = run_of(healthy(opened(page).run()), registry)
        assert run.state is State.READY and run.preset == "mnist15"
    app = healthy(lab().button("open_e2").click().run())
    assert WORDS["no_room"] in text(app.warning)


def test_a_run_of_ones_own_stays_the_one_that_is_shown(registry):
    own = registry.create(SHORT, "addition")
    play_to_the_end(own)
    app = lab(run=own.id)
    app.switch_page("pages/particle.py")
    assert run_of(healthy(app.run()), registry) is own


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_every_example_has_words_and_a_picture(example):
    assert WORDS[example.name].keys() == {"title", "about", "learnt"}
    assert picture(example).startswith("data:image/svg+xml;base64,")
