"""An organism is asked in the page: drawings and test samples are answered as Python answers them,
before and after a cut, and followed back to the particles that made the answer."""

import csv
from pathlib import Path

import numpy as np
import pytest
import torch
from asking import PROBE, bring_near, draw, number, outputs, press, ready, rows, said, sentence
from browsing import (
    GROWN,
    MARKS,
    bring_into_view,
    open_lab,
    scroll_to,
    show_epoch,
    wait_until_built,
)
from helpers import left_growing
from playwright.sync_api import Page, expect

from orgnet_core.fixpoints import Kind
from orgnet_core.presets import PRESETS
from orgnet_core.runs.store import Store
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS

pytestmark = MARKS
CONFIG = PRESETS["mnist15"].config
TEST = TASKS["mnist15"].test(torch.float32)
ONE = [(0.6, 0.15), (0.5, 0.85)]


@pytest.fixture(scope="module")
def recorded(dashboard, grown_lab) -> list[Snapshot]:
    store = Store(dashboard.home)
    found = store.snapshots(GROWN)
    store.close()
    return found


@pytest.fixture
def lab(page, grown_lab):
    open_lab(page, grown_lab)
    ready(page)
    return page


def saved(page: Page, form: str) -> str:
    menu = page.locator(".panel.sketch select.save")
    with page.expect_download() as found:
        menu.select_option(form)
    return Path(found.value.path()).read_text()


def test_what_is_asked_and_answered_is_saved_as_picture_and_numbers(lab, recorded):
    (answer,) = outputs(CONFIG, recorded[-1].weight, TEST.x[[0]])
    rows = list(csv.DictReader(saved(lab, "csv").splitlines()))
    assert [int(row["layer"]) for row in rows] == [1] * 5 + [2] * 5 + [3] * 10
    np.testing.assert_allclose([float(row["output"]) for row in rows[-10:]], answer, rtol=1e-4)
    picture = saved(lab, "svg")
    assert picture.count("<image") == 2 + 5, "what is drawn and what is read, and one a cell"
    for words in ("what layer 1 sums up", "cell 1.5", "what it answers, step 600"):
        assert words in picture
    assert said(lab).inner_text() in picture


def asked(page: Page) -> dict:
    return page.evaluate(PROBE, GROWN)


def test_a_test_sample_is_answered_as_torch_answers_it_at_the_shown_step(lab, recorded):
    for number_, name in ((0, None), (1, "Next"), (0, "Previous"), (9_999, "Previous")):
        if name:
            press(lab, name)
        (answer,) = outputs(CONFIG, recorded[-1].weight, TEST.x[[number_]])
        truth = f"Test sample {number_ + 1:,} of 10,000, in truth {TEST.y[number_]}."
        expect(said(lab)).to_have_text(f"{sentence(CONFIG, answer)} {truth}")
        assert np.array_equal(np.float32(asked(lab)["input"]), TEST.x[number_].numpy())
    show_epoch(lab, 1)
    (earlier,) = outputs(CONFIG, next(s for s in recorded if s.epoch == 1).weight, TEST.x[[-1]])
    expect(said(lab)).to_contain_text(sentence(CONFIG, earlier))
    assert sentence(CONFIG, earlier) != sentence(CONFIG, answer)


def test_one_that_it_gets_wrong_is_the_first_that_torch_gets_wrong(lab, recorded):
    found = outputs(CONFIG, recorded[-1].weight, TEST.x).argmax(1)
    wrong = np.flatnonzero(found != TEST.y.numpy())
    first, second = wrong[wrong > 0][:2]
    for expected in (first, second):
        press(lab, "One that it gets wrong")
        expect(said(lab)).to_contain_text(f"Test sample {expected + 1:,} of")
        expect(said(lab)).to_contain_text(f"It answers {found[expected]} ")
    press(lab, "Any")
    expect(said(lab)).not_to_contain_text(f"Test sample {second + 1:,} of")


