"""Making a cut on the Prune page: choose by criterion, kind or limit; keep, combine, undo, redo."""

from dataclasses import replace

import numpy as np
import pytest
from apps import alone
from helpers import play_to_the_end
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.fixpoints import Kind
from orgnet_core.measures import SAMPLES
from orgnet_core.presets import PRESETS
from orgnet_core.pruning import Specimen, cut_first, ranking
from ui.prune.cutting import COMBINE, Kept, about_contributions
from ui.shared import registry as shared
from ui.shared.texts import TEXTS

masks = st.integers(0, 2**12 - 1).map(lambda bits: np.array([bits >> i & 1 for i in range(12)]) > 0)


@given(st.lists(masks, min_size=1), st.lists(st.sampled_from([-1, 1])))
def test_undo_and_redo_walk_along_what_was_kept(cuts, moves):
    kept, at = Kept((np.zeros(12, bool),)), len(cuts)
    for cut in cuts:
        kept = kept.then(cut)
    for by in moves:
        kept, at = kept.moved(by), min(max(at + by, 0), len(cuts))
        assert np.array_equal(kept.now, [np.zeros(12, bool), *cuts][at])


@given(masks, masks)
def test_what_is_kept_after_an_undo_ends_the_redo(first, second):
    kept = Kept((np.zeros(12, bool),)).then(first).moved(-1).then(second)
    assert np.array_equal(kept.moved(1).now, second)
    assert np.array_equal(kept.moved(-1).now, np.zeros(12, bool))


@given(masks, masks)
def test_combining_is_what_the_words_say_particle_by_particle(kept, chosen):
    means = {
        "as_kept": lambda k, c: k,
        "add": lambda k, c: k or c,
        "remove": lambda k, c: k and not c,
        "intersect": lambda k, c: k and c,
    }
    assert COMBINE.keys() == means.keys()
    for how, combined in COMBINE.items():
        expected = [means[how](k, c) for k, c in zip(kept.tolist(), chosen.tolist(), strict=True)]
        assert combined(kept, chosen).tolist() == expected


@pytest.fixture
def page(fresh_home):
    """The Prune page on a small organism that reads digits, grown for an epoch."""
    config = PRESETS["mnist15"].config.changed({"hidden": "3", "batch_size": 1000, "epochs": 1})
    run = shared.registry().create(config, "mnist15")
    play_to_the_end(run)
    app = alone("prune")
    app.query_params["run"] = run.id
    app.organism = Specimen.of(config, run.latest)
    app.latest = run.latest
    return app.run()


def cut_of(page) -> tuple[int, int]:
    """(particles, self-replicators) cut, as the page's sentence has it."""
    assert not page.exception
    sentence = next(m.value for m in page.markdown if m.value.startswith("Cut **"))
    words = sentence.replace("*", "").replace(",", "").split()
    return int(words[1]), int(words[words.index("self-replicators") - 1])


def test_every_criterion_cuts_the_share_it_is_told(page):
    names = [name for name in page.radio("prune_by").options if name]
    assert len(names) == 12
    for name in ("taylor", "random_layerwise", "dark_pixels", "activation", "l1_layerwise"):
        page.radio("prune_by").set_value(name).run()
        page.slider("prune_share").set_value(40.0).run()
        cut = cut_first(ranking(page.organism, name), round(0.4 * 705))
        assert cut_of(page) == (282, int((cut & page.organism.replicators).sum())), name


def test_kinds_are_cut_whole(page):
    page.radio("prune_by").set_value("kind").run()
    replicators = int(page.organism.replicators.sum())
    assert cut_of(page) == (replicators, replicators)
    page.button_group("prune_kinds").set_value([int(Kind.OTHER)]).run()
    assert cut_of(page) == (int((page.organism.kind == Kind.OTHER).sum()), 0)


def test_a_limit_cuts_what_is_below_or_above_it(page):
    page.radio("prune_by").set_value("threshold").run()
    page.selectbox("prune_measure").set_value("weight").run()
    page.text_input("prune_limit").set_value("0,25").run()
    below = np.abs(page.latest.weight) < 0.25
    assert cut_of(page)[0] == below.sum()
    page.button_group("prune_side").set_value("above").run()
    assert cut_of(page)[0] == (np.abs(page.latest.weight) > 0.25).sum()
    page.text_input("prune_limit").set_value("a lot").run()
    assert "must be a number" in page.error[0].value
    assert cut_of(page)[0] == 0


def test_a_limit_on_contributions_says_how_many_signs_are_certain_and_that_effects_do_not_add(page):
    page.radio("prune_by").set_value("threshold").run()
    page.selectbox("prune_measure").set_value("task_contribution").run()
    page.text_input("prune_limit").set_value("0").run()
    latest = page.latest
    certain = (latest.task_contribution < -2 * latest.contribution_error).sum()
    (about,) = [each.value for each in page.caption if "training samples" in each.value]
    assert f"chosen, {certain} have a contribution more than two standard errors from zero" in about
    assert "Effects do not add" in about


def test_of_a_step_without_errors_it_is_said_that_test_samples_were_measured_on(page):
    old = replace(page.latest, contribution_error=np.full(705, np.nan, "float32"))
    assert "256 of the test samples" in about_contributions(old, np.ones(705, bool))


def test_the_plane_says_on_how_many_samples_contributions_are_measured():
    assert f" {SAMPLES} training samples" in TEXTS["views"]["plane"]["help"]


def test_a_kept_cut_waits_is_added_to_inverted_and_undone(page):
    page.radio("prune_by").set_value("l1_global").run()
    page.slider("prune_share").set_value(20.0).run()
    page.button("prune_keep").click().run()
    assert cut_of(page)[0] == 141
    page.slider("prune_share").set_value(60.0).run()
    assert cut_of(page)[0] == 141, "what is kept stays until the visitor says what to do with it"
    for how, size in (("add", 423), ("intersect", 141), ("remove", 0)):
        page.button_group("prune_combine").set_value(how).run()
        assert cut_of(page)[0] == size
    page.button_group("prune_combine").set_value("add").run()
    page.button("prune_keep").click().run()
    page.button("prune_invert").click().run()
    assert cut_of(page)[0] == 705 - 423
    for size in (423, 141):
        page.button("prune_undo").click().run()
        assert cut_of(page)[0] == size
    page.button("prune_redo").click().run()
    assert cut_of(page)[0] == 423
    page.button("prune_none").click().run()
    assert cut_of(page)[0] == 423, "nothing is kept: the choice counts, here 60 %"
    assert page.button("prune_redo").disabled


def test_every_section_of_the_page_can_be_opened(page):
    for section in ("curves", "controls", "after", "twin", "takeaway"):
        page.button_group("prune_section").set_value(section).run()
        assert not page.exception, section
