"""What the Prune page says and draws of curves, made up so that each case comes about."""

from copy import deepcopy
from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
from specimens import specimen

from orgnet_core.pruning import CRITERIA, Curve, History, criteria_of, ranking
from orgnet_core.pruning.criteria import training_sample
from orgnet_core.pruning.curves import Point
from orgnet_core.trials.recorded import recorded_trial
from ui.prune import criteria
from ui.prune.baselines import criterion_sentence, small_net_sentence
from ui.prune.sentences import across, amount, claim, cost
from ui.shared.charts import LOWEST
from ui.shared.line_chart import Line, LineStyle, line_chart


def curve(criterion, after, before=0.8, count=30, of=100) -> Curve:
    whole, cut = Point(0, 0.0, before, 1.0), Point(count, count / of, after, 2.0)
    return Curve(criterion, (whole, cut), cut)


def said(task="mnist15", **after) -> str:
    return claim([curve(name, value) for name, value in after.items()], task)


def test_the_papers_claim_wins_where_its_cut_costs_less():
    words = said(self_replicator=0.799, l1_global=0.775, taylor=0.8001, random=0.2)
    assert "(30, 30.0 % of all)" in words
    assert "the accuracy drop is **0.0010** for those" in words
    assert "**0.0250** for the smallest weights (global l1): one run, one step, and here" in words
    assert "The others: Taylor −0.0001, random 0.6000." in words
    assert words.endswith("Smallest here: **Taylor**.")


def test_the_papers_claim_loses_where_its_cut_costs_more():
    words = said(self_replicator=0.7, l1_global=0.75)
    assert (
        "here the paper's is the worse cut, against its claim" in words
        and "Smallest here: **global l1**" in words
    )


def test_a_draw_is_no_win():
    words = said(self_replicator=0.75, l1_global=0.75)
    assert "one run, one step, and here neither is the better cut" in words
    assert "Smallest here: **self-replicators and global l1**" in words


@pytest.mark.parametrize("broken", [nan, inf, -inf])
def test_what_is_no_number_neither_wins_nor_is_cheap(broken):
    words = said(self_replicator=broken, l1_global=0.7, taylor=0.6)
    assert "is **not a number** for those" in words and "cannot be tested" in words
    assert (
        "Smallest here: **global l1**. The score is not a number with: self-replicators." in words
    )
    assert "With no criterion" in said(self_replicator=broken, l1_global=nan)


def test_an_error_costs_when_it_grows():
    assert cost(curve("random", after=0.5, before=0.2), "addition") == pytest.approx(0.3)
    assert cost(curve("random", after=0.5, before=0.2), "mnist15") == pytest.approx(-0.3)
    words = said("addition", self_replicator=2e-7 + 0.8, l1_global=0.9)
    assert "mean absolute error increase is **2.0×10⁻⁷**" in words and "the better cut" in words


def test_there_may_be_no_self_replicators_or_nothing_else():
    assert "no self-replicators" in claim([curve("random", 0.8, count=0)], "mnist15")
    assert "nothing is left" in claim([curve("random", 0.1, count=100)], "mnist15")


def over_seeds(*pairs: tuple[float, float]) -> str:
    """Said of runs whose accuracy, 0.8, the cut and the baseline leave at these values."""
    names = ("self_replicator", "l1_global")
    return across(
        [[curve(*each) for each in zip(names, pair, strict=True)] for pair in pairs], "mnist15"
    )


def test_seeds_are_counted_with_median_and_range():
    words = over_seeds((0.79, 0.75), (0.77, 0.78), (0.78, 0.6))
    assert "Over 3 seeds, accuracy drop, median (smallest to largest): self-rep" in words
    assert "licators 0.0200 (0.0100 to" in words
    assert "global l1 0.0500 (0.0200 to 0.2000). In 2 of 3 seeds" in words
    assert words.endswith("Fewer than 6 seeds decide nothing.")


@pytest.mark.parametrize(
    ("ours", "baseline", "words"),
    [
        (0.79, 0.7, "that of global l1 is 0.0900 larger (median; 95 % bootstrap interval 0.0900"),
        (0.79, 0.7, "over these seeds cutting self-replicators gives the smaller drop."),
        (0.7, 0.79, "over these seeds cutting self-replicators gives the larger drop."),
        (0.79, 0.79, "do not decide which drop is smaller."),
        (nan, 0.79, "Where a score is not a number, nothing is decided."),
    ],
)
def test_over_enough_seeds_a_paired_interval_decides(ours, baseline, words):
    assert words in over_seeds(*[(ours, baseline)] * 6)


def test_digits_are_those_that_the_test_set_tells_apart():
    assert [amount(x, "mnist15") for x in (0.00012, -0.00001, nan)] == [
        *("0.0001", "0.0000"),
        "not a number",
    ]
    assert amount(0.8765, "mnist15") == "0.8765"
    assert amount(1.25e-7, "addition") == "1.2×10⁻⁷"


