"""Schedules at the controls: the strip of phases, and phases that follow with one click."""

from ast import literal_eval
from urllib.parse import parse_qsl

import pytest
from apps import healthy, lab, led_to, runs_page, status_words, text, waiting_lab
from helpers import addition, advance, play_to_the_end
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.config import MOST_PHASES, SettingsError, parse_config
from orgnet_core.phases import Phase
from orgnet_core.runs.state import State
from ui.session.experiment_links import config_query, linked_config
from ui.shared.schedule_draft import Draft, in_words, means_something, parsed, texts_of
from ui.shared.scripts import run_script

ONE, TWO = Phase(epochs=1, task_lr=0.001), Phase(epochs=2, task=False)
MOVES = st.sampled_from(["add", "remove", "earlier", "later"])


@given(st.lists(MOVES, max_size=40), st.data())
def test_however_a_strip_is_built_it_shows_one_of_its_phases(moves, data):
    draft = Draft.made_of((ONE, TWO))
    for move in moves:
        draft.shown = data.draw(st.integers(0, len(draft.phases) - 1))
        shown, before = dict(draft.now), [dict(phase) for phase in draft.phases]
        if move in ("earlier", "later"):
            draft.move(1 if move == "later" else -1)
            assert draft.now == shown, "the phase that was moved stays in sight"
            assert sorted(map(str, draft.phases)) == sorted(map(str, before))
        elif move == "add" and not draft.is_full:
            draft.add()
            assert draft.now == shown and len(draft.phases) == len(before) + 1
        elif move == "remove":
            draft.remove()
            assert len(draft.phases) == max(1, len(before) - 1)
        assert 0 <= draft.shown < len(draft.phases) <= MOST_PHASES
    draft.check()


@pytest.mark.parametrize("phase", [ONE, TWO, Phase(replication="constraint", optimiser="adam")])
def test_a_phase_is_the_same_again_from_its_texts(phase):
    assert parsed(texts_of(phase)) == phase
    assert in_words(texts_of(phase)) == f"{phase.words} · {phase.epochs}"


def test_only_fields_that_decide_anything_are_shown():
    def hidden(**changes):
        texts = texts_of(Phase(**changes))
        return {name for name in texts if not means_something(name, texts)}

    replication = {"replication_lr", "replication_decay", "replication_momentum"}
    assert hidden() == set()
    assert hidden(task=False) == {"optimiser", "task_lr", "task_decay"}
    assert hidden(replication_steps=0) == replication
    assert hidden(replication="constraint") == replication | {"replication_steps"}


def test_a_phase_that_cannot_be_is_brought_into_sight():
    draft = Draft.made_of((ONE, TWO, ONE))
    draft.phases[1]["epochs"] = "few"
    with pytest.raises(SettingsError, match="epochs must be a whole number"):
        draft.check()
    assert draft.shown == 1 and in_words(draft.now) == "? · few"


@pytest.fixture
def two_phases(registry):
    config = addition().changed({"phases": [ONE.model_dump(), TWO.model_dump()]})
    run = registry.create(config, "addition")
    play_to_the_end(run)
    return run


def press(app, run, name):
    app.button(f"phase_{name}_{run.id}").click()
    return healthy(app.run())


def shown_field(app, run, name):
    """The field of that name, whichever phase it shows."""
    wanted = f"set_{run.id}_{name}"
    (found,) = (each for each in app.text_input if (each.key or "").startswith(wanted))
    return found


def test_a_schedule_is_built_in_the_form_and_grown(registry, two_phases):
    app = runs_page([two_phases.id])
    press(app, two_phases, "later")
    press(app, two_phases, "add")
    shown_field(app, two_phases, "epochs").set_value("7")
    shown_field(app, two_phases, "task_lr").set_value("0.25")
    healthy(app.run())
    app.button("apply").click().run()
    made = registry.get(led_to(app)["run"])
    third = ONE.model_copy(update={"epochs": 7, "task_lr": 0.25})
    assert made.config.phases == (TWO, ONE, third)
    assert made.config.changed({"phases": two_phases.config.phases}) == two_phases.config


def test_a_bad_field_of_a_phase_out_of_sight_gets_its_sentence(registry, two_phases):
    app = runs_page([two_phases.id])
    shown_field(app, two_phases, "epochs").set_value("0")
    press(app, two_phases, "later")
    press(app, two_phases, "add")
    shown_field(app, two_phases, "epochs").set_value("3")
    app.button("apply").click().run()
    assert "epochs must be a whole number from 1" in text(healthy(app).markdown)
    assert shown_field(app, two_phases, "epochs").value == "0"


