"""Learning really happens: the presets come to what the paper says organisms come to."""

import pytest

from orgnet_core.presets import PRESETS
from orgnet_core.pruning import Specimen, evaluate
from orgnet_core.training import train


@pytest.fixture(scope="module")
def adding():
    return list(train(PRESETS["addition"].config))


@pytest.fixture(scope="module")
def reading():
    return list(train(PRESETS["mnist15-quick"].config))


def test_all_18_particles_of_the_adding_organism_become_self_replicators(adding):
    assert adding[0].kinds["self_replicator"] == 0
    assert adding[-1].kinds["self_replicator"] == 18


def test_the_adding_organism_adds_to_float32_precision(adding):
    assert adding[0].metric > 0.1
    assert adding[-1].metric <= 2e-7


def test_the_quick_organism_reads_four_of_five_digits(reading):
    assert reading[0].metric < 0.3
    assert reading[-1].metric >= 0.80
    assert reading[-1].task_loss < reading[0].task_loss / 2


def test_a_part_of_the_quick_organism_becomes_self_replicators(reading):
    assert reading[0].kinds["self_replicator"] == 0
    assert 100 <= reading[-1].kinds["self_replicator"] < len(reading[-1].kind)


def test_the_quick_organism_hardly_misses_its_self_replicators(reading):
    last = reading[-1]
    organism = Specimen.of(PRESETS["mnist15-quick"].config, last)
    assert evaluate(organism, organism.replicators).metric >= last.metric - 0.03
    assert evaluate(organism, ~organism.replicators).metric < 0.5


def test_what_the_quick_organism_learnt_holds_for_images_it_never_saw(reading):
    assert reading[-1].train_metric == pytest.approx(reading[-1].metric, abs=0.05)
