"""What a run begins with: particles as they are drawn, or with a dense net's task weights."""

import pytest
import torch

from orgnet_core.fixpoints import Kind, classify
from orgnet_core.organism import Organism
from orgnet_core.particles import Particles
from orgnet_core.presets import PRESETS
from orgnet_core.start import dense_weights, initial_particles

QUICK = PRESETS["mnist15-quick"].config


def test_a_dense_net_is_drawn_as_pytorch_draws_one():
    organism = Organism((400, 50, 10))
    drawn = dense_weights(organism, torch.Generator().manual_seed(1))
    for ours, (cells, edges) in zip(organism.matrices(drawn), organism.shapes, strict=True):
        theirs = torch.nn.Linear(edges, cells, bias=False).weight
        assert max(ours.abs().max(), theirs.abs().max()) <= 1 / edges**0.5
        for weight in (ours, theirs):  # uniform, of 500 or more: four standard errors
            assert weight.std().item() == pytest.approx((3 * edges) ** -0.5, rel=0.08)
        assert abs(ours.mean().item()) < 0.1 / edges**0.5


@pytest.mark.parametrize("replication", ["gradient", "constraint"])
@pytest.mark.parametrize("hidden", [2, 4])
def test_a_dense_start_has_a_dense_nets_task_weights(replication, hidden):
    config = QUICK.changed(
        {"start": "dense", "replication": replication, "particle_hidden": hidden}
    )
    particles, generator = initial_particles(config), torch.Generator().manual_seed(config.seed)
    drawn = Particles.initial(hidden, config.organism.particles, generator)
    expected = dense_weights(config.organism, generator).float()
    torch.testing.assert_close(particles.task_weight(), expected, rtol=2e-6, atol=2e-6)
    replicate = (classify(particles) == Kind.SELF_REPLICATOR).sum().item()
    assert replicate == (config.organism.particles if replication == "constraint" else 0)
    moved = (particles.weights - drawn.weights).norm(dim=0)
    assert moved.max() < 4  # of weights whose norm is about 2


def test_from_particles_the_constraint_keeps_their_task_weights():
    particles = initial_particles(QUICK.changed({"replication": "constraint"}))
    before = initial_particles(QUICK).task_weight()
    torch.testing.assert_close(particles.task_weight(), before, rtol=2e-6, atol=2e-6)
    assert (classify(particles) == Kind.SELF_REPLICATOR).all()