def saving(app, run, name):
    return app.button(f"schedule_{name}_{run.id}")


def test_a_schedule_is_saved_under_a_name_and_used_in_another_run(registry, two_phases):
    app = runs_page([two_phases.id])
    assert saving(app, two_phases, "use").disabled and saving(app, two_phases, "forget").disabled
    app.text_input(f"schedule_name_{two_phases.id}").set_value("Rest at the end")
    saving(app, two_phases, "save").click()
    healthy(app.run())
    assert app.selectbox(f"schedule_choice_{two_phases.id}").value == "Rest at the end"
    other = registry.create(addition(seed=9), "addition")
    play_to_the_end(other)
    app = runs_page([other.id], visitor=app.session_state["visitor"])
    app.selectbox(f"schedule_choice_{other.id}").set_value("Rest at the end").run()
    saving(app, other, "use").click()
    healthy(app.run())
    app.button("apply").click().run()
    made = registry.get(led_to(app)["run"])
    assert made.config == other.config.changed({"phases": two_phases.config.phases})


def test_saved_schedules_are_their_visitors_alone_and_can_be_deleted(registry, two_phases):
    app = runs_page([two_phases.id])
    app.text_input(f"schedule_name_{two_phases.id}").set_value("mine")
    saving(app, two_phases, "save").click()
    healthy(app.run())
    stranger = runs_page([two_phases.id], visitor="b" * 22)
    assert stranger.selectbox(f"schedule_choice_{two_phases.id}").options == []
    saving(app, two_phases, "forget").click()
    healthy(app.run())
    assert app.selectbox(f"schedule_choice_{two_phases.id}").options == []


def test_a_schedule_without_a_name_or_with_a_bad_phase_is_not_saved(registry, two_phases):
    app = runs_page([two_phases.id])
    saving(app, two_phases, "save").click()
    assert "must have 1 to 60 characters" in text(healthy(app.run()).markdown)
    app.text_input(f"schedule_name_{two_phases.id}").set_value("bad")
    shown_field(app, two_phases, "epochs").set_value("many")
    saving(app, two_phases, "save").click()
    assert "epochs must be a whole number" in text(healthy(app.run()).markdown)
    assert app.selectbox(f"schedule_choice_{two_phases.id}").options == []


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ("freeze_task", "replicate on"),
        ("constrain", "constraint, Adam 0.003"),
        ("task_only", "task only, SGD 0.004"),
    ],
)
def test_one_click_appends_a_phase_to_a_finished_organism(registry, button, words):
    run = registry.create(addition(), "addition")
    play_to_the_end(run)
    app = lab(run=run.id)
    app.button(button).click()
    healthy(app.run())
    assert [phase.words for phase in run.config.phases] == ["10 SR steps, SGD 0.004", words]
    assert run.join(60) and run.state is State.FINISHED
    app = lab(run=run.id)
    assert f"epoch 23 of 23, step 460, phase 2 ({words})" in status_words(app)
    query = dict(parse_qsl(config_query("addition", run.config)))
    assert linked_config(query) == ("addition", run.config), "a link carries the schedule"
    script = run_script(run, len(run.snapshots) - 1)
    assert words in parse_config(literal_eval(_config_in(script))).phases[1].words


def _config_in(script: str) -> str:
    return script.partition("parse_config(\n")[2].partition("\n)\n")[0].strip()


def test_the_phase_that_the_settings_show_can_be_appended(registry, two_phases):
    app = lab(run=two_phases.id)
    shown_field(app, two_phases, "epochs").set_value("4")
    app.button("append_phase").click()
    healthy(app.run())
    assert two_phases.config.phases == (ONE, TWO, ONE.model_copy(update={"epochs": 4}))


def test_what_cannot_be_appended_is_said(registry, monkeypatch):
    run = registry.create(addition(epochs=3), "addition")
    advance(run)
    monkeypatch.setenv("ORGNET_MAX_EPOCHS", "200")
    app = lab(run=run.id)
    shown_field(app, run, "epochs").set_value("1000")
    app.button("append_phase").click()
    healthy(app.run())
    assert "epochs would be 1,001; this server allows 200" in text(app.warning).replace("\\", "")
    assert run.state is State.PAUSED and len(run.config.phases) == 1


def test_only_who_may_steer_appends_and_only_to_what_has_begun(registry):
    app, run = waiting_lab(registry)
    assert all(app.button(name).disabled for name in ("freeze_task", "append_phase"))
    advance(run)
    healthy(app.run())
    assert not app.button("freeze_task").disabled
    watcher = lab(run=run.id)
    assert all(watcher.button(name).disabled for name in ("freeze_task", "append_phase"))
