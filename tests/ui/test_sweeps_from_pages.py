"""Sweeps from the Lab and from the Sweeps page: what they would take, the start, Stop, Go on."""

import pytest
import streamlit as st
from apps import healthy, lab, opened, sentences
from helpers import DEADLINE, LONG, SHORT, addition, wait_until

from orgnet_core.phases import Phase
from orgnet_core.runs.access import Access, owner_digest
from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.sweeps.grid import Grid
from orgnet_core.training import Trainer
from ui.session.sweeps import POLL
from ui.shared.pace import _try
from ui.shared.registry import registry as shared_registry
from ui.shared.sweeping import sweeping

ENDLESS = Grid(LONG, {"seed": range(10)})


@pytest.fixture(autouse=True)
def home(registry):
    """Each test has a store of its own."""


def form(**session):
    """The Sweeps page with its form open."""
    app = opened("sweeps")
    app.session_state["sweep_form"] = True
    for name, value in session.items():
        app.session_state[name] = value
    return healthy(app.run())


def can_start(app) -> bool:
    return not app.button("sweep_grow").disabled


def started(grid: Grid, visitor: str) -> None:
    record = SweepRecord(grid.id, "addition", grid.to_json())
    sweeping().start(record, grid, visitor, lambda _: True)


def test_the_lab_says_what_ten_seeds_take_and_grows_them(registry):
    run = registry.create(addition(epochs=1, seed=4), "addition")
    app = lab(run=run.id)
    app.session_state["ten_seeds_open"] = True
    healthy(app.run())
    assert "seeds 4 to 13. **10 runs**: about" in sentences(app)
    healthy(app.button("ten_seeds_grow").click().run())
    [sweep] = registry.store.sweeps.all()
    assert sweeping().find(sweep.id).wait(DEADLINE)
    records = registry.store.runs()
    assert sorted(each.config.seed for each in records) == [*range(4, 14)]
    assert all(each.access.allows(app.session_state["visitor"]) for each in records)
    assert "all of them are finished already" in sentences(healthy(app.run()))


def test_a_time_not_known_yet_is_asked_for_again_until_it_is(registry, monkeypatch):
    run, timers = registry.create(addition(epochs=1, seed=4), "addition"), []
    fragment = st.fragment
    monkeypatch.setattr(
        "ui.session.sweeps.st.fragment",
        lambda func=None, *, run_every=None: (
            timers.append(run_every) or fragment(func, run_every=run_every)
        ),
    )
    app = lab(run=run.id)
    app.session_state["ten_seeds_open"] = True
    with monkeypatch.context() as cold:
        cold.setattr(Trainer, "is_warm", property(lambda _: False))
        _try.cache_clear()
        healthy(app.run())
    assert "**10 runs**: the time is unknown" in sentences(app) and POLL in timers
    timers.clear()
    assert "**10 runs**: about" in sentences(healthy(app.run())) and POLL not in timers


def test_the_form_counts_the_runs_and_says_how_long_they_take_before_any_starts(registry):
    app = form(sweep_preset="addition", sweep_seeds="0-4,7")
    assert "**6 runs**: about" in sentences(app) and "estimated" in sentences(app)
    app.selectbox("sweep_name_0").set_value("epochs").run()
    app.text_input("sweep_values_0").set_value("1, 2").run()
    assert "**12 runs**: about" in sentences(healthy(app)) and can_start(app)
    app.selectbox("sweep_name_1").set_value("momentum").run()
    app.text_input("sweep_values_1").set_value("0.5,0.8,0.9").run()
    assert "**36 runs**" in sentences(healthy(app))
    assert registry.store.runs() == registry.store.sweeps.all() == []


def test_a_sweep_of_the_form_grows_and_is_shown(registry):
    app = form(sweep_preset="addition", sweep_seeds="0-1")
    app.selectbox("sweep_name_0").set_value("epochs").run()
    app.text_input("sweep_values_0").set_value("1,2").run()
    healthy(app.button("sweep_grow").click().run())
    [sweep] = registry.store.sweeps.all()
    assert sweeping().find(sweep.id).wait(DEADLINE)
    assert len(registry.store.runs()) == 4
    app = healthy(opened("sweeps", sweep=sweep.id).run())
    assert app.get("progress")[0].proto.text.startswith("4 of 4 runs finished.")


def test_whole_schedules_are_swept_the_visitors_saved_ones_too(registry):
    app = form(sweep_preset="addition", sweep_seeds="0-1")
    mine = (Phase(epochs=3, task=False), Phase(epochs=1))
    registry.store.saved_schedules.save(owner_digest(app.session_state["visitor"]), "odd one", mine)
    app.selectbox("sweep_name_0").set_value("epochs").run()
    app.text_input("sweep_values_0").set_value("1").run()
    names = ["original", "original, then the task frozen", "saved: odd one"]
    app.multiselect("sweep_schedules").set_value(names).run()
    assert "**6 runs**" in sentences(healthy(app))
    healthy(app.button("sweep_grow").click().run())
    [sweep] = registry.store.sweeps.all()
    assert sweeping().find(sweep.id).wait(DEADLINE)
    own = addition(epochs=1).phases
    once = tuple(phase.model_copy(update={"epochs": 1}) for phase in mine)
    found = {record.config.phases for record in registry.store.runs()}
    assert len(found) == 3 and {own, once} < found
    app = healthy(opened("sweeps", sweep=sweep.id).run())
    assert "Schedule" in app.selectbox("sweeps_against").options
    assert "1 epoch replicate on; then 1 epoch " in sentences(app)