def test_a_drawing_is_read_as_the_sets_own_pictures_and_answered(lab, recorded):
    press(lab, "Erase")
    expect(said(lab)).to_have_text("Nothing is drawn yet.")
    draw(lab, ONE)
    expect(said(lab)).to_contain_text("It answers")
    picture = np.float32(asked(lab)["input"]).reshape(15, 15)
    assert asked(lab)["sample"] is None
    assert (picture[:, 5:10].sum() > 0.9 * picture.sum()) and picture.max() > 0.7
    (answer,) = outputs(CONFIG, recorded[-1].weight, picture.reshape(1, -1))
    expect(said(lab)).to_have_text(sentence(CONFIG, answer))
    expect(lab.locator("p.orgnet-announcer")).to_have_text(sentence(CONFIG, answer))


def test_by_keyboard_one_draws_erases_and_hears_where_the_pen_is(lab):
    press(lab, "Erase")
    lab.locator(".paper canvas").focus()
    heard = lab.locator("p.orgnet-announcer")
    for _ in range(3):
        lab.keyboard.press("ArrowUp")
    expect(heard).to_have_text("Row 5, column 8 of 14, pen up.")
    assert not any(asked(lab)["input"])
    lab.keyboard.press("Space")
    for _ in range(5):
        lab.keyboard.press("ArrowDown")
    expect(said(lab)).to_contain_text("It answers")
    picture = np.array(asked(lab)["input"]).reshape(15, 15)
    assert picture[:, 6:9].sum() > 0.9 * picture.sum() > 0
    expect(heard).to_contain_text("It answers")
    lab.keyboard.press("Delete")
    expect(said(lab)).to_have_text("Nothing is drawn yet.")


def test_an_answer_is_followed_back_to_the_particles_that_made_it(lab, recorded):
    """By autograd on an organism of relu's sort: here for the last layer, where it is plain w·x."""
    weight = torch.tensor(recorded[-1].weight)
    hidden = TEST.x[0]
    for layer, matrix in enumerate(CONFIG.organism.matrices(weight)[:-1]):
        hidden = CONFIG.organism.activate(matrix @ hidden, layer)
    carried = CONFIG.organism.matrices(weight)[-1][3] * hidden
    colour = lab.get_by_label("colour of the organism map")
    rows(lab, -1).nth(3).click()
    expect(rows(lab, -1).nth(3)).to_have_attribute("aria-pressed", "true")
    bring_into_view(lab, "map")
    expect(colour).to_have_value("followed")
    strongest = lab.locator(".strongest .cell:visible")
    listed = dict(
        (
            int(number(row.locator("span").first.inner_text())),
            number(row.locator(".amount").inner_text()),
        )
        for row in strongest.all()
    )
    last = {1150 + 5 * 3 + edge: value for edge, value in enumerate(carried.tolist())}
    assert set(listed) & set(last)
    for particle in set(listed) & set(last):
        assert listed[particle] == pytest.approx(last[particle], rel=0.006)
    strongest.first.click()
    expect(lab.get_by_label("select particles")).to_contain_text("1 selected")
    lab.get_by_role("button", name="Select these").click()
    expect(lab.get_by_label("select particles")).to_contain_text("7 selected")
    rows(lab, -1).nth(3).click()
    lab.mouse.move(0, 0)
    rows(lab, -1).nth(3).blur()
    bring_into_view(lab, "map")
    expect(colour).to_have_value("kind")
    assert colour.locator("option[value=followed]").count() == 0


def test_cells_are_walked_through_by_arrow_keys_and_say_what_they_sum_up(lab, recorded):
    first = CONFIG.organism.matrices(torch.tensor(recorded[-1].weight))[0]
    cells = rows(lab, 0)
    cells.first.focus()
    lab.keyboard.press("ArrowDown")
    expect(cells.nth(1)).to_be_focused()
    assert asked(lab)["followed"] == {"layer": 0, "cell": 1}
    lab.keyboard.press("ArrowUp")
    lab.keyboard.press("ArrowUp")
    expect(cells.last).to_be_focused()
    for cell, row in enumerate(cells.all()):
        shown = number(row.locator(".amount").inner_text())
        assert shown == pytest.approx((first[cell] @ TEST.x[0]).item(), rel=0.006)


