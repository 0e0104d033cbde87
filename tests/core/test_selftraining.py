"""Self-training of particles alone, held to autograd."""

import numpy as np
import pytest
import torch

from orgnet_core.bench.reference import ReferenceParticle
from orgnet_core.fixpoints import Kind, classify
from orgnet_core.particles import Particles
from orgnet_core.selftraining import self_train


def population(hidden=3, count=2, dtype=torch.float64) -> torch.Tensor:
    return Particles.initial(hidden, count, torch.Generator().manual_seed(3), dtype).weights


@pytest.mark.parametrize("kernel", ["fused", "torch"])
def test_every_step_is_one_of_sgd_with_autograd(kernel):
    weights, lr, momentum = population(), 0.02, 0.9
    seen = self_train(weights, 3, 8, lr, momentum, kernel)
    for k in range(2):
        particle = ReferenceParticle(weights[:, k], 3)
        job = torch.optim.SGD(particle.parameters, lr=lr, momentum=momentum)
        for step in range(9):
            loss = particle.replication_loss()
            flat = particle.flat
            error = (particle.replicate(flat) - flat).abs().max()
            weight = particle.multiply(torch.ones(1, dtype=torch.float64))
            assert seen.loss[step, k] == pytest.approx(loss.item(), rel=1e-10)
            assert seen.error[step, k] == pytest.approx(error.item(), rel=1e-10)
            assert seen.weight[step, k] == pytest.approx(weight.item(), rel=1e-10)
            assert seen.response[step, 4, k] == seen.weight[step, k]
            assert seen.kind[step, k] == classify(Particles(flat[:, None], 3)).item()
            job.zero_grad()
            loss.backward()
            job.step()


def test_a_particle_alone_learns_to_replicate_itself():
    seen = self_train(population(dtype=torch.float32), 3, 4000, 0.02, 0.9)
    assert (seen.kind[0] == Kind.OTHER).all() and (seen.kind[-1] == Kind.SELF_REPLICATOR).all()
    np.testing.assert_allclose(seen.response[-1, :4, 0], [1, 0, 0, 0], atol=1e-4)


def test_the_particles_themselves_are_left_alone():
    weights = population()
    before = weights.clone()
    self_train(weights, 3, 5, 0.1, 0.5)
    assert torch.equal(weights, before)


def test_no_steps_show_the_particles_as_they_are():
    weights = population()
    seen = self_train(weights, 3, 0, 0.1, 0.5)
    assert seen.loss.shape == (1, 2)
    np.testing.assert_allclose(seen.response[0], Particles(weights, 3).response())


def test_too_large_a_step_ends_as_divergent_not_as_a_good_score():
    seen = self_train(population(dtype=torch.float32), 3, 60, 10.0, 0.9)
    assert (seen.kind[-1] == Kind.DIVERGENT).all()
    assert not np.isfinite(seen.loss[-1]).any()
