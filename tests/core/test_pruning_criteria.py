"""In which order each criterion cuts, held to slow reference code and to the data itself."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st
from specimens import (
    CONFIGS,
    DIGITS,
    any_organism,
    grown,
    made_up,
    net_without,
    recorded,
    sizes,
    specimen,
)

from orgnet_core.errors import InputError
from orgnet_core.fixpoints import Kind
from orgnet_core.pruning import (
    CRITERIA,
    Specimen,
    criteria_for,
    criteria_of,
    cut_first,
    ranking,
)
from orgnet_core.pruning.criteria import training_sample
from orgnet_core.tasks.data import load_mnist

LOSSES = {"digits": F.cross_entropy, "sums": F.mse_loss}
LAYERWISE = ("l1_layerwise", "random_layerwise")
TIES_IN_LAYER = (*LAYERWISE, "l1_matched")  # broken within each layer, before layers are compared
CASES = [(name, by) for name, config in CONFIGS.items() for by in criteria_for(config)]


@pytest.fixture(params=CASES, ids="-".join)
def case(request):
    return request.param


def scores(organism, by: str) -> np.ndarray:
    return CRITERIA[by](organism, np.random.default_rng(0))


def test_there_are_the_criteria_that_users_were_promised():
    assert set(CRITERIA) >= {
        *("self_replicator", "replication_error", "l1_global", "l1_layerwise", "activation"),
        *("taylor", "random", "random_layerwise", "dark_pixels", "lamp", "persistent_replicator"),
    }


def test_every_criterion_cites_its_source(case):
    assert "paper" in CRITERIA[case[1]].__doc__ or "arXiv" in CRITERIA[case[1]].__doc__


@given(st.data(), st.sampled_from(CASES), st.integers(0, 2**32))
def test_every_ranking_is_a_permutation_whatever_the_organism_is_like(data, case, seed):
    name, by = case
    organism = data.draw(any_organism(name))
    order = ranking(organism, by, seed)
    assert sorted(order) == list(range(len(organism.weight)))


def test_every_criterion_says_the_same_when_asked_again(case):
    name, by = case
    assert np.array_equal(ranking(specimen(name), by, 3), ranking(specimen(name), by, 3))


def test_every_criterion_breaks_ties_by_seed_and_only_ties(case):
    name, by = case
    count = CONFIGS[name].organism.particles
    alike = made_up(
        name,
        weight=np.ones(count, np.float32),
        replication_error=np.ones(count, np.float32),
        kind=np.full(count, Kind.OTHER, np.uint8),
    )
    orders = [ranking(alike, by, seed) for seed in (1, 2)]
    measured = ("activation", "taylor", "snip")
    if (name, by) not in [("sums", each) for each in measured]:  # no two inputs are alike
        assert not np.array_equal(*orders)
    if "random" not in by and by not in TIES_IN_LAYER:
        for order in orders:
            assert np.array_equal(scores(alike, by)[order], np.sort(scores(alike, by)))


@given(any_organism("digits"), st.integers(0, 5))
def test_a_particle_whose_score_is_no_number_is_cut_last(organism, seed):
    missing = np.isnan(organism.weight)
    assume(missing.any())
    order = ranking(organism, "l1_global", seed)
    assert np.isnan(organism.weight[order[-missing.sum() :]]).all()


def test_self_replicators_are_cut_first_and_the_best_replicas_first():
    kinds = np.array([Kind.OTHER, Kind.SELF_REPLICATOR] * 9, np.uint8)
    errors = np.linspace(1, 2, 18, dtype=np.float32)[::-1].copy()
    organism = made_up("sums", kind=kinds, replication_error=errors)
    assert ranking(organism, "self_replicator").tolist() == [*range(17, 0, -2), *range(16, -1, -2)]
    assert ranking(organism, "replication_error").tolist() == [*range(17, -1, -1)]


def test_the_trained_organisms_self_replicators_are_cut_first(case):
    organism = specimen(case[0])
    cut = cut_first(ranking(organism, "self_replicator"), int(organism.replicators.sum()))
    assert np.array_equal(cut, organism.replicators)


def test_global_l1_cuts_the_smallest_weight_first_whatever_its_sign():
    weights = np.array([5, -1, 3, -4, 2, *range(10, 23)], np.float32)
    order = ranking(made_up("sums", weight=weights), "l1_global")
    assert order.tolist() == [1, 4, 2, 3, 0, *range(5, 18)]


@given(any_organism("digits"), st.sampled_from(LAYERWISE), st.integers(0, 5))
def test_layer_by_layer_every_share_is_the_same_share_of_each_layer(organism, by, seed):
    """To within half a particle: one share explains the counts of all layers."""
    layer = np.array([place[0] for place in sizes(organism)])
    cut = layer[ranking(organism, by, seed)][:, None] == np.arange(layer.max() + 1)
    gone, size = cut.cumsum(0), cut.sum(0)
    least, most = ((gone - 0.5) / size).max(1), ((gone + 0.5) / size).min(1)
    assert (least <= most + 1e-12).all()


@given(st.integers(0, 1000))
def test_layerwise_l1_cuts_the_smallest_of_each_layer_first(seed):
    weight = np.random.default_rng(seed).normal(size=len(specimen("digits").weight))
    organism = made_up("digits", weight=weight.astype(np.float32))
    order = ranking(organism, "l1_layerwise", seed)
    layer = np.array([place[0] for place in sizes(organism)])
    for number in set(layer):
        inside = order[layer[order] == number]
        assert (np.diff(np.abs(organism.weight[inside])) >= 0).all()


@pytest.mark.parametrize("name", CONFIGS)
def test_first_layer_replicators_leave_later_layers_alone_until_there_is_nothing_else(name):
    organism, layer = specimen(name), np.array([place[0] for place in sizes(specimen(name))])
    order, size = ranking(organism, "first_layer_replicator"), int((layer == 0).sum())
    assert (layer[order[:size]] == 0).all() and (layer[order[size:]] > 0).all()
    theirs = ranking(organism, "self_replicator").tolist()
    for part in (order[:size], order[size:]):
        assert part.tolist() == sorted(part, key=theirs.index), "best replicas first in each part"
    alone = organism.replicators & (layer == 0)
    assert np.array_equal(cut_first(order, int(alone.sum())), alone)


@given(any_organism("digits"), st.integers(0, 5))
def test_matched_l1_cuts_of_each_layer_as_many_as_self_replicators_at_any_count(organism, seed):
    layer = np.array([place[0] for place in sizes(organism)])
    ours, theirs = (ranking(organism, by, seed) for by in ("l1_matched", "self_replicator"))
    assert np.array_equal(layer[ours], layer[theirs])
    for number in set(layer):
        inside = np.abs(organism.weight[ours[layer[ours] == number]])
        known = inside[~np.isnan(inside)]
        assert (known[1:] >= known[:-1]).all() and np.isnan(inside[len(known) :]).all()


@given(any_organism("digits"))
def test_lamp_is_the_square_over_those_of_its_layer_that_are_not_smaller(organism):
    layer = [place[0] for place in sizes(organism)]
    squares = [float(weight) ** 2 for weight in organism.weight]
    for particle, found in enumerate(scores(organism, "lamp").tolist()):
        mine = squares[particle]
        not_smaller = (
            other
            for other, of in zip(squares, layer, strict=True)
            if of == layer[particle] and other >= mine
        )
        if np.isfinite(mine):
            assert found == pytest.approx(mine / sum(not_smaller) if mine else 0.0, rel=1e-9)
        else:
            assert np.isnan(found), "no number is cut last"


def test_lamp_never_empties_a_layer_before_the_others():
    """The largest weight of each layer scores 1, whatever its size: layers end together."""
    weight = np.random.default_rng(0).normal(size=len(specimen("digits").weight))
    layer = np.array([place[0] for place in sizes(specimen("digits"))])
    organism = made_up("digits", weight=(weight * 10.0 ** -(3 * layer)).astype(np.float32))
    assert set(layer[ranking(organism, "lamp")[-3:]]) == {0, 1, 2}


@pytest.mark.parametrize("name", CONFIGS)
def test_activation_is_the_weight_times_the_rms_of_what_the_particle_reads(name):
    organism = specimen(name)
    x, rms = training_sample(organism.config).x, []
    for module in net_without(organism, np.zeros(len(organism.weight), bool)):
        if isinstance(module, torch.nn.Linear):
            columns = x.double().T.tolist()
            rms.append([(sum(v**2 for v in column) / len(column)) ** 0.5 for column in columns])
        x = module(x)
    expected = [
        abs(float(weight)) * rms[layer][edge]
        for weight, (layer, _, edge) in zip(organism.weight, sizes(organism), strict=True)
    ]
    np.testing.assert_allclose(scores(organism, "activation"), expected, rtol=1e-4)


@pytest.mark.parametrize("by", ["taylor", "snip"])
@pytest.mark.parametrize("name", CONFIGS)
def test_taylor_and_snip_are_the_weight_times_the_slope_of_the_loss(name, by):
    organism = specimen(name)
    weight = organism.weight if by == "taylor" else recorded(name)[0].weight
    asked = replace(organism, weight=weight)
    net = net_without(asked, np.zeros(len(weight), bool)).requires_grad_()
    x, y = training_sample(organism.config)
    LOSSES[name](net(x), y).backward()
    slopes = [slope for matrix in net.parameters() for slope in matrix.grad.flatten().tolist()]
    expected = [abs(float(w) * slope) for w, slope in zip(weight, slopes, strict=True)]
    np.testing.assert_allclose(scores(organism, by), expected, rtol=1e-3, atol=1e-9)


def test_snip_looks_at_the_start_alone_and_says_where_there_is_none():
    begun, later = (
        Specimen.of(DIGITS, end, recorded("digits")) for end in recorded("digits")[::3][:2]
    )
    assert np.array_equal(ranking(begun, "snip"), ranking(later, "snip"))
    alone = Specimen.of(DIGITS, grown("digits"))
    assert "snip" in criteria_of(later) and "snip" not in criteria_of(alone)
    with pytest.raises(InputError, match="snip needs the start of a run"):
        ranking(alone, "snip")


def test_what_is_measured_on_data_is_measured_on_training_data():
    """Each sample image is one of the training set, with its label; all are different ones."""
    x, y = training_sample(CONFIGS["digits"])
    data = load_mnist(15)
    images = data.train_images.reshape(len(data.train_images), -1)
    known = {image.tobytes(): label for image, label in zip(images, data.train_labels, strict=True)}
    seen = (255 * x).round().to(torch.uint8).numpy()
    assert len(x) == 5000 and len({image.tobytes() for image in seen}) > 4990
    found = [known[image.tobytes()] == label for image, label in zip(seen, y.tolist(), strict=True)]
    assert np.mean(found) > 0.999, "a few images occur twice, perhaps under two labels"


def test_dark_pixels_cuts_what_reads_the_darkest_training_pixel_first():
    order = ranking(specimen("digits"), "dark_pixels")
    mean = load_mnist(15).train_images.reshape(60_000, -1).mean(0)
    places = [sizes(specimen("digits"))[particle] for particle in order]
    first_layer = places[: 225 * 4]
    assert {layer for layer, _, _ in first_layer} == {0}
    assert (np.diff([mean[edge] for _, _, edge in first_layer]) >= -1e-9).all()


def test_dark_pixels_needs_pictures_and_says_so():
    assert "dark_pixels" in criteria_for(CONFIGS["digits"])
    assert "dark_pixels" not in criteria_for(CONFIGS["sums"])
    with pytest.raises(InputError, match="dark_pixels needs pictures; addition takes self_rep"):
        ranking(specimen("sums"), "dark_pixels")


def test_an_unknown_criterion_gets_the_names_of_those_there_are():
    with pytest.raises(InputError, match=r"charm is no criterion; .*l1_global"):
        ranking(specimen("sums"), "charm")


def test_chance_cuts_in_another_order_with_another_seed():
    orders = {tuple(ranking(specimen("digits"), "random", seed)) for seed in range(5)}
    assert len(orders) == 5
