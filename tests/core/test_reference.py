"""The fast organism does what a slow one of separate nn.Linear chains does, step for step."""

import pytest
import torch

from orgnet_core import fused, kernels
from orgnet_core.bench.reference import ReferenceOrganism
from orgnet_core.organism import Organism
from orgnet_core.particles import WEIGHT, Particles

SHAPES = [((2, 3, 3, 1), "linear"), ((3, 2, 4), "gelu"), ((2, 1), "gelu")]
EXACT = {"rtol": 1e-12, "atol": 1e-13}


@pytest.fixture(params=SHAPES, ids=str)
def organism(request):
    widths, activation = request.param
    return Organism(widths, activation)


@pytest.fixture(params=[fused, kernels], ids=["fused", "torch"])
def replication_steps(request):
    return request.param.replication_steps


@pytest.fixture(params=[1, 2, 3, 4, 8], ids="h={}".format)
def hidden(request):
    return request.param


@pytest.fixture
def particles(organism, hidden):
    generator = torch.Generator().manual_seed(11)
    return Particles.initial(hidden, organism.particles, generator, torch.float64)


@pytest.fixture
def slow(organism, hidden, particles):
    return ReferenceOrganism(organism.widths, organism.activation, hidden, particles.weights)


def test_the_reference_gives_back_the_weights_that_it_was_built_from(slow, particles):
    assert torch.equal(slow.weights, particles.weights)


def test_forward_pass_loops_over_no_particle_and_yet_agrees(organism, particles, slow):
    x = torch.randn(7, organism.widths[0], generator=torch.manual_seed(0), dtype=torch.float64)
    fast = organism.forward(x, particles.response()[WEIGHT])
    torch.testing.assert_close(fast, slow.forward(x).detach(), **EXACT)


def test_self_application_is_every_particle_reading_itself(particles, slow):
    written = torch.stack([one.replicate(one.flat) for one in slow.particles], dim=1)
    torch.testing.assert_close(particles.replicate(), written, **EXACT)


def test_replication_loss_and_error_are_those_of_each_particle(particles, slow):
    loss = torch.stack([one.replication_loss().detach() for one in slow.particles])
    miss = [(one.replicate(one.flat) - one.flat).abs().max() for one in slow.particles]
    torch.testing.assert_close(particles.replication_loss(), loss, **EXACT)
    torch.testing.assert_close(particles.replication_error(), torch.stack(miss), **EXACT)


@pytest.mark.parametrize("steps", [1, 2, 25])
def test_replication_steps_are_momentum_descent_by_autograd(
    replication_steps, particles, slow, steps
):
    velocity = torch.zeros_like(particles.weights)
    replication_steps(particles, velocity, steps, lr=0.02, momentum=0.9)
    for _ in range(steps):
        slow.replication_step(lr=0.02)
    torch.testing.assert_close(particles.weights, slow.weights, **EXACT)


def test_replication_momentum_survives_from_one_batch_to_the_next(
    replication_steps, particles, slow
):
    velocity = torch.zeros_like(particles.weights)
    for steps in (3, 2):
        replication_steps(particles, velocity, steps, lr=0.02, momentum=0.9)
    for _ in range(5):
        slow.replication_step(lr=0.02)
    torch.testing.assert_close(particles.weights, slow.weights, **EXACT)
