"""The Compare page: which two organisms stand side by side, and what is said of them."""

from copy import deepcopy

import pytest
from apps import components, healthy, opened, sentences
from helpers import play_to_the_end

from orgnet_core.presets import PRESETS
from orgnet_core.trials.recorded import recorded_trial
from ui.compare.choice import BESIDE
from ui.compare.schedules import sentences as found_sentences
from ui.compare.schedules import table
from ui.shared.texts import TEXTS

WORDS = TEXTS["compare"]


def grown(registry, **settings):
    config = PRESETS["addition"].config.changed({"epochs": 1} | settings)
    run = registry.create(config, "addition")
    play_to_the_end(run)
    return run


@pytest.fixture
def runs(registry):
    """The oldest first: two of one shape, then one of another."""
    return [grown(registry), grown(registry, seed=2), grown(registry, hidden="4")]


def compared(run, **query):
    return healthy(opened("compare", run=run.id, **query).run())


def test_beside_an_organism_stands_the_newest_other_one_of_its_shape(runs):
    first, second, _ = runs
    left, right, timeline = components(compared(first), "organism_board")
    assert (left["run"], right["run"]) == (first.id, second.id)
    assert left["views"] == right["views"] and timeline["views"] == ["timeline"]
    assert timeline["beside"] == {"run": second.id, "alike": True}


def test_a_link_names_both(runs):
    first, _, other = runs
    app = compared(first, beside=other.id)
    _, right, timeline = components(app, "organism_board")
    assert right["run"] == other.id and timeline["query"] == {"beside": other.id}
    assert timeline["beside"]["alike"] is False and WORDS["unlike"] in sentences(app)


def test_another_one_is_chosen(runs):
    first, second, other = runs
    app = compared(first)
    app.selectbox(BESIDE).select(other.id).run()
    _, right, _ = components(healthy(app), "organism_board")
    assert right["run"] == other.id
    assert WORDS["anecdote"]["same"] in sentences(app)
    app.selectbox(BESIDE).select(second.id).run()
    assert WORDS["anecdote"]["other"] in sentences(healthy(app))


def test_the_timeline_is_that_of_the_longer_schedule(registry):
    short, long = grown(registry), grown(registry, epochs=2)
    *_, timeline = components(compared(short, beside=long.id), "organism_board")
    assert (timeline["run"], timeline["beside"]["run"]) == (long.id, short.id)


@pytest.mark.parametrize("named", ["deadbeef", "<b>x</b>"])
def test_a_link_to_nothing_is_said_and_another_one_shown(runs, named):
    app = compared(runs[0], beside=named)
    said = sentences(app)
    assert "knows no run" in said and "<b>" not in said
    assert components(app, "organism_board")[1]["run"] == runs[1].id


def test_no_organism_stands_beside_itself(runs):
    app = compared(runs[1], beside=runs[1].id)
    assert components(app, "organism_board")[1]["run"] == runs[0].id


def test_without_another_one_it_is_said_where_to_get_one(registry):
    app = compared(grown(registry))
    assert WORDS["nothing"] in sentences(app) and not components(app, "organism_board")


def test_over_seeds_stands_what_the_recorded_trial_found(registry):
    found = recorded_trial("schedules")
    app = compared(grown(registry))
    said, shown = sentences(app), table(found)
    assert all(sentence in said for sentence in found_sentences(found))
    assert found["recorded"]["version"] in said
    assert list(shown[WORDS["schedules"]["columns"]["schedule"]]) == list(
        WORDS["schedules"]["names"].values()
    )


def test_where_seeds_are_few_no_interval_is_said():
    found = deepcopy(recorded_trial("schedules"))
    for pair in found["pairs"].values():
        pair["accuracy"] = None
    assert WORDS["schedules"]["unknown"] in " ".join(found_sentences(found))