def test_a_cut_changes_the_answer_on_the_prune_page(lab, recorded):
    lab.get_by_role("link", name="Prune").click()
    expect(lab.locator(".st-key-prune_result")).to_contain_text("self-replicators")
    wait_until_built(lab)
    weight = recorded[-1].weight
    left = np.where(recorded[-1].kind == Kind.SELF_REPLICATOR, 0, weight)
    (whole,), (after,) = (outputs(CONFIG, w, TEST.x[[0]]) for w in (weight, left))
    bring_near(lab)
    expect(said(lab)).to_contain_text(sentence(CONFIG, whole, after))
    share = lab.locator(".st-key-prune_share input")
    scroll_to(share)
    share.focus()
    lab.keyboard.press("End")
    expect(lab.locator(".st-key-prune_result")).to_contain_text("Cut 1,200")
    bring_near(lab)
    expect(said(lab)).to_contain_text(sentence(CONFIG, whole, np.zeros(10, np.float32)))
    was, now = (outputs(CONFIG, w, TEST.x).argmax(1) for w in (weight, 0 * weight))
    broken = np.flatnonzero((was == TEST.y.numpy()) & (now != TEST.y.numpy()))
    press(lab, "One that the cut breaks")
    expect(said(lab)).to_contain_text(f"Test sample {broken[broken > 0][0] + 1:,} of")


def test_an_embedded_page_has_it_without_the_dashboard(page, server, grown_lab, recorded):
    page.goto(f"{server}/embed?run={GROWN}&views=map,sketch")
    ready(page)
    (answer,) = outputs(CONFIG, recorded[-1].weight, TEST.x[[0]])
    expect(said(page)).to_contain_text(sentence(CONFIG, answer))


ANSWERED = """() => {
  const amount = [...document.querySelectorAll(".sketch .cells")].at(-1).querySelector(".amount");
  return document.querySelector(".sketch .said").textContent === `It answers ${amount.innerText}.`;
}"""


def test_numbers_are_asked_where_there_is_nothing_to_draw(page, server):
    open_lab(page, f"{server}/?preset=addition&seed=6&epochs=1")
    ready(page)
    page.get_by_label("number 1").fill("1.5")
    page.get_by_label("number 2").fill("-0.5")
    page.wait_for_function(ANSWERED)
    expect(page.locator(".sketch .paper")).to_have_count(0)


def test_of_a_large_organism_the_weights_of_all_particles_are_fetched(page, dashboard):
    """23,500 particles, of which every second has a mark."""
    config = CONFIG.changed({"hidden": (100,), "particle_hidden": 2})
    left_growing(dashboard.home, config, 0, "abcd1a29")
    store = Store(dashboard.home)
    weight = store.snapshots("abcd1a29")[0].weight
    store.close()
    open_lab(page, f"{dashboard.url}/?run=abcd1a29")
    ready(page)
    (answer,) = outputs(config, weight, TEST.x[[0]])
    expect(said(page)).to_contain_text(sentence(config, answer))
    rows(page, -1).nth(4).click()
    bring_into_view(page, "map")
    expect(page.get_by_label("colour of the organism map")).to_have_value("followed")
    hidden = config.organism.activate(torch.tensor(weight[:22_500]).view(100, 225) @ TEST.x[0], 0)
    carried = torch.tensor(weight[22_500:]).view(10, 100)[4] * hidden
    strongest = 22_900 + int(carried.abs().argmax())
    row = page.locator(".strongest .cell", has_text=f"particle {strongest}")
    assert number(row.locator(".amount").inner_text()) == pytest.approx(
        carried[strongest - 22_900].item(), rel=0.006
    )
    assert row.is_disabled() == bool(strongest % 2)
