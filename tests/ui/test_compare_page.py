"""The Compare page: which two organisms stand side by side, and what is said of them."""

from copy import deepcopy

import numpy as np
import pytest
from apps import components, healthy, opened, sentences
from helpers import play_to_the_end, wait_until

from orgnet_core.presets import PRESETS
from orgnet_core.pruning.dense import twin_result
from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.schedule import VARIANTS
from orgnet_core.sweeps.grid import Grid
from orgnet_core.trials.recorded import recorded_trial
from orgnet_views.numbers import format_number
from ui.compare.choice import BESIDE
from ui.compare.schedules import sentences as found_sentences
from ui.compare.schedules import table
from ui.compare.swept_schedules import PREFIX, sweeps_of_schedules
from ui.shared.jobs import jobs
from ui.shared.texts import TEXTS

WORDS = TEXTS["compare"]
NAMES = WORDS["schedules"]["names"]


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
    assert "has no run" in said and "<b>" not in said
    assert components(app, "organism_board")[1]["run"] == runs[1].id


def test_no_organism_stands_beside_itself(runs):
    app = compared(runs[1], beside=runs[1].id)
    assert components(app, "organism_board")[1]["run"] == runs[0].id


def test_without_another_one_a_recorded_example_stands_beside(registry):
    app = compared(grown(registry))
    assert components(app, "organism_board")[1]["run"] == "e2", "of the same shape"
    assert "Recorded example · Adding two numbers" in app.selectbox(BESIDE).options


def test_without_examples_too_it_is_said_where_to_get_one(registry, monkeypatch):
    monkeypatch.setattr("ui.shared.examples.RUNS", {})
    app = compared(grown(registry))
    assert WORDS["nothing"] in sentences(app) and not components(app, "organism_board")


def test_over_seeds_stands_what_the_recorded_trial_found(registry):
    found = recorded_trial("schedules")
    app = compared(grown(registry))
    said, shown = sentences(app), table(found, NAMES, "accuracy")
    assert all(sentence in said for sentence in found_sentences(found, NAMES, "accuracy"))
    assert found["recorded"]["version"] in said
    assert list(shown[WORDS["schedules"]["columns"]["schedule"]]) == list(
        WORDS["schedules"]["names"].values()
    )


def test_where_seeds_are_few_no_interval_is_said():
    found = deepcopy(recorded_trial("schedules"))
    for pair in found["pairs"].values():
        pair["accuracy"] = None
    assert WORDS["schedules"]["unknown"] in " ".join(found_sentences(found, NAMES, "accuracy"))


@pytest.fixture
def swept(registry):
    """Three schedules from six seeds, one run of which is missing."""
    config = PRESETS["addition"].config.changed({"epochs": 1})
    chosen = [variant(config.phases) for variant in VARIANTS.values()][:3]
    axes = {"phases": [[each.model_dump() for each in phases] for phases in chosen]}
    grid = Grid(config, axes | {"seed": range(6)})
    for one in grid.configs[:-1]:
        play_to_the_end(registry.create(one, "addition"))
    registry.store.sweeps.keep(SweepRecord(grid.id, "addition", grid.to_json()))
    return grid


def test_a_sweep_of_schedules_is_read_seed_by_seed(registry, swept):
    app = compared(registry.create(swept.config, "addition"))
    [record] = registry.store.sweeps.all()
    app.selectbox("compare_source").set_value(record).run()
    said = sentences(healthy(app))
    assert "1 of its runs missing" in said and "mean absolute error" in said
    runs = {each.config: each for each in registry.store.runs()}
    shown = app.table[-1].value
    assert list(shown["schedule"]) == [
        "1 epoch 10 SR steps, SGD 0.004",
        "1 epoch 10 SR steps, SGD 0.004; then 20 epochs replicate on",
        "1 epoch constraint, Adam 0.003",
    ]
    assert list(shown["self-replicators"])[2] == "100.0 %"
    for number, text in enumerate(shown["mean absolute error"]):
        of = [
            runs[config].scalars["metric"] for config in swept.configs[number::3] if config in runs
        ]
        assert text == "{} ({} to {})".format(
            *(format_number(x) for x in (np.median(of), min(of), max(of)))
        )
    by_seed = [
        runs[ours].scalars["metric"] - runs[own].scalars["metric"]
        for own, ours in zip(swept.configs[0::3], swept.configs[1::3], strict=True)
    ]
    assert f"seed by seed: +{format_number(np.median(by_seed))} (" in said
    assert list(shown["dense baseline"]) == ["–"] * 3


def test_dense_twins_of_a_sweep_are_trained_in_the_background(registry, swept):
    app = compared(registry.create(swept.config, "addition"))
    [record] = registry.store.sweeps.all()
    app.selectbox("compare_source").set_value(record).run()
    app.button("compare_twins").click().run()
    [job] = [job for (_, name), job in jobs()._jobs.items() if name.startswith(PREFIX)]
    wait_until(lambda: job.state.is_over)
    healthy(app.run())
    expected = [twin_result(config).metric for config in swept.configs[:-1]]
    assert sorted(each["metric"] for each in job.results) == pytest.approx(sorted(expected))
    own = np.median([twin_result(config).metric for config in swept.configs[0::3]])
    assert app.table[-1].value["dense baseline"].iloc[0] == format_number(own)
    assert "minus that of its dense baseline, seed by seed" in sentences(app)


def test_only_sweeps_of_schedules_are_offered(registry, swept):
    widths = Grid(swept.config, {"hidden": ["2", "3"], "seed": range(2)})
    registry.store.sweeps.keep(SweepRecord(widths.id, "addition", widths.to_json()))
    registry.store.sweeps.keep(SweepRecord("0" * 8, "addition", '{"config": 1}'))
    steps = Grid(swept.config, {"replication_steps": [1, 2], "seed": range(2)})
    registry.store.sweeps.keep(SweepRecord(steps.id, "addition", steps.to_json()))
    offered = [each.id for each in sweeps_of_schedules()]
    assert sorted(offered) == sorted([swept.id, steps.id])
    app = compared(registry.create(swept.config, "addition"))
    [rests] = [each for each in sweeps_of_schedules() if each.id == steps.id]
    app.selectbox("compare_source").set_value(rests).run()
    assert WORDS["schedules"]["too_few"] in sentences(healthy(app))
