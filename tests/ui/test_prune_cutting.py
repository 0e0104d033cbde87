"""Making a cut on the Prune page: choose by criterion, kind or limit; keep, combine, undo, redo."""

from copy import deepcopy
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
from orgnet_core.pruning import Persistence, Specimen, cut_first, ranking
from orgnet_core.trials.recorded import recorded_trial
from ui.prune.baselines import criterion_sentence
from ui.prune.criteria import CRITERIA
from ui.prune.cutting import COMBINE, Kept, about_contributions
from ui.shared import registry as shared
from ui.shared.persistence_trial import trial_sentence, variants
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
    app.organism = Specimen.of(config, run.latest, run.snapshots)
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
    assert len(names) == len(CRITERIA) + 3, "criteria, and by kind, by a limit, by hand"
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
    assert "Contributions do not add up" in about


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


@pytest.fixture
def long_page(fresh_home):
    """The page on 18 particles after nine epochs, which did not all begin to replicate at once."""
    run = shared.registry().create(PRESETS["addition"].config.changed({"epochs": 9}), "addition")
    play_to_the_end(run)
    app = alone("prune")
    app.query_params["run"] = run.id
    app.grown = run
    return app.run()


def persistent(run, percent: int, epochs: int) -> np.ndarray:
    rule = Persistence(percent, epochs)
    return Specimen.of(run.config, run.latest, run.snapshots, rule).persistent


def test_how_many_are_persistent_stands_beside_how_many_replicate(long_page):
    run = long_page.grown
    long_page.radio("prune_by").set_value("persistent_replicator").run()
    long_page.number_input("prune_persistent_percent").set_value(40).run()
    count, stays = run.latest.kinds["self_replicator"], int(persistent(run, 40, 10).sum())
    assert 0 < stays < count
    labels = [button.label for button in long_page.button]
    assert f"Match the self-replicators ({count})" in labels
    assert f"Match the persistent ones ({stays})" in labels
    said = next(m.value for m in long_page.markdown if m.value.startswith("Cut **"))
    assert said.endswith(f"; {stays} of them are persistent.")


def test_to_change_what_counts_as_persistent_cuts_those(long_page):
    run = long_page.grown
    long_page.radio("prune_by").set_value("persistent_replicator").run()
    long_page.button("match_persistent").click().run()
    assert cut_of(long_page)[0] == persistent(run, 80, 10).sum()
    long_page.number_input("prune_persistent_percent").set_value(40).run()
    assert cut_of(long_page)[0] == persistent(run, 40, 10).sum()
    long_page.number_input("prune_persistent_epochs").set_value(3).run()
    assert cut_of(long_page)[0] == persistent(run, 40, 3).sum()
    assert len({persistent(run, *rule).sum() for rule in ((80, 10), (40, 10), (40, 3))}) == 3


def test_beside_the_criterion_stands_what_a_trial_of_it_found(long_page):
    long_page.radio("prune_by").set_value("persistent_replicator").run()
    assert trial_sentence(recorded_trial("persistence")) in [c.value for c in long_page.caption]
    long_page.radio("prune_by").set_value("random").run()
    assert not any("Tested:" in c.value for c in long_page.caption)


@pytest.mark.parametrize(("dear", "words"), [(0, "epochs held. On"), (7, "did not hold. On")])
def test_the_trials_sentence_is_for_or_against_the_rule_as_the_numbers_are(dear, words):
    found = deepcopy(recorded_trial("persistence"))
    found["cuts"]["persistent_replicator"] |= {"dear": [dear, 0], "runs_dear": [2, 0]}
    said = trial_sentence(found)
    assert words in said and "ours" in said and "chosen on seven earlier runs" in said
    assert ("at 7 (in 2 runs" in said) == bool(dear)


@pytest.mark.parametrize(("dear", "word"), [(0, "held"), (7, "did not hold")])
def test_beside_the_rule_stands_under_which_settings_it_held_and_where_not(long_page, dear, word):
    found = deepcopy(recorded_trial("persistence"))
    one = found["variants"][0]
    one["cuts"]["persistent_replicator"]["dear"] = [dear, 0]
    rows = variants(found)
    assert rows["the rule"][1] == word and rows["preset"][1] == one["preset"]
    assert rows["persistent ones"][1].startswith(f"{dear:,} of {one['ends']:,}, ")
    assert {len(column) for column in rows.values()} == {1 + len(found["variants"])}
    long_page.radio("prune_by").set_value("persistent_replicator").run()
    assert [each.label for each in long_page.expander].count("Under other settings") == 1


def test_beside_every_criterion_stands_what_a_trial_found_of_it(long_page):
    for by in ("lamp", "snip"):
        long_page.radio("prune_by").set_value(by).run()
        said = criterion_sentence(recorded_trial("baselines"), by)
        assert said in [caption.value for caption in long_page.caption]


def test_as_a_run_begins_the_page_says_that_nothing_is_persistent_yet(fresh_home):
    run = shared.registry().create(PRESETS["addition"].config, "addition")
    app = alone("prune")
    app.query_params["run"] = run.id
    app.run().radio("prune_by").set_value("persistent_replicator").run()
    assert cut_of(app)[0] == 0
    assert any("needs the recorded end of an epoch" in info.value for info in app.info)
    assert not [button for button in app.button if button.key == "match_persistent"]
