"""An organism is the dense net of its particles' task weights, numbered layer, cell, edge."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.organism import ACTIVATIONS, Organism
from orgnet_core.pruning.dense import dense

widths_lists = st.lists(st.integers(1, 4), min_size=2, max_size=5).map(tuple)


def test_particles_are_numbered_layer_by_layer_cell_by_cell_edge_by_edge():
    layer, cell, edge = Organism((3, 2, 1)).positions()
    assert layer.tolist() == [0, 0, 0, 0, 0, 0, 1, 1]
    assert cell.tolist() == [0, 0, 0, 1, 1, 1, 0, 0]
    assert edge.tolist() == [0, 1, 2, 0, 1, 2, 0, 1]


@pytest.mark.parametrize(
    ("widths", "particles"),
    [((2, 3, 3, 1), 18), ((225, 5, 5, 10), 1200), ((225, 10, 10), 2350), ((2, 1), 2)],
)
def test_there_is_one_particle_an_edge(widths, particles):
    assert Organism(widths).particles == particles


@given(widths_lists)
def test_places_say_where_each_number_stands_in_the_matrices(widths):
    organism = Organism(widths)
    matrices = organism.matrices(torch.arange(organism.particles))
    for number, (layer, cell, edge) in enumerate(zip(*organism.positions(), strict=True)):
        assert matrices[layer][cell, edge] == number


@given(widths_lists, st.sampled_from(sorted(ACTIVATIONS)), st.integers(0, 1000))
def test_the_forward_pass_is_that_of_a_dense_net(widths, activation, seed):
    organism, generator = Organism(widths, activation), torch.Generator().manual_seed(seed)
    weight = torch.randn(organism.particles, generator=generator, dtype=torch.float64)
    x = torch.randn(6, widths[0], generator=generator, dtype=torch.float64)
    expected = dense(widths, activation, weight)(x)
    torch.testing.assert_close(organism.forward(x, weight), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_organism_without_particles_answers_every_question_alike(activation):
    organism, x = (
        Organism((4, 3, 10), activation),
        torch.randn(5, 4, generator=torch.manual_seed(0)),
    )
    logits = organism.forward(x, torch.zeros(organism.particles))
    assert torch.equal(logits, torch.zeros(5, 10))
    assert logits.argmax(1).tolist() == [0] * 5
