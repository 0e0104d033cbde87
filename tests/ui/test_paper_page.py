"""The Paper page: what is recorded, other readings, and what is grown there and then."""

import pytest
from apps import healthy, opened, sentences
from helpers import wait_until

from orgnet_core.paper.recorded import recorded_variant
from orgnet_core.paper.reproduction import TRIALS
from orgnet_core.paper.variants import variants_of
from orgnet_core.paper.words import here_in_words
from orgnet_core.trials.recorded import recorded_trial
from ui.paper.reasons import furthest_off
from ui.paper.repeat import RUN
from ui.shared.jobs import JobState, jobs
from ui.shared.persistence_trial import trial_sentence
from ui.shared.texts import TEXTS

WORDS = TEXTS["paper"]


@pytest.fixture(autouse=True)
def home(registry):
    """Each test has a store of its own."""


def paper():
    return healthy(opened("paper").run())


def test_the_page_is_never_empty_and_says_when_its_numbers_were_made():
    said = sentences(paper())
    assert "Recorded with version" in said and "testable rows" in said


def of(organism, **readings):
    """The page with its switches set."""
    app = paper()
    healthy(app.button_group("paper_organism").set_value(organism).run())
    for name, value in readings.items():
        healthy(app.button_group(f"paper_{name}").set_value(value).run())
    return app


@pytest.mark.parametrize("organism", [*TRIALS])
def test_every_row_stands_on_the_page_and_why_it_is_not_inside(organism):
    said = sentences(of(organism))
    for row in recorded_variant(variants_of(organism)[0].name)["rows"]:
        assert row["quantity"][1:] in said, row["id"]
        if row["verdict"] in ("partly", "outside"):
            assert WORDS["why"][row["id"]] in said, row["id"]


def test_beyond_the_paper_stands_what_a_trial_of_ours_found():
    said = sentences(of("mnist"))
    assert trial_sentence(recorded_trial("persistence"))[:60].strip() in said


def test_every_row_that_is_held_to_something_has_a_reason_to_give():
    for trial in TRIALS.values():
        assert {row.id for row in trial.rows if row.accepted} <= set(WORDS["why"])


def test_an_address_says_what_is_shown_and_nonsense_is_the_first():
    app = healthy(opened("paper", variant="mnist-10-restarted").run())
    assert app.button_group("paper_steps_mnist").value == 10
    assert app.query_params["variant"] == "mnist-10-restarted"
    for nonsense in ("mnist", "addition-10", "x" * 3000):
        app = healthy(opened("paper", variant=nonsense).run())
        assert app.query_params["variant"] == "addition-10-kept"


@pytest.mark.parametrize("variant", variants_of("addition"), ids=lambda variant: variant.name)
def test_each_reading_shows_its_own_numbers(variant):
    said = sentences(of("addition", steps_addition=variant.steps, momentum=variant.momentum))
    for row in recorded_variant(variant.name)["rows"]:
        assert f"**{here_in_words(row)}**" in said


def test_what_is_grown_on_the_page_is_judged_there():
    app = paper()
    app.number_input("paper_seeds_addition").set_value(1)
    healthy(app.button("paper_grow").click().run())
    job = jobs().find(RUN, "addition-10-kept/1")
    wait_until(lambda: job.state.is_over)
    assert job.state is JobState.DONE
    assert "Grown here now: 1 run, seeds 0–0" in sentences(healthy(app.run()))
    healthy(app.button("paper_back").click().run())
    assert "Recorded with version" in sentences(app)


def test_the_run_to_look_at_is_the_one_furthest_off():
    assert furthest_off({"by_run": [1.0, 1.1, 5.0, 0.9]}) == 2
    assert furthest_off({"by_run": [1.0, None, 5.0]}) == 1
