"""The Story page: its steps, the numbers in them, its cuts."""

import re

import numpy as np
import pytest
import torch
from apps import components, healthy, opened, sentences

from orgnet_core.examples import EXAMPLES
from orgnet_core.tasks import TASKS
from orgnet_core.trials.recorded import recorded_trial
from orgnet_views.terms import as_json
from ui.shared.registry import registry
from ui.story.texts import WORDS

STEPS = WORDS["steps"]
LINK = re.compile(r"\[([^\]]+)\]\(#glossary-\w+\)")


@pytest.fixture(scope="module", autouse=True)
def home(shared_home):
    """All tests of this module have a store of their own."""


@pytest.fixture(scope="module")
def app():
    return healthy(opened("story").run())


def said(app) -> str:
    """The page's words, as they are read."""
    return LINK.sub(r"\1", sentences(app)).replace("*", "")


def organism(name):
    return registry().require(EXAMPLES[name].run)


def test_each_step_has_a_heading_to_link_to_and_no_number_is_missing(app):
    assert [each.anchor for each in app.header] == [*STEPS]
    assert [each.value[:2] for each in app.header] == [*(f"{n}." for n in range(1, 8)), "Gl"]
    assert "{" not in said(app) and "}" not in said(app)


def test_each_step_has_its_boards_on_one_organism(app):
    boards = components(app, "organism_board")
    assert [board["views"] for board in boards] == [
        ["copying"],
        ["working"],
        ["anatomy"],
        ["map", "formula"],
        ["timeline"],
        ["map", "curves"],
        ["pixels"],
        ["map"],
    ]
    assert {board["run"] for board in boards} == {EXAMPLES["mnist15"].run}


def test_the_first_particle_has_both_jobs(app):
    last = organism("mnist15").snapshots[-1]
    (number,) = {board["particle"] for board in components(app, "organism_board")[:3]}
    copies = last.kind == 0
    assert copies[number] and abs(last.weight[number]) == abs(last.weight[copies]).max()


def test_where_the_copiers_sit_is_counted_pixel_by_pixel(app):
    run, picture = organism("mnist15"), TASKS["mnist15"].picture
    kinds = run.snapshots[-1].kind[:1125].reshape(5, 225)
    counts = [sum(kinds[cell][pixel] == 0 for cell in range(5)) for pixel in range(225)]
    dark = sum(counts[pixel] for pixel in picture.dark)
    correlation = np.corrcoef(counts, picture.mean)[0, 1]
    words = said(app)
    assert f"{dark} of these, {100 * dark / sum(counts):.0f} %" in words
    assert f"on the {len(picture.dark)} pixels" in words
    assert f"a correlation of −{-correlation:.2f}" in words


def test_what_was_found_over_seeds_is_what_was_recorded(app):
    words, found = said(app), recorded_trial("persistence")
    dear = found["cuts"]["self_replicator"]["dear"][0]
    assert f"of {found['ends']:,} epoch ends in {found['runs']} runs" in words
    assert f"at {dear}, in {found['cuts']['self_replicator']['runs_dear'][0]} of the runs" in words
    l1 = recorded_trial("baselines")["pairs"]["l1_global"]["last"]
    assert f"global l1 costs {l1['median']:.4f} more" in words


def accuracy(run, cut) -> float:
    """Of the organism as a dense net in plain torch, those particles zero."""
    weight = torch.tensor(np.where(cut, 0, run.snapshots[-1].weight))
    x, y = TASKS["mnist15"].test(torch.float32)
    first, second, third = weight.split([1125, 25, 50])
    hidden = torch.nn.functional.gelu(x @ first.view(5, 225).T)
    hidden = torch.nn.functional.gelu(hidden @ second.view(5, 5).T)
    return (hidden @ third.view(10, 5).T).argmax(1).eq(y).double().mean().item()


def test_three_cuts_answer_all_test_pictures(app):
    run = organism("mnist15")
    last = run.snapshots[-1]
    ours = last.kind == 0
    smallest = np.argsort(abs(last.weight), kind="stable")[: ours.sum()]
    masks = {"self_replicators": ours, "others": ~ours, "l1": np.isin(np.arange(1200), smallest)}
    for which, cut in masks.items():
        healthy(app.button_group("story_cut").set_value(which).run())
        assert components(app, "organism_board")[-1]["cut"] == np.flatnonzero(cut).tolist()
        assert app.metric[1].value == f"{100 * accuracy(run, cut):.1f} %"
        assert f"{int(cut.sum()):,} of 1,200 particles cut" in said(app)


def test_where_every_particle_copies_itself_cutting_them_leaves_a_guess(app):
    healthy(app.button_group("story_cut").set_value("self_replicators").run())
    healthy(app.button_group("story_organism").set_value("frozen").run())
    assert components(app, "organism_board")[-1]["run"] == EXAMPLES["frozen"].run
    assert app.metric[0].value == f"{100 * organism('frozen').snapshots[-1].metric:.1f} %"
    assert app.metric[1].value == "9.8 %"
    healthy(app.button_group("story_cut").set_value("others").run())
    assert "Nothing is cut" in said(app)


def test_every_page_explains_the_terms_and_the_story_lists_them(app):
    assert [each["isListed"] for each in components(app, "organism_glossary")] == [True]
    (front,) = components(healthy(opened().run()), "organism_glossary")  # with the navigation
    assert not front["isListed"] and front["terms"] == as_json()
