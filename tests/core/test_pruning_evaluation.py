"""What a cut costs, and what is left after it."""

from functools import reduce
from itertools import pairwise, product

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from specimens import (
    CONFIGS,
    DIGITS,
    SUMS,
    cuts,
    grown,
    made_up,
    net_without,
    particle_weights,
    specimen,
)

from orgnet_core.fixpoints import Kind
from orgnet_core.organism import Organism
from orgnet_core.pruning import Specimen, cut_first, evaluate, standard_error
from orgnet_core.pruning.evaluation import confusion, mult_adds, pruned_weight
from orgnet_core.tasks import TASKS
from orgnet_core.training import train

named = pytest.mark.parametrize("name", CONFIGS)


def nothing(name: str) -> np.ndarray:
    return np.zeros(CONFIGS[name].organism.particles, bool)


@named
def test_cutting_nothing_changes_nothing_bit_for_bit(name):
    recorded = grown(name)
    for score in (evaluate(specimen(name)), evaluate(specimen(name), nothing(name))):
        assert (score.metric, score.task_loss) == (recorded.metric, recorded.task_loss)
        assert score.particles == len(recorded.kind)
    weight = pruned_weight(specimen(name), nothing(name))
    assert weight.numpy().tobytes() == specimen(name).weight.tobytes()


def test_cutting_everything_gives_equal_logits():
    organism = specimen("digits")
    x, _ = TASKS["mnist15"].test(torch.float32)
    output = DIGITS.organism.forward(x, pruned_weight(organism, ~nothing("digits")))
    assert (output == output[:, :1]).all()
    score = evaluate(organism, ~nothing("digits"))
    assert score.metric == 980 / 10_000, "equal logits name class 0"
    assert score.task_loss == pytest.approx(np.log(10), abs=1e-6)
    assert (score.particles, score.parameters, score.mult_adds) == (0, 0, 0)
    assert score.confusion[:, 0].sum() == 10_000
    assert score.class_accuracy.tolist() == [1] + 9 * [0]


def test_the_standard_error_of_a_drop_is_that_of_paired_samples():
    organism = specimen("digits")
    x, y = TASKS["mnist15"].test(torch.float32)
    cut = organism.replicators
    scores = evaluate(organism), evaluate(organism, cut)
    weights = pruned_weight(organism), pruned_weight(organism, cut)
    right = [(DIGITS.organism.forward(x, each).argmax(1) == y).numpy() for each in weights]
    assert [score.correct.mean() for score in scores] == pytest.approx([s.metric for s in scores])
    lost, gained = (right[0] & ~right[1]).sum(), (right[1] & ~right[0]).sum()
    assert lost + gained > 0
    by_mcnemar = np.sqrt(lost + gained - (lost - gained) ** 2 / len(y)) / len(y)
    assert standard_error(*scores) == pytest.approx(by_mcnemar, rel=0.05)
    assert standard_error(scores[0], scores[0]) == 0
    assert np.isnan(standard_error(evaluate(specimen("sums")), evaluate(specimen("sums"))))


def test_cutting_everything_from_the_adding_organism_leaves_the_answer_0():
    y = TASKS["addition"].test(torch.float32).y
    score = evaluate(specimen("sums"), ~nothing("sums"))
    assert score.metric == y.abs().mean() and score.task_loss == y.square().mean()
    assert score.confusion is None and score.class_accuracy is None


@named
@given(data=st.data())
def test_cut_particles_act_as_weights_of_zero(name, data):
    cut = data.draw(cuts(name))
    organism, (x, y) = specimen(name), TASKS[CONFIGS[name].task].test(torch.float32)
    output, score = net_without(organism, cut)(x), evaluate(organism, cut)
    if name == "sums":
        assert score.metric == pytest.approx((output - y).abs().mean().item(), abs=1e-6)
    else:
        best, second = output.topk(2).values.T
        open_to_rounding = (best - second <= 1e-5 * (1 + best.abs())).numpy().mean()
        right = (output.argmax(1) == y).numpy().mean()
        assert score.metric == pytest.approx(right, abs=1e-9 + open_to_rounding)
    assert score.parameters == CONFIGS[name].particle_size * (~cut).sum()


@named
@given(data=st.data())
def test_the_order_of_cuts_does_not_matter(name, data):
    pieces = data.draw(st.lists(cuts(name), min_size=2, max_size=4))
    shuffled = data.draw(st.permutations(pieces))

    def without(organism: Specimen, cut: np.ndarray) -> Specimen:
        return made_up(name, weight=pruned_weight(organism, cut).numpy())

    one_by_one = [reduce(without, each, specimen(name)) for each in (pieces, shuffled)]
    at_once = evaluate(specimen(name), np.any(pieces, axis=0))
    for organism in one_by_one:
        score = evaluate(organism)
        assert (score.metric, score.task_loss) == (at_once.metric, at_once.task_loss)


