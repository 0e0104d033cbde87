"""The Questions page: guess first, then the result; and fresh seeds."""

import re

import pytest
from apps import charts, components, healthy, opened, sentences

from orgnet_core.examples import EXAMPLES
from orgnet_core.presets import PRESETS
from orgnet_core.trials.answers import ASKED, answer_of, recorded_answer
from orgnet_core.trials.recorded import recorded_trial
from ui.questions import fresh
from ui.questions.chart import table_of
from ui.session.experiment_links import linked_config
from ui.shared.jobs import JobState, jobs
from ui.shared.questions import QUESTIONS, amount, link_of, result_sentence, source_sentence

PRESET_OF = {"baselines": "mnist15", "persistence": "mnist15", "questions": "mnist15-quick"}


@pytest.fixture
def page(registry):
    return healthy(opened("questions").run())


def shown(page, name):
    """The page with the result of that question."""
    page.segmented_control(key="question").set_value(name).run()
    page.radio(key=f"guess_{name}").set_value(QUESTIONS[name].right).run()
    return healthy(page.button(key="show").click().run())


def test_nothing_is_shown_before_a_guess(page):
    assert page.button(key="show").disabled
    assert charts(page) == 0
    assert result_sentence("useless") not in sentences(page)
    page.radio(key="guess_useless").set_value(1).run()
    assert not page.button(key="show").disabled
    assert result_sentence("useless") not in sentences(page)


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_shows_its_result_with_interval_seeds_and_table(page, name):
    shown(page, name)
    said, answer = sentences(page), recorded_answer(name)
    assert result_sentence(name) in said and source_sentence(name) in said
    assert QUESTIONS[name].means in said
    assert f"{len(answer.seeds)} paired seeds" in said
    assert charts(page) == 1
    assert len(page.table[0].value) == len(answer.seeds) + 1
    [asked] = components(page, "organism_poll")
    assert asked["question"] == name and asked["options"] == QUESTIONS[name].options
    assert not healthy(page).exception


def test_a_wrong_guess_is_told_and_the_score_kept(page):
    shown(page, "useless")
    page.segmented_control(key="question").set_value("place").run()
    page.radio(key="guess_place").set_value(0).run()
    page.button(key="show").click().run()
    assert "You guessed 1 of 2 right" in sentences(page)
    assert "Not this time" in sentences(page)
    page.button(key="hide").click().run()
    assert result_sentence("place") not in sentences(page)


def test_the_address_names_the_question(registry):
    app = healthy(opened("questions", question="floor").run())
    assert QUESTIONS["floor"].asks in sentences(app)
    assert app.query_params["question"] in ("floor", ["floor"])
    other = healthy(opened("questions", question="nothing").run())
    assert QUESTIONS["useless"].asks in sentences(other)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_option_called_right_is_what_the_seeds_bear_out(name):
    """Every one of them, and the whole interval: none is a close call."""
    answer, question, asked = recorded_answer(name), QUESTIONS[name], ASKED[name]
    low, median = answer.estimate["low"], {k: v["median"] for k, v in answer.medians.items()}
    holds = {
        "useless": lambda: low > 0.7 and abs(median["frozen_change"]) < 0.005,
        "place": lambda: low > 0.5,
        "l1": lambda: max(asked.conditions, key=median.__getitem__) == "l1_layerwise",
        "label": lambda: low > 0.5 and median["with_weight"] < 0.25,
        "every_step": lambda: low > 0.005 and median["usual"] < 0.001,
        "made_of": lambda: median["apart"] < 1e-5 and median["weight"] > 0.1,
        "kicked": lambda: abs(answer.estimate["median"] - 4) < 0.01 and median["life_7"] == 14,
        "floor": lambda: low > 10,
        "shuffled": lambda: low > 0.1 and median["share_shuffled"] > 1.5 * median["share"],
        "clothes": lambda: low > 0.05 and 0 < median["share_clothes"] < 0.5 * median["share"],
    }
    assert holds[name]()
    assert 0 <= question.right < len(question.options) and len(question.conditions) == len(
        asked.conditions
    )


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_said_of_an_organism_is_what_was_tried(name):
    question, trial = QUESTIONS[name], recorded_trial(ASKED[name].trial)
    assert trial["preset"] == PRESET_OF[ASKED[name].trial]
    expected = "addition" if name == "floor" else trial["preset"]
    assert question.preset == expected
    if name == "floor":
        assert f"epoch {PRESETS['addition'].config.epochs} " in result_sentence(name)
    assert not re.search(r"[{}]", result_sentence(name))


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_link_opens_what_it_says(name, registry):
    page, query = link_of(name)
    run = query.get("run")
    if run is None:
        preset, config = linked_config(query)
        assert preset == query["preset"] and config.seed == int(query["seed"])
        return
    found = registry.get(run)
    assert found is not None and found.config == EXAMPLES[QUESTIONS[name].organism].config
    if name == "kicked":
        assert found.latest.kind[int(query["particle"])] == 0
    assert page in ("lab", "prune", "particle")


def test_fresh_seeds_take_the_place_of_the_recorded_ones(page, monkeypatch):
    """As quickly as addition grows."""
    shown(page, "floor")
    page.button(key="grow_fresh").click().run()
    job = jobs().find(fresh.RUN, fresh.job_name("floor", 6))
    jobs()._thread.join()
    assert job.state is JobState.DONE, job.message
    healthy(page.run())
    answer = answer_of("floor", job.results)
    assert answer.seeds == [*range(fresh.FIRST, fresh.FIRST + 6)]
    assert result_sentence("floor", answer) in sentences(page)
    assert "grown here just now" in sentences(page)
    assert len(page.table[0].value) == 7


def test_no_minutes_are_spent_on_fresh_seeds(page):
    shown(page, "l1")
    assert "take minutes each" in sentences(page)
    assert "grow_fresh" not in [button.key for button in page.button]


@pytest.mark.parametrize(
    "unit, value, written",
    [
        ("accuracy", -0.00004, "0.0000"),
        ("accuracy", -0.0123, "−0.0123"),
        ("share", 0.2851, "28.5 %"),
        ("points", -0.5, "−50.0"),
        ("factor", 2.0, "100"),
        ("steps", 14.0, "14"),
        ("correlation", 0.7, "0.70"),
        ("number", 1.5e-6, "1.5×10⁻⁶"),
        ("share", float("nan"), "not a number"),
    ],
)
def test_amounts_have_the_digits_that_mean_something(unit, value, written):
    assert amount(value, unit) == written


def test_the_table_has_what_the_chart_draws():
    answer = recorded_answer("place")
    table = table_of(QUESTIONS["place"], ASKED["place"], answer)
    assert [*table] == ["seed", *QUESTIONS["place"].conditions]
    assert table["seed"][-1] == "median"
    assert table["on dark pixels"][0] == amount(answer.values["share_dark"][0], "share")
