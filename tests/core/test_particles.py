"""A population of particles in closed form: response, positions, replication, gradients."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.bench.reference import ReferenceParticle
from orgnet_core.kernels import replication_gradient
from orgnet_core.particles import Particles, layer_shapes, positional_code

hiddens = st.integers(1, 5)
counts = st.integers(1, 4)
seeds = st.integers(0, 10_000)


def population(hidden: int, count: int, seed: int = 0, dtype=torch.float64) -> Particles:
    return Particles.initial(hidden, count, torch.Generator().manual_seed(seed), dtype)


def response_of(flat: torch.Tensor, hidden: int) -> torch.Tensor:
    """W3·W2·W1 of one particle, [5], by matrix products that autograd can follow."""
    first, second = 5 * hidden, 5 * hidden + hidden * hidden
    w1 = flat[:first].reshape(hidden, 5)
    w2 = flat[first:second].reshape(hidden, hidden)
    return (flat[second:].reshape(1, hidden) @ w2 @ w1)[0]


def test_positions_of_the_smallest_particle_by_hand():
    """5 + 1 + 1 weights, one neuron a layer: (layer / 2, 0, edge / 4)."""
    by_hand = [
        *([0, 0, 0], [0, 0, 0.25], [0, 0, 0.5], [0, 0, 0.75], [0, 0, 1]),
        [0.5, 0, 0],
        [1, 0, 0],
    ]
    code = positional_code(1, torch.float64)
    torch.testing.assert_close(code, torch.tensor(by_hand, dtype=torch.float64))


def test_positions_with_two_hidden_neurons_by_hand():
    """10 + 4 + 2 weights: (layer / 2, cell / 1, edge / 4)."""
    by_hand = [
        *([0, 0, 0], [0, 0, 0.25], [0, 0, 0.5], [0, 0, 0.75], [0, 0, 1]),
        *([0, 1, 0], [0, 1, 0.25], [0, 1, 0.5], [0, 1, 0.75], [0, 1, 1]),
        *([0.5, 0, 0], [0.5, 0, 0.25], [0.5, 1, 0], [0.5, 1, 0.25]),
        *([1, 0, 0], [1, 0, 0.25]),
    ]
    code = positional_code(2, torch.float64)
    torch.testing.assert_close(code, torch.tensor(by_hand, dtype=torch.float64))


@given(hiddens)
def test_positions_stay_within_0_and_1(hidden):
    code = positional_code(hidden)
    assert code.shape == (hidden**2 + 6 * hidden, 3)
    assert code.min() >= 0 and code.max() <= 1


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("hidden", range(1, 9))
def test_positions_differ_from_those_of_the_authors_code_by_its_1e_8(hidden, dtype):
    """They add it after dividing, in float32, whose rounding near 1 is up to 3e-8."""
    index = torch.tensor(
        [
            (layer, *place)
            for layer, shape in enumerate(layer_shapes(hidden))
            for place in np.ndindex(*shape)
        ],
        dtype=torch.float32,
    )
    theirs = index / index.amax(0).clamp(min=1) + 1e-8
    apart = (positional_code(hidden, dtype).double() - theirs.double()).abs()
    torch.testing.assert_close(apart[index == 0], torch.full_like(apart[index == 0], 1e-8))
    assert apart.max() <= 4e-8


@given(hiddens, counts, seeds)
def test_response_is_the_particle_as_seen_from_outside(hidden, count, seed):
    """Feeding a chain of nn.Linear one unit input at a time reads its five numbers."""
    particles = population(hidden, count, seed)
    chains = [ReferenceParticle(flat, hidden) for flat in particles.weights.T]
    one_at_a_time = torch.eye(5, dtype=torch.float64)
    expected = torch.stack([chain.net(one_at_a_time)[:, 0].detach() for chain in chains], dim=1)
    torch.testing.assert_close(particles.response(), expected, rtol=1e-12, atol=1e-14)


@given(hiddens, counts, seeds)
def test_a_particle_can_write_the_weights_of_another(hidden, count, seed):
    writers, others = population(hidden, count, seed), population(hidden, count, seed + 1)
    expected = [
        ReferenceParticle(writer, hidden).replicate(other)
        for writer, other in zip(writers.weights.T, others.weights.T, strict=True)
    ]
    written = writers.replicate(onto=others)
    torch.testing.assert_close(written, torch.stack(expected, dim=1), rtol=1e-12, atol=1e-14)


@given(hiddens, counts, seeds)
def test_pull_back_is_the_gradient_through_the_three_layers(hidden, count, seed):
    particles = population(hidden, count, seed)
    g = torch.randn(5, count, generator=torch.manual_seed(seed), dtype=torch.float64)
    weights = particles.weights.clone().requires_grad_()
    responses = torch.stack([response_of(flat, hidden) for flat in weights.T], dim=1)
    (expected,) = torch.autograd.grad((g * responses).sum(), weights)
    torch.testing.assert_close(particles.pull_back(g), expected, rtol=1e-12, atol=1e-14)


def test_pull_back_fills_the_tensor_that_it_is_given():
    particles, g = population(2, 3), torch.ones(5, 3, dtype=torch.float64)
    into = torch.full_like(particles.weights, torch.nan)
    assert particles.pull_back(g, into=into) is into
    assert torch.equal(into, particles.pull_back(g))


@given(hiddens, counts, seeds)
def test_replication_gradient_is_autograds(hidden, count, seed):
    """The SR loss as a function of the response alone; what is read and aimed at stay put."""
    particles = population(hidden, count, seed)
    columns = []
    for flat in particles.weights.T:
        inputs = ReferenceParticle(flat, hidden).read(flat)
        r = response_of(flat, hidden).requires_grad_()
        loss = (inputs @ r - flat).square().mean()
        columns.append(torch.autograd.grad(loss, r)[0])
    expected = torch.stack(columns, dim=1)
    torch.testing.assert_close(replication_gradient(particles), expected, rtol=1e-11, atol=1e-13)


@given(hiddens, counts, seeds)
def test_replicating_never_pushes_the_task_weight(hidden, count, seed):
    assert (replication_gradient(population(hidden, count, seed))[4] == 0).all()


@pytest.mark.parametrize("hidden", [1, 2, 4])
def test_initial_weights_fill_the_xavier_interval_of_their_layer(hidden):
    w = population(hidden, 2000).weights
    first, second = 5 * hidden, 5 * hidden + hidden**2
    layers = [(w[:first], 5 + hidden), (w[first:second], 2 * hidden), (w[second:], hidden + 1)]
    for layer, fan in layers:
        bound = (6 / fan) ** 0.5
        assert layer.abs().max() <= bound
        assert layer.max() > 0.99 * bound and layer.min() < -0.99 * bound
        assert layer.std().item() == pytest.approx(bound / 3**0.5, rel=0.05)
        assert layer.mean().item() == pytest.approx(0, abs=0.05 * bound)


@given(hiddens, counts, seeds)
def test_both_precisions_start_from_the_same_draw(hidden, count, seed):
    single = population(hidden, count, seed, torch.float32).weights
    double = population(hidden, count, seed, torch.float64).weights
    assert single.dtype == torch.float32 and double.dtype == torch.float64
    assert torch.equal(single, double.float())


def test_another_seed_draws_other_weights():
    assert not torch.equal(population(2, 3, seed=1).weights, population(2, 3, seed=2).weights)