def test_the_first_of_a_ranking_are_cut():
    order = np.array([3, 0, 4, 1, 2])
    assert cut_first(order, 0).tolist() == 5 * [False]
    assert cut_first(order, 2).tolist() == [True, False, False, True, False]
    assert cut_first(order, 5).all()


def test_pruning_leaves_the_organism_alone():
    before = grown("digits").weight.copy()
    evaluate(specimen("digits"), ~nothing("digits"))
    assert np.array_equal(grown("digits").weight, before)


def test_a_broken_particle_spoils_the_score_until_it_is_cut_itself():
    weight = specimen("digits").weight.copy()
    weight[5] = np.nan
    broken = made_up("digits", weight=weight)
    score = evaluate(broken, cut_first(np.array([7, *range(7), *range(8, len(weight))]), 1))
    assert np.isnan(score.metric) and np.isnan(score.task_loss)
    assert score.confusion is None and score.class_accuracy is None
    healed = nothing("digits")
    healed[5] = True
    assert evaluate(broken, healed) == evaluate(specimen("digits"), healed)


@pytest.mark.parametrize(
    "cut", [np.array([1, 2]), np.zeros(17, bool), np.zeros(18), [True], np.zeros((18, 1), bool)]
)
def test_what_is_no_mask_is_refused(cut):
    with pytest.raises(ValueError, match=r"a cut is a mask, bool \[18\]"):
        evaluate(specimen("sums"), cut)


def test_confusion_of_a_hand_made_case():
    output = torch.tensor([[9.0, 1, 0], [2, 3, 1], [0, 1, 5], [0, 4, 1], [0, 0, 1], [7, 0, 0]])
    classes = torch.tensor([0, 0, 2, 1, 1, 0])
    assert confusion(output, classes).tolist() == [[2, 1, 0], [0, 1, 1], [0, 0, 1]]


@given(cuts("digits"))
def test_confusion_counts_every_test_image_once(cut):
    x, y = TASKS["mnist15"].test(torch.float32)
    score = evaluate(specimen("digits"), cut)
    said = DIGITS.organism.forward(x, pruned_weight(specimen("digits"), cut)).argmax(1)
    expected = np.zeros((10, 10), int)
    for true, called in zip(y.tolist(), said.tolist(), strict=True):
        expected[true, called] += 1
    assert np.array_equal(score.confusion, expected)
    assert score.confusion.trace() / 10_000 == score.metric
    right = [expected[digit, digit] / (y == digit).sum().item() for digit in range(10)]
    np.testing.assert_allclose(score.class_accuracy, right)


@given(
    st.lists(st.integers(1, 3), min_size=2, max_size=5).map(tuple),
    st.integers(0, 1000),
    st.floats(0.2, 0.9),
)
def test_mult_adds_are_the_particles_on_whole_paths(widths, seed, share):
    """Every way through the organism is walked; what lies on none of them is never computed."""
    organism = Organism(widths)
    kept = np.random.default_rng(seed).random(organism.particles) < share
    place = dict(zip(zip(*map(tuple, organism.positions()), strict=True), kept, strict=True))
    used = set()
    for path in product(*map(range, widths)):
        steps = [(layer, to, of) for layer, (of, to) in enumerate(pairwise(path))]
        if all(place[step] for step in steps):
            used.update(steps)
    assert mult_adds(organism, kept) == len(used)


def test_what_is_off_every_path_makes_no_difference():
    """Without its outgoing particles a cell is never heard."""
    organism = specimen("digits")
    layer, cell, edge = DIGITS.organism.positions()
    deaf = (layer == 1) & (edge == 2)
    whole = evaluate(organism, deaf)
    assert whole.particles - whole.mult_adds == 225
    alike = evaluate(organism, deaf | ((layer == 0) & (cell == 2)))
    assert (alike.metric, alike.task_loss) == (whole.metric, whole.task_loss)
    assert alike.particles == alike.mult_adds == whole.mult_adds


@named
def test_particles_make_the_same_specimen_as_their_snapshot(name):
    made = Specimen.of_particles(CONFIGS[name], particle_weights(name))
    read = specimen(name)
    assert np.array_equal(made.weight, read.weight) and np.array_equal(made.kind, read.kind)
    assert np.array_equal(made.replication_error, read.replication_error)


def test_particles_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"must be \[n, P\] = \(27, 18\), not \(18, 27\)"):
        Specimen.of_particles(SUMS, particle_weights("sums").T)


@pytest.mark.parametrize("config", [DIGITS, SUMS], ids=list(CONFIGS))
def test_every_snapshot_knows_its_score_without_its_self_replicators(config):
    seen = set()
    for snapshot in train(config):
        organism = Specimen.of(config, snapshot)
        assert np.array_equal(organism.replicators, snapshot.kind == Kind.SELF_REPLICATOR)
        seen.add(int(organism.replicators.sum()))
        cut = evaluate(organism, organism.replicators)
        assert snapshot.metric_without_replicators == cut.metric
    assert len(seen) > 1, "some of them have self-replicators to cut"