@pytest.mark.parametrize(
    ("seeds", "name", "values", "sentence"),
    [
        ("0-", None, "", "seeds must be whole numbers and ranges of them"),
        ("", None, "", "seeds must be whole numbers and ranges of them"),
        ("0-999999", None, "", "seeds must be at most 10,000, not 1,000,000."),
        ("0-300", None, "", "may have 300 runs (ORGNET_MAX_SWEEP), not 301"),
        ("0-9", "particle_hidden", "", "particle_hidden must be values parted by commas"),
        ("0-9", "particle_hidden", "2,many", "particle_hidden must be a whole number"),
        ("0-9", "hidden", "400,400", "hidden would make"),
    ],
)
def test_a_bad_grid_gets_a_sentence_before_anything_starts(registry, seeds, name, values, sentence):
    rows = {"sweep_name_0": name, "sweep_values_0": values} if name else {}
    app = form(sweep_preset="addition", sweep_seeds=seeds, **rows)
    assert sentence in sentences(app).replace("\\", "").replace("\N{WORD JOINER}", "")
    assert not can_start(app) and registry.store.sweeps.all() == []


def test_the_settings_of_the_run_one_came_with_are_offered_first(registry):
    run = registry.create(SHORT.changed({"seed": 5}), "addition")
    app = form(run=run.id)
    chosen = app.selectbox("sweep_preset")
    assert chosen.value == "run" and run.id in chosen.options[0]


def test_who_started_a_sweep_stops_it_and_goes_on(registry):
    app = healthy(opened().run())  # so that the visitor is known
    started(ENDLESS, app.session_state["visitor"])
    sweep = sweeping().find(ENDLESS.id)
    wait_until(lambda: any(run.step > 5 for run in sweep.standing[0]))
    app.switch_page("pages/sweeps.py")
    healthy(app.run())
    assert "1 in training" in sentences(app) and "to come" in sentences(app)
    healthy(app.button("sweep_stop").click().run())
    assert sweep.is_over and registry.slots.training == []
    healthy(app.button("sweep_go_on").click().run())
    again = sweeping().find(ENDLESS.id)
    assert again is not sweep and not again.is_over
    again.stop()


def test_others_see_how_it_grows_and_may_not_stop_it(registry):
    started(ENDLESS, "b" * 22)
    app = healthy(opened("sweeps").run())
    assert app.button("sweep_stop").disabled
    app.session_state["is_admin"] = True
    assert not healthy(app.run()).button("sweep_stop").disabled
    sweeping().find(ENDLESS.id).stop()
    del app.session_state["is_admin"]
    assert healthy(app.run()).button("sweep_go_on").disabled


def test_why_a_sweep_stopped_is_said(registry):
    registry.slots.most_waiting = 1
    slots = registry.slots
    others = range(10, 10 + slots.count + 1)  # seeds that are not the sweep's, which adopts runs
    *train, waits = (
        registry.create(LONG.changed({"seed": seed}), None, Access.of("b" * 22)) for seed in others
    )
    for run in train:
        run.play()
        wait_until(lambda run=run: run.id in slots.training)  # and waits no more
    waits.play()
    started(ENDLESS, "b" * 22)
    assert sweeping().find(ENDLESS.id).wait(DEADLINE)
    said = sentences(healthy(opened("sweeps").run())).replace("\\", "")
    assert "runs of one visitor may wait for their turn at once" in said


def test_a_link_names_the_sweep_to_show(registry):
    for preset, epochs in (("addition", 1), ("mnist15", 2)):
        grid = Grid(addition(epochs=epochs), {"seed": range(3)})
        registry.store.sweeps.keep(SweepRecord(grid.id, preset, grid.to_json()))
    for sweep in shared_registry().store.sweeps.all():
        app = healthy(opened("sweeps", sweep=sweep.id).run())
        assert app.selectbox("sweeps_sweep").value.id == sweep.id
    assert "no such sweep" in sentences(healthy(opened("sweeps", sweep="0badcafe").run()))


def test_a_class_is_shown_with_the_seeds_that_have_been_handed_out_since(registry):
    grid = Grid(addition(epochs=1), {"seed": [6]})
    registry.store.sweeps.keep(SweepRecord("c1a55000", "addition", grid.to_json()))
    app = healthy(opened("sweeps").run())
    assert app.get("progress")[0].proto.text.startswith("0 of 1 run finished.")
    more = Grid(addition(epochs=1), {"seed": [6, 7, 8]})
    registry.store.sweeps.widen("c1a55000", more.to_json())
    healthy(app.run())
    assert app.get("progress")[0].proto.text.startswith("0 of 3 runs finished.")