def test_every_criterion_has_a_name_a_meaning_and_a_look_of_its_own():
    assert list(criteria.CRITERIA) == list(CRITERIA)
    texts = criteria.CRITERIA.values()
    assert (
        len({text.name for text in texts})
        == len({text.in_sentence for text in texts})
        == len(texts)
    )
    assert len({text.style[:3] for text in texts}) == len(texts)
    thick = {name for name, text in criteria.CRITERIA.items() if text.style.width > 2}
    assert thick == {"self_replicator", "l1_global"}


@pytest.mark.parametrize("name", CRITERIA)
def test_a_criterion_says_that_it_needs_training_samples_where_it_does(name, monkeypatch):
    """Told by keeping them away from it."""
    organism, asked = specimen("digits"), []
    monkeypatch.setattr(
        "orgnet_core.pruning.criteria.training_sample",
        lambda config: asked.append(config) or training_sample(config),
    )
    ranking(organism, name)
    needs = criteria.CRITERIA[name].needs
    assert ("training samples" in needs) == bool(asked)
    assert ("no data" in needs) == (not asked and name != "dark_pixels")
    begun = replace(organism, start=None, history=History())
    assert ("recorded start" in needs or "history" in needs) == (name not in criteria_of(begun))


def test_what_is_no_number_is_a_gap_and_bands_stay_on_a_logarithmic_axis():
    look = LineStyle("#000000", "solid", "circle")
    y, low, high = [1.0, nan, inf], np.array([-1.0, 0.5, 0.5]), np.array([2.0, 2.0, 2.0])
    figure = line_chart([Line("a", look, [0, 1, 2], y, (low, high), (1, 0.7))], "x", "y", True)
    band, line, mark = figure.data
    assert line.y == (1.0, None, None) and line.x == (0, 1, 2)
    assert line.customdata == ("1.00", "not a number", "∞")
    assert list(band.y) == [2, 2, 2, 0.5, 0.5, LOWEST] and list(band.x) == [0, 1, 2, 2, 1, 0]
    assert (mark.x, mark.y) == ((1,), (0.7,))
    assert figure.layout.yaxis.type == "log"


def test_a_bands_edges_are_its_lines_wherever_an_axis_can_show_them():
    """Only what no logarithmic axis can show is moved, and only the lower edge can be that."""
    style = LineStyle("#000000", "solid", "circle")
    low, high = np.array([0.0, LOWEST / 2, 2 * LOWEST]), np.array([LOWEST / 2, 1.0, 1.0])
    for logarithmic, expected in ((True, [LOWEST, LOWEST, 2 * LOWEST]), (False, list(low))):
        lines = [Line("a", style, [0, 1, 2], [1, 1, 1], (low, high))]
        band, _ = line_chart(lines, "x", "y", logarithmic).data
        assert list(band.y) == [*high, *expected[::-1]]


def test_thick_lines_are_on_top_and_the_legend_keeps_its_order():
    looks = [LineStyle("#000000", "solid", "circle", width) for width in (4, 1, 2)]
    lines = [Line(name, look, [0], [0]) for name, look in zip("abc", looks, strict=True)]
    drawn = line_chart(lines, "x", "y").data
    assert [trace.name for trace in drawn] == ["b", "c", "a"]
    assert [trace.legendrank for trace in drawn] == [1, 2, 0]


@pytest.mark.parametrize("name", CRITERIA)
def test_what_a_trial_found_of_a_criterion_is_said_with_its_interval(name):
    found = recorded_trial("baselines")
    said = criterion_sentence(found, name)
    assert said.startswith("Over 20 seeds of mnist15, with as many cut as there are self-rep")
    assert f"at epoch 200 was {amount(found['cuts'][name]['last']['median'], 'mnist15')} (" in said
    assert ("run by run" in said) == (name != "self_replicator")
    assert found["recorded"]["date"] in said


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(0.01, 0.02, "a larger"), (-0.02, -0.01, "a smaller"), (-0.01, 0.01, "not decided")],
)
def test_a_trials_sentences_judge_as_their_intervals_do(low, high, word):
    pair = {"median": (low + high) / 2, "low": low, "high": high}
    found = deepcopy(recorded_trial("baselines"))
    found["pairs"]["lamp"] = dict.fromkeys(("last", "median", "largest"), pair)
    found["small_net"]["pair"] = pair
    assert criterion_sentence(found, "lamp").count(f"), {word}") == 3
    better = {"a larger": "organism is better", "a smaller": "small net is better"}
    assert better.get(word, "do not decide which is better") in small_net_sentence(found)
    found["small_net"]["pair"] = found["pairs"]["lamp"]["last"] = None
    assert "at the last epoch unknown" in criterion_sentence(found, "lamp")
    assert "do not decide" in small_net_sentence(found)
